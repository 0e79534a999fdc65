"""A web server like the product's, but for one page: its orders are sold without the lock.

Only tests start it, on their own database. Form, sign-in, middleware and all other pages are the product's.
"""

import os
from uuid import uuid4

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - settings and models have to be loaded first
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import get_object_or_404, redirect, render  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402

from peersupport.accounts.access import requires  # noqa: E402
from peersupport.accounts.permissions import Permission  # noqa: E402
from peersupport.shared.views import made  # noqa: E402
from programs.forms.orders import CohortOrder  # noqa: E402
from programs.models import Cohort  # noqa: E402
from programs.tests.naive import order_naively  # noqa: E402


@requires(Permission.ORDER_PLACE)
def order_new(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.membership).select_related("programme"), pk=pk)
    form = CohortOrder(request.POST or None, initial={"key": uuid4()}, membership=request.membership)
    if form.is_valid():
        placed = made(form, order_naively, cohort=cohort, by=request.user, at=timezone.now(), **form.values())
        if placed:
            return redirect("programs:order_receipt", number=placed.number)
    return render(request, "programs/order_new.html", {"form": form, "cohort": cohort, "crumbs": []})


urlpatterns = [path("bestall/<int:pk>/", order_new), path("", include("peersupport.urls"))]
settings.ROOT_URLCONF = __name__

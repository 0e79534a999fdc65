"""A web server like the product's, but for one page: its orders are sold without the lock.

Only tests start it, on their own database. Form, sign-in, middleware and all other pages are the product's.
"""

import os

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
from programs.forms.drafts import SendOrder  # noqa: E402
from programs.models import Order  # noqa: E402
from programs.tests.naive import send_naively  # noqa: E402


@requires(Permission.ORDER_PLACE)
def draft_send(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(Order.objects.visible_to(request.membership), pk=pk)
    line = order.lines.get()
    form = SendOrder(request.POST or None, line=line)
    if form.is_valid():
        placed = made(form, send_naively, order=order, at=timezone.now(), **form.values())
        if placed:
            return redirect("programs:order_receipt", number=placed.number)
        return redirect(f"{request.path}?kvar=0")
    context = {"form": form, "order": order, "line": line, "crumbs": [], "step": 4}
    return render(request, "programs/draft_send.html", context)


urlpatterns = [path("bestall/utkast/<int:pk>/skicka/", draft_send), path("", include("peersupport.urls"))]
settings.ROOT_URLCONF = __name__

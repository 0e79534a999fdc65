"""How many are still at work: for coordinators, who see the placements themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from placements import selectors
from placements.rules import FEWEST


@requires(Permission.RETENTION_SEE)
def retention(request: HttpRequest) -> HttpResponse:
    context = {
        "retention": selectors.retention(membership=request.membership, on=timezone.localdate()),
        "fewest": FEWEST,
        "crumbs": [(_("Results"), reverse("placements:outcomes"))],
    }
    return render(request, "placements/retention.html", context)

"""Mina platser: an organisation's seats by number and state, with the links to hand out. Never who sits there."""

from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.query import choice, number
from peersupport.shared.views import render_list
from programs import selectors
from programs.models import Seat

TO_HAND_OUT = "free"


@requires(Permission.OWN_ORDERS)
def seats(request: HttpRequest) -> HttpResponse:
    """The last cohort to start first, in it by number."""
    on, seen = timezone.localdate(), Seat.objects.visible_to(request.membership)
    states = [("", _("All")), (TO_HAND_OUT, _("To hand out")), *Seat.Status.choices]
    state, cohort = choice(request, "status", [value for value, _label in states]), number(request, "cohort")
    rows = _filtered(seen, state, cohort, on).seen_on(on).select_related("cohort", "line__order")
    page = paging.page(request, rows.order_by("-cohort__starts_on", "cohort", "number"))
    for seat in page.rows:
        seat.hands_out = seat.is_to_hand_out(on)
    context = {
        "page": page,
        "state": state,
        "cohort": cohort,
        "states": states,
        "cohorts": selectors.cohorts_of(seats=seen),
        "own": selectors.own_seats(membership=request.membership, on=on),
        "site": settings.SITE_URL,
    }
    return render_list(request, "programs/seats.html", context)


def _filtered(rows: QuerySet[Seat], state: str, cohort: int | None, on: date) -> QuerySet[Seat]:
    if cohort is not None:
        rows = rows.filter(cohort=cohort)
    if state == TO_HAND_OUT:
        return rows.to_hand_out(on)
    return rows.filter(status=state) if state else rows

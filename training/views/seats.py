"""A cohort's seats by payer, and seats that no order pays for."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, confirm, made, posted, refusals_as_messages
from programs.actions import contingents
from programs.actions import seats as programs_seats
from programs.forms.holds import PromisePlaces
from programs.models import Cohort, Contingent, SeatEntry
from programs.selectors import ledger_of, seat_sums, seats_of, standing_in, why_in
from programs.views.shown import timeline
from training import selectors
from training.actions import seats
from training.forms.cohorts import FundSeats

MOST_ENTRIES = 500  # a cohort of twelve has had a tenth of that when it is over


@requires(Permission.COHORT_MANAGE)
def seat_release(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.membership), pk=pk)
    found = get_object_or_404(cohort.seats.select_related("cohort"), pk=seat)
    back = reverse("training:cohort_seats", args=[pk])
    if request.method == "POST":
        with refusals_as_messages(request):
            programs_seats.release(seat=found, by=request.user, at=timezone.now())
            messages.success(request, _("The seat is given back."))
        return redirect(back)
    if not found.takes_applications:
        messages.info(request, _("Somebody sits in this seat, or it has been given back already."))
        return redirect(back)
    return confirm(
        request,
        title=_("Give back seat %(number)s?") % {"number": found.number},
        text=_(
            "The cohort has one more seat for others, and the seat's application link stops working. "
            "This can't be undone."
        ),
        submit=_("Give back the seat"),
        back=back,
    )


@requires(Permission.COHORT_MANAGE)
def seats_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep places for an organisation until a day, or let them go."""
    cohort = get_object_or_404(Cohort.objects.managed_by(request.membership), pk=pk)
    form = PromisePlaces(posted(request), membership=request.membership, initial={"until": cohort.release_on})
    if form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        if made(form, contingents.promise, cohort=cohort, **form.cleaned_data, **who):
            messages.success(request, _("The promise is noted."))
            return redirect("training:cohort_seats", pk=pk)
    return render(request, "training/seats_promise.html", {"form": form, "cohort": cohort})


@requires(Permission.COHORT_MANAGE)
def seat_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """All that has happened to the cohort's seats, as sentences."""
    cohort = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    entries = SeatEntry.objects.filter(cohort=cohort)
    context = {
        "cohort": cohort,
        "seats": seats_of(cohort=cohort),
        "events": timeline(ledger_of(entries=entries, most=MOST_ENTRIES)),
        "tab": "seats",
    }
    return render(request, "training/seat_ledger.html", context)


@requires(Permission.COHORT_MANAGE)
def cohort_seats(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    form = FundSeats(posted(request), initial={"key": uuid.uuid4(), "count": cohort.seats_left or 1}, cohort=cohort)
    if form.is_valid() and act(
        form, seats.fund, cohort=cohort, **form.cleaned_data, by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The seats are added."))
        return redirect("training:cohort_seats", pk=pk)
    context = {
        "cohort": cohort,
        "payers": selectors.payers_of(cohort=cohort),
        "promised": _promised(cohort),
        "waiting": _waiting(cohort),
        "form": form,
        "site": settings.SITE_URL,
        "tab": "seats",
    }
    return render(request, "training/cohort_seats.html", context)


def _promised(cohort: Cohort) -> list[tuple[Contingent, int]]:
    """Organisations that places are promised to, with how many are left of them. Two queries."""
    rows = list(cohort.contingents.select_related("organisation").order_by("organisation__sort_name"))
    left = seat_sums(by="contingent", contingent__in=rows) if rows else {}
    return [(row, left[row.pk].guaranteed) for row in rows if row.pk in left and left[row.pk].guaranteed]


def _waiting(cohort: Cohort) -> list:
    """Who stands in line for the cohort, the first first, each with why it has no seats."""
    standing = standing_in(cohort=cohort)
    for line in standing.line:
        line.why = why_in(standing, line, named=False)  # the names stand in the list
    return standing.line

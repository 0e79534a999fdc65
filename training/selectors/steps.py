"""What to do next in a cohort: a list made from rules, never kept by hand."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Cohort
from training.models import Participation
from training.selectors.attendance import Matrix, Row


@dataclass(frozen=True)
class Step:
    text: str
    note: str = ""
    url: str = ""
    done: bool = False


def next_steps(*, cohort: Cohort, matrix: Matrix, free_seats: int, on: date) -> list[Step]:
    """The steps that lie ahead in the cohort's state; coordinators also see theirs. Done ones come first."""
    match cohort.status:
        case Cohort.Status.DRAFT:
            steps = [*_seats(cohort), *_open(cohort)]
        case Cohort.Status.OPEN:
            steps = [*_seats(cohort), *_people(cohort, free_seats), *_start(cohort, on)]
        case Cohort.Status.RUNNING:
            steps = [
                *_people(cohort, free_seats),
                *_registering(cohort, matrix),
                *_talks(matrix),
                *_certificates(cohort, matrix, on),
            ]
        case Cohort.Status.COMPLETED:
            steps = _certificates(cohort, matrix, on)
        case _:
            steps = []
    return sorted(steps, key=lambda step: not step.done)


def _seats(cohort: Cohort) -> list[Step]:
    if not cohort.is_managed:
        return []
    if cohort.seats_left == 0:
        return [Step(_("All seats are ordered or paid for"), done=True)]
    left = ngettext("%(n)s seat is left", "%(n)s seats are left", cohort.seats_left) % {"n": cohort.seats_left}
    return [Step(_("Fill the seats"), left, reverse("training:cohort_seats", args=[cohort.pk]))]


def _open(cohort: Cohort) -> list[Step]:
    return [Step(_("Open the cohort for orders"), _("Orderers see it then"))] if cohort.is_managed else []


def _start(cohort: Cohort, on: date) -> list[Step]:
    if not cohort.is_managed:
        return []
    day = date_format(cohort.starts_on, "l j F")
    return [Step(_("Start the cohort"), _("the first day has come") if cohort.starts_on <= on else day)]


def _people(cohort: Cohort, free_seats: int) -> list[Step]:
    if not cohort.is_managed:
        return []
    found = []
    if cohort.waiting:
        text = ngettext("Decide %(n)s application", "Decide %(n)s applications", cohort.waiting) % {"n": cohort.waiting}
        found.append(Step(text, url=reverse("training:applications", args=[cohort.pk])))
    if free_seats:
        text = ngettext("%(n)s seat has nobody in it", "%(n)s seats have nobody in them", free_seats) % {
            "n": free_seats
        }
        note = _("Hand out their application links")
        found.append(Step(text, note, reverse("training:cohort_seats", args=[cohort.pk])))
    elif cohort.seats_taken:
        found.append(Step(_("Everybody has a seat, with consent"), done=True))
    return found


def _registering(cohort: Cohort, matrix: Matrix) -> list[Step]:
    return [
        Step(
            _("Register day %s") % day.number,
            _("today") if day.date == matrix.today else date_format(day.date, "l j F"),
            reverse("training:attendance", args=[cohort.pk, day.date]),
        )
        for day in matrix.to_register
    ]


def _talks(matrix: Matrix) -> list[Step]:
    return [
        Step(
            _("Talk with %s about attendance") % row.participation.person,
            _below(row),
            reverse("training:participation_attendance", args=[row.participation.pk]),
        )
        for row in matrix.rows
        if row.at_risk
    ]


def _below(row: Row) -> str:
    shown = {"now": row.standing.percent_so_far, "limit": int(row.standing.required * 100)}
    if row.standing.within_reach:
        return _("%(now)s %%, the limit is %(limit)s %%") % shown
    return _("%(now)s %%, can no longer reach %(limit)s %%") % shown


def _certificates(cohort: Cohort, matrix: Matrix, on: date) -> list[Step]:
    if not cohort.is_managed:
        return []
    admitted = [row for row in matrix.rows if row.participation.status == Participation.Status.ADMITTED]
    ready = sum(row.eligibility.is_met for row in admitted)
    url = reverse("training:certificates", args=[cohort.pk])
    found = []
    if ready:
        found.append(
            Step(ngettext("Issue %(n)s certificate", "Issue %(n)s certificates", ready) % {"n": ready}, url=url)
        )
    elif matrix.rows and not admitted:
        found.append(Step(_("Everybody's certificate is decided"), url=url, done=True))
    elif cohort.ends_on > on:
        found.append(Step(_("Prepare certificates"), date_format(cohort.ends_on, "l j F"), url))
    if cohort.status == Cohort.Status.RUNNING and cohort.ends_on <= on:
        found.append(Step(_("Complete the cohort"), _("the last day has come")))
    return found

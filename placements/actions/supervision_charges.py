"""Months of supervision that an order pays for are owed once they are over."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.timezone import localtime

from peersupport.audit.models import StatusChange
from peersupport.audit.status import subject_of
from peersupport.directory import tree
from peersupport.shared.calendar import add_months
from placements.models import Placement
from placements.selectors import MONTHS_BACK
from programs.actions import charges
from programs.actions.deliveries import UNDER_WAY
from programs.models import Charge, Order, OrderLine
from training.models import Participation

ONE_DAY = timedelta(days=1)


@transaction.atomic
def charge(*, placement: Placement, on: date, at: datetime) -> None:
    """Each month that is over, and in which the person was at work for a day, is owed for once. Safe to run again.

    A person's month is one, in however many places they work, and one that was credited isn't charged anew. The order
    that paid for their seat pays; when it has no month left, those of the workplace's owner and of what that is a part
    of do, the oldest first. Confirmed orders only, no month before one was placed, none outside the period that was
    agreed, and nothing where none is left. What is said of it is the month and a number, which is nobody's name.
    """
    list(Placement.objects.filter(person=placement.person_id).locked().order_by("pk"))
    row = Placement.objects.select_related("workplace__owner", "participation__seat__line").get(pk=placement.pk)
    lines = _lines(row)
    list(Order.objects.filter(pk__in=lines.values("order")).locked().order_by("pk"))
    for month in _months(row, on=on):
        line = None if _is_charged(row, month) else _left(lines, month)
        if line is not None:
            what = {"occasion": _occasion(month, row.participation_id), "delivered_on": _last(month)}
            charges.record(line=line, host=row.host, **what, by=None, at=at)


def _lines(row: Placement) -> QuerySet[OrderLine]:
    """The lines that may pay, whoever is asked first in front."""
    seat_line = row.participation.seat.line
    of_the_seat = Q(order=seat_line.order_id if seat_line else None)
    of_the_owner = Q(order__programme=row.workplace.programme_id, order__orderer__in=tree.path_to(row.workplace.owner))
    found = OrderLine.objects.filter(
        of_the_seat | of_the_owner, kind=OrderLine.Kind.SUPERVISION, order__status__in=UNDER_WAY
    )
    return found.order_by(Case(When(of_the_seat, then=Value(0)), default=Value(1)), "pk")


def _left(lines: QuerySet[OrderLine], month: date) -> OrderLine | None:
    """The first that has a whole month left and was ordered for this one."""
    last = _last(month)
    agreed = Q(period_from=None) | Q(period_from__lte=last, period_to__gte=month)
    wanted = lines.still_to_come().filter(agreed, order__placed_at__date__lte=last)
    return wanted.filter(charged__lte=F("quantity") - 1).first()


def _is_charged(row: Placement, month: date) -> bool:
    """Whoever has had several courses is still one person."""
    courses = Participation.objects.filter(person=row.person_id).values_list("pk", flat=True)
    said = [_occasion(month, pk) for pk in courses]
    return Charge.objects.filter(seat=None, line__kind=OrderLine.Kind.SUPERVISION, occasion__in=said).exists()


def _months(row: Placement, *, on: date) -> Iterator[date]:
    """The first days of those that are over and in which the person was at work; older ones are a coordinator's."""
    pauses = list(row.pauses.values_list("begins_on", "ends_on"))
    begun, this = _begun_on(row), on.replace(day=1)
    month = max(begun.replace(day=1), add_months(this, -MONTHS_BACK))
    while month < this:
        first, last = max(begun, month), min(row.ends_on or date.max, _last(month))
        days = (first + n * ONE_DAY for n in range((last - first).days + 1))
        if any(not _rests(day, pauses) for day in days):
            yield month
        month = add_months(month, 1)


def _begun_on(row: Placement) -> date:
    """Its first day, or the day on which one that had to wait for its workplace began."""
    steps = {"was": Placement.Status.PLANNED, "became": Placement.Status.ACTIVE}
    began = StatusChange.objects.filter(subject=subject_of(row), **steps).order_by("at").first()
    return row.starts_on if began is None else max(row.starts_on, localtime(began.at).date())


def _rests(day: date, pauses: list[tuple[date, date | None]]) -> bool:
    return any(begins <= day <= (ends or date.max) for begins, ends in pauses)


def _occasion(month: date, participation: int) -> str:
    return f"{month:%Y-%m} #{participation}"


def _last(month: date) -> date:
    return add_months(month, 1) - ONE_DAY

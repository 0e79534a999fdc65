"""A workplace closes or is reorganised: nobody and nothing is left behind."""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.refusals import Refused
from placements.actions import placements, staff_bookings
from placements.actions.workplaces import WorkplaceClosed, lock_open
from placements.models import Placement, StaffBooking, Workplace


@transaction.atomic
def close(*, workplace: Workplace, by: User, at: datetime) -> None:
    """No more placements here, and what was booked is called off.

    Raises Refused while somebody still works here or is to, and WorkplaceClosed.
    """
    row = lock_open(workplace)
    if Placement.objects.open().filter(workplace=row).exists():
        raise Refused(_("End or move the placements here first: somebody still works at this workplace."))
    for booking in row.bookings.open():
        staff_bookings.call_off(booking=booking, by=by, at=at)
    status.move(workplace, Workplace.Status.CLOSED, by=by, at=at, next_step="", next_on=None)


@transaction.atomic
def move_on(
    *,
    workplace: Workplace,
    into: Workplace,
    ends_on: date,
    starts_over: bool,
    override_reason: str = "",
    by: User,
    at: datetime,
) -> None:
    """Everybody goes on at another workplace from the day after ``ends_on``, what is booked is held there, and this one
    closes: all of it, or nothing.

    Employer, form, percent and supervisor stay, and the days ahead on which employment and money end.
    Raises Refused beside ``into``, and what :func:`placements.change_workplace` raises.
    """
    if into.pk == workplace.pk or into.host_id != workplace.host_id:
        raise Refused(_("Choose another workplace of the same host."), field="into")
    _lock_both(workplace, into)
    for placement in Placement.objects.open().filter(workplace=workplace).order_by("person", "pk"):
        _move(placement, into, ends_on=ends_on, starts_over=starts_over, reason=override_reason, by=by, at=at)
    StaffBooking.objects.open().filter(workplace=workplace).update(workplace=into)
    close(workplace=workplace, by=by, at=at)


def _lock_both(workplace: Workplace, into: Workplace) -> None:
    """In one order, so that two who move between the same two wait for each other and never for ever."""
    rows = Workplace.objects.locked().filter(pk__in=[workplace.pk, into.pk]).order_by("pk")
    if any(row.status == Workplace.Status.CLOSED for row in rows):
        raise WorkplaceClosed(_("This workplace is closed."))


def _move(
    placement: Placement, into: Workplace, *, ends_on: date, starts_over: bool, reason: str, by: User, at: datetime
) -> None:
    has_begun = placement.starts_on <= ends_on
    starts_on = ends_on + timedelta(days=1) if has_begun else placement.starts_on
    ends = {name: getattr(placement, name) for name in Placement.ENDS}
    placements.change_workplace(
        key=uuid5(NAMESPACE_URL, f"closing:{placement.pk}:{into.pk}"),
        placement=placement,
        ends_on=ends_on if has_begun else placement.starts_on,
        starts_over=starts_over,
        workplace=into,
        employer=placement.employer,
        supervisor=placement.supervisor,
        form=placement.form,
        percent=placement.percent,
        beyond_full_time=placement.beyond_full_time,
        override_reason=reason or (placement.override_reason if placement.beyond_full_time else ""),
        starts_on=starts_on,
        **{name: day for name, day in ends.items() if day and day >= starts_on},
        by=by,
        at=at,
    )

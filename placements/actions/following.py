"""A placement follows its days: it begins on its first day, rests in a pause, and goes on after it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.calendar import add_months
from peersupport.shared.refusals import Refused
from placements.actions import beginning, plans
from placements.actions.pipeline import follow_placements
from placements.actions.workplaces import lock_open
from placements.models import FollowUp, Placement, Workplace


@transaction.atomic
def follow(*, placement: Placement, by: User | None, at: datetime) -> None:
    """Bring a placement to the status that its days give it today. Done twice it changes nothing.

    Raises NotCertified, NotReady or WorkplaceClosed for one whose first day has come and that may not begin.
    """
    Workplace.objects.locked().get(pk=placement.workplace_id)  # before its placement, as whoever ends one does
    settle(locked(placement), by=by, at=at)


@transaction.atomic
def begin(*, placement: Placement, starts_on: date, override_reason: str, by: User, at: datetime) -> None:
    """Let one that is planned begin, or choose another first day for it, and move its follow-ups with it.

    Raises NotCertified, NotReady beside override_reason, WorkplaceClosed, and Refused beside starts_on or when it has
    begun.
    """
    on = localtime(at).date()
    unit = lock_open(placement.workplace)
    row = locked(placement)
    if row.status != Placement.Status.PLANNED:
        raise Refused(_("This placement has begun already, or ended."))
    beginning.check_day(starts_on, on=on, course=row.participation.cohort)
    if row.ends_before(starts_on):
        words = _("The employment, or the money for it, ends before that day. Change that first.")
        raise Refused(words, field="starts_on")
    reason = override_reason or row.override_reason
    given = beginning.override(unit, reason, is_planned=starts_on > on, by=by, at=at)
    if given.get("override_reason") == row.override_reason:
        given = {}
    for name, value in {"starts_on": starts_on, **given}.items():
        setattr(row, name, value)
    row.save(update_fields=["starts_on", *given])
    for follow_up in FollowUp.objects.filter(placement=row, held_on=None):
        follow_up.due_on = add_months(starts_on, follow_up.months)
        follow_up.save(update_fields=["due_on"])
    settle(row, by=by, at=at)


def settle(row: Placement, *, by: User | None, at: datetime) -> None:
    """:func:`follow` for a row that the caller has locked with :func:`locked`."""
    on, states = localtime(at).date(), Placement.Status
    if row.status == states.PLANNED and row.starts_on <= on:
        beginning.check_certified(row.participation, on=on)
        beginning.override(row.workplace, row.override_reason, is_planned=False, by=by, at=at)
        status.move_locked(row, states.ACTIVE, by=by, at=at)
        follow_placements(row.workplace, by=by, at=at)
    rests = row.pauses.on(on).exists()
    if row.status == states.ACTIVE and rests:
        status.move_locked(row, states.PAUSED, by=by, at=at)
    elif row.status == states.PAUSED and not rests:
        status.move_locked(row, states.ACTIVE, by=by, at=at)
    plans.go_on(row, on=on)


def locked(placement: Placement) -> Placement:
    """The placement, locked, with what a change of it reads."""
    rows = Placement.objects.locked().select_related("workplace__programme", "participation__cohort__programme")
    return rows.get(pk=placement.pk)

"""What somebody says is in place at a workplace, and takes back."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Refused
from placements.actions.workplaces import begin_preparing, follow, lock_open
from placements.models import ReadinessTick, StaffChange, Workplace
from programs.models import ReadinessItem


@transaction.atomic
def tick(*, workplace: Workplace, kind: str, by: User, at: datetime) -> None:
    """One thing is in place. Said again it stays as it was said first. Raises WorkplaceClosed, Refused."""
    row = lock_open(workplace)
    _check_asked(row, kind)
    if not row.ticks.standing().filter(kind=kind).exists():
        ReadinessTick.objects.create(workplace=row, kind=kind, done_at=at, done_by=by)
    begin_preparing(workplace, row, by=by, at=at)


@transaction.atomic
def take_back(*, workplace: Workplace, kind: str, by: User, at: datetime) -> None:
    """It isn't in place after all: a workplace that was ready isn't any more. Raises WorkplaceClosed."""
    row = lock_open(workplace)
    row.ticks.standing().filter(kind=kind).update(undone_at=at, undone_by=by)
    follow(workplace, by=by, at=at)


@transaction.atomic
def note_turnover(*, workplace: Workplace, newcomers: int, by: User, at: datetime) -> None:
    """So many of the team are new since the latest staff session; above the programme's share that asks for a new one.

    The same number on the same day is noted once. Raises Refused beside ``newcomers``, and WorkplaceClosed.
    """
    row = lock_open(workplace)
    if row.team_size is None:
        raise Refused(_("Say first how many are in the team."), field="newcomers")
    if not 1 <= newcomers <= row.team_size:
        words = _("Write a number from 1 to %(most)s.")
        raise Refused(words % {"most": row.team_size}, field="newcomers")
    same = {"cause": StaffChange.Cause.TURNOVER, "since": localtime(at).date(), "newcomers": newcomers}
    StaffChange.objects.get_or_create(workplace=row, **same, defaults={"noted_by": by, "noted_at": at})
    follow(workplace, by=by, at=at)


def _check_asked(workplace: Workplace, kind: str) -> None:
    asked = ReadinessItem.objects.of_programme(workplace.programme_id).exclude(kind__in=ReadinessItem.KNOWN)
    if not asked.filter(kind=kind).exists():
        raise Refused(_("This isn't something that is ticked for this workplace."))

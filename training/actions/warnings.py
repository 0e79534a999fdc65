"""Remember when somebody's attendance comes below what a certificate takes, and that somebody has talked with them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from peersupport.accounts.models import User
from training import selectors
from training.models import AttendanceWarning, Participation


@transaction.atomic
def follow(*, participations: Iterable[int], at: datetime) -> None:
    """Begin and end the warnings of these participations, so that they say what their attendance says now.

    Called last by whatever changes attendance. Each crossing is a row. Letters follow from rows that have stood over
    night (training.letters), so a slip that is put right the same day tells nobody anything. Four statements, and two
    more where something was crossed.
    """
    rows = Participation.objects.locked().filter(pk__in=list(participations)).order_by("pk")
    admitted = [row.pk for row in rows if row.status == Participation.Status.ADMITTED]
    standings = selectors.standings_of(participations=admitted)
    known = {row.participation_id: row for row in AttendanceWarning.objects.open().filter(participation__in=admitted)}
    now = {pk: standing.warning for pk, standing in standings.items()}
    over = [row.pk for pk, row in known.items() if row.level != now[pk]]
    begun = [pk for pk, level in now.items() if level and (pk not in known or known[pk].level != level)]
    AttendanceWarning.objects.filter(pk__in=over).update(ended_at=at)
    AttendanceWarning.objects.bulk_create(
        AttendanceWarning(participation_id=pk, level=now[pk], crossed_at=at) for pk in begun
    )


@transaction.atomic
def note_talk(*, participation: Participation, by: User, at: datetime) -> None:
    """Somebody has talked with them about it; what is noted first stays. None open is no fault."""
    AttendanceWarning.objects.to_talk_about().filter(participation=participation).update(talked_at=at, talked_by=by)


@transaction.atomic
def take_talk_back(*, participation: Participation) -> None:
    """It was noted by mistake."""
    open_now = AttendanceWarning.objects.open().filter(participation=participation)
    open_now.update(talked_at=None, talked_by=None)

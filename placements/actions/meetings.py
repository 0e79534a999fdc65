"""The meeting at the end of a course: planned, with who comes and who meets whom; afterwards both sides are asked."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions import introductions
from placements.actions.workplaces import WorkplaceClosed
from placements.models import Meeting, MeetingPair, MeetingPlace
from programs.models import Cohort

MOST_PLACES = 30


@transaction.atomic
def plan(
    *, cohort: Cohort, version: int, begins_at: datetime, minutes: int, place: str, by: User, at: datetime
) -> Meeting:
    """Say when and where, or change it. Raises Conflict when somebody has changed it since ``version``."""
    Cohort.objects.locked().get(pk=cohort.pk)
    before = Meeting.objects.filter(cohort=cohort).first()
    if version != (before.version if before else 1):
        raise Conflict(_("Somebody else changed this while you did."))
    said = {"begins_at": begins_at, "minutes": minutes, "place": place}
    said |= {"planned_by": by, "planned_at": at, "version": version + 1}
    return Meeting.objects.update_or_create(cohort=cohort, defaults=said)[0]


@transaction.atomic
def invite(*, meeting: Meeting, workplaces: Collection[int]) -> None:
    """These workplaces come; one that no longer does takes the wishes to meet it along. Raises Refused."""
    row = Meeting.objects.locked().get(pk=meeting.pk)
    known = set(selectors.may_come(row).values_list("pk", flat=True))
    if not known.issuperset(workplaces) or len(set(workplaces)) > MOST_PLACES:
        raise Refused(_("Choose workplaces in the list, at most %(most)s.") % {"most": MOST_PLACES})
    row.places.exclude(workplace__in=workplaces).delete()
    MeetingPlace.objects.bulk_create(
        [MeetingPlace(meeting=row, workplace_id=pk) for pk in sorted(set(workplaces))], ignore_conflicts=True
    )


@transaction.atomic
def pair(*, meeting: Meeting, pairs: Collection[tuple[int, int]]) -> None:
    """Who wants to meet whom, as participation and place; what isn't among them is no longer wished. Raises Refused."""
    row = Meeting.objects.locked().get(pk=meeting.pk)
    people = set(selectors.may_meet(row).values_list("pk", flat=True))
    places = set(row.places.values_list("pk", flat=True))
    wanted = set(pairs)
    if any(one not in people or place not in places for one, place in wanted):
        raise Refused(_("The list has changed since you opened it. Look again."))
    there = {
        (found.participation_id, found.place_id): found.pk for found in MeetingPair.objects.filter(place__in=places)
    }
    MeetingPair.objects.filter(pk__in=[pk for both, pk in there.items() if both not in wanted]).delete()
    MeetingPair.objects.bulk_create(
        MeetingPair(participation_id=one, place_id=place) for one, place in sorted(wanted - there.keys())
    )


@transaction.atomic
def ask(*, meeting: Meeting, by: User, at: datetime) -> int:
    """Afterwards: ask each who met a workplace whether they want to go on; how many are asked. Once for a meeting.

    Whoever is asked already, is handled specially, or met a workplace that has closed since, is left out. Raises
    Refused before the meeting, and when they have been asked.
    """
    row = Meeting.objects.locked().get(pk=meeting.pk)
    if at < row.begins_at:
        raise Refused(_("The meeting hasn't been held."))
    if row.asked_at is not None:
        raise Refused(_("Both sides have been asked already."))
    row.asked_by, row.asked_at = by, at
    row.save(update_fields=["asked_by", "asked_at"])
    found = selectors.pairs_of(row)
    return sum(_ask(one, by=by, at=at) for one in found)


def _ask(one: MeetingPair, *, by: User, at: datetime) -> bool:
    try:
        with transaction.atomic():
            introductions.propose(
                person=one.participation.person, workplace=one.place.workplace, have_met=True, by=by, at=at
            )
    except (introductions.ProposedAlready, WorkplaceClosed):
        return False
    return True

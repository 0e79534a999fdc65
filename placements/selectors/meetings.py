"""The meeting at the end of a course: who may come, and the rounds in which they meet."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from placements import rules
from placements.models import Meeting, MeetingPair, MeetingPlace, Workplace
from training.models import Participation


@dataclass(frozen=True)
class Table:
    """A workplace in one round, and who sits there; None: nobody."""

    place: MeetingPlace
    who: Participation | None


@dataclass(frozen=True)
class Round:
    begins_at: datetime
    tables: list[Table]


@dataclass(frozen=True)
class Box:
    """A box to tick: that somebody wants to meet a workplace."""

    place: MeetingPlace
    value: str
    is_wanted: bool


@dataclass(frozen=True)
class Sheet:
    """The whole list of a meeting. ``wanted``: pairs of participation and place."""

    people: list[Participation]
    places: list[MeetingPlace]
    wanted: set[tuple[int, int]]
    rounds: list[Round]

    @property
    def grid(self) -> list[tuple[Participation, list[Box]]]:
        return [(one, [self._box(one, place) for place in self.places]) for one in self.people]

    def _box(self, one: Participation, place: MeetingPlace) -> Box:
        return Box(place, f"{one.pk}-{place.pk}", (one.pk, place.pk) in self.wanted)


def may_come(meeting: Meeting) -> QuerySet[Workplace]:
    """Workplaces of the cohort's host that are open, by name."""
    rows = Workplace.objects.open().filter(host=meeting.cohort.host_id)
    return rows.select_related("municipality").order_by("sort_name", "pk")


def may_meet(meeting: Meeting) -> QuerySet[Participation]:
    """Those in the cohort, by name. Whoever is handled specially meets workplaces in another way."""
    rows = Participation.objects.present_in_course().filter(cohort=meeting.cohort_id)
    return (
        rows.filter(person__special_at=None, person__died_on=None)
        .select_related("person")
        .order_by("person__sort_name", "pk")
    )


def pairs_of(meeting: Meeting) -> QuerySet[MeetingPair]:
    """Who wants to meet whom, of those who still may."""
    rows = MeetingPair.objects.filter(
        place__meeting=meeting, participation__in=may_meet(meeting).order_by().values("pk")
    )
    return rows.select_related("participation__person", "place__workplace").order_by("pk")


def sheet_of(meeting: Meeting) -> Sheet:
    """Three queries."""
    people = list(may_meet(meeting))
    places = list(meeting.places.select_related("workplace").order_by("workplace__sort_name", "pk"))
    pairs = MeetingPair.objects.filter(place__meeting=meeting).values_list("participation", "place")
    by_id = {one.pk: one for one in people}
    wanted = {(one, place) for one, place in pairs if one in by_id}
    found = [
        Round(meeting.round_at(number), [Table(place, by_id.get(sitting.get(place.pk))) for place in places])
        for number, sitting in enumerate({place: one for one, place in meetings} for meetings in rules.rounds(wanted))
    ]
    return Sheet(people, places, wanted, found)

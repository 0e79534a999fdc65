"""A cohort's home assignments: how far each has come, and who has handed in what."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from programs.models import Cohort
from training.models import HandIn, HomeAssignment, Participation

Status = HandIn.Status


@dataclass(frozen=True)
class AssignmentRow:
    """One of the list: how many of ``people`` have handed it in, and how many of those nobody has looked at."""

    assignment: HomeAssignment
    people: int
    given: int
    to_check: int


def assignments_of(*, cohort: Cohort) -> list[AssignmentRow]:
    """Two queries."""
    people = Participation.objects.present_in_course().filter(cohort=cohort).count()
    here = ~Q(hand_ins__participation__status=Participation.Status.DROPPED_OUT)
    rows = (
        HomeAssignment.objects.filter(cohort=cohort)
        .select_related("module")
        .annotate(
            given=Count("hand_ins", filter=here & Q(hand_ins__status__in=[Status.HANDED_IN, Status.CHECKED])),
            to_check=Count("hand_ins", filter=here & Q(hand_ins__status=Status.HANDED_IN)),
        )
    )
    return [AssignmentRow(row, people, row.given, row.to_check) for row in rows.order_by("due_on", "pk")]


@dataclass(frozen=True)
class HandInRow:
    """One participant and one assignment; ``hand_in`` None: nothing has come yet."""

    participation: Participation
    assignment: HomeAssignment
    hand_in: HandIn | None
    on: date

    @property
    def status(self) -> str:
        return self.hand_in.status if self.hand_in else Status.SET

    @property
    def is_late(self) -> bool:
        return self.status in (Status.SET, Status.ASKED_AGAIN) and self.assignment.due_on < self.on


def hand_ins_of(*, assignment: HomeAssignment, participations: QuerySet, on: date) -> list[HandInRow]:
    """Everybody in the course among ``participations``, by name. Two queries."""
    rows = participations.present_in_course().filter(cohort=assignment.cohort_id).select_related("person")
    found = HandIn.objects.filter(assignment=assignment).select_related("handed_in_by", "looked_by")
    known = {row.participation_id: row for row in found}
    in_order = rows.order_by("person__sort_name", "pk")
    return [HandInRow(row, assignment, known.get(row.pk), on) for row in in_order]


def assignments_for(*, participations: Sequence[Participation], on: date) -> dict[int, list[HandInRow]]:
    """All of each one's, by when they are due. One query, and one for what they have handed in."""
    set_in: dict[int, list[HomeAssignment]] = defaultdict(list)
    cohorts = {row.cohort_id for row in participations}
    for assignment in HomeAssignment.objects.filter(cohort__in=cohorts).order_by("due_on", "pk"):
        set_in[assignment.cohort_id].append(assignment)
    return {row.pk: list(_rows(row, set_in[row.cohort_id], on)) for row in participations}


def _rows(participation: Participation, assignments: list[HomeAssignment], on: date) -> Iterator[HandInRow]:
    known = {row.assignment_id: row for row in participation.hand_ins.all()}
    for assignment in assignments:
        yield HandInRow(participation, assignment, known.get(assignment.pk), on)

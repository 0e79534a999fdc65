"""How far one participant has come: day by day, and the tasks for what they missed."""

from dataclasses import dataclass
from datetime import date

from training.models import Attendance, CourseDay, DayMark, MakeUp, OwnMark, Participation
from training.rules import Standing
from training.selectors.attendance import TO_COME, marks_shown, shown_in
from training.selectors.cohort_page import MarkDrawing
from training.selectors.eligibility import standing

MISSED = (DayMark.MORNING, DayMark.AFTERNOON, DayMark.EXCUSED, DayMark.ABSENT)


@dataclass(frozen=True)
class ProgressDay:
    """One day of theirs; ``make_up`` is the task for what was missed of it, if one was given."""

    day: CourseDay
    mark: str
    drawing: MarkDrawing
    make_up: MakeUp | None

    @property
    def is_missed(self) -> bool:
        """Something of it was, and isn't made up."""
        if isinstance(self.mark, OwnMark):
            return self.mark.meaning.share < 1
        return self.mark in MISSED


@dataclass(frozen=True)
class Progress:
    standing: Standing
    days: list[ProgressDay]


def progress_of(*, participation: Participation, on: date) -> Progress:
    """Those of their days that have come. Four queries."""
    row = Participation.objects.with_attendance().get(pk=participation.pk)
    days = list(CourseDay.objects.filter(cohort=row.cohort_id).order_by("number"))
    shown = shown_in(row, days, marks_shown(Attendance.objects.filter(participation=row)), on)
    people = ("given_by", "done_by", "signed_off_by", "again_on__cohort")
    tasks = {task.day_id: task for task in row.make_ups.in_force().select_related(*people)}
    come = ((day, mark) for day, mark in zip(days, shown, strict=True) if mark != TO_COME)
    return Progress(
        standing(row), [ProgressDay(day, mark, MarkDrawing.of(mark), tasks.get(day.pk)) for day, mark in come]
    )

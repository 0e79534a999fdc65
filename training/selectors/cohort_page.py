"""What a cohort's own page shows: where the course is, its seats, its attendance, and what to do next."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from peersupport.accounts.permissions import Role
from peersupport.shared.calendar import short_day
from programs.models import Cohort, Requirement, Requirements, Seat
from training.models import Application, Assessor, AttendanceStatus, CourseDay, DayMark, OwnMark
from training.selectors.attendance import BEFORE, MADE_UP, NOT_REGISTERED, TO_COME, Matrix, Row, attendance_of
from training.selectors.course_path import Week, weeks_of
from training.selectors.seats import Payer, payers_of
from training.selectors.steps import Step, next_steps

TONES = {
    Cohort.Status.DRAFT: "",
    Cohort.Status.OPEN: "bl",
    Cohort.Status.RUNNING: "sjo",
    Cohort.Status.COMPLETED: "mo",
    Cohort.Status.CANCELLED: "li",
}


@dataclass(frozen=True)
class MarkDrawing:
    """How a mark is drawn, and what it says to those who don't see it."""

    css: str
    icon: str
    label: str

    @staticmethod
    def of(mark: str) -> "MarkDrawing":
        """One of all of these, or of a programme's own."""
        return MarkDrawing.of_status(mark.meaning) if isinstance(mark, OwnMark) else MarkDrawing.all()[mark]

    @staticmethod
    def of_status(status: AttendanceStatus) -> "MarkDrawing":
        """A shape says which it is; its colour whether it counts."""
        css = "p" if status.share else "e" if status.is_excused else "x"
        return MarkDrawing(css, status.shape, status.title)

    @staticmethod
    def all() -> dict[str, "MarkDrawing"]:
        return {
            DayMark.PRESENT: MarkDrawing("p", "p", _("Here")),
            DayMark.MORNING: MarkDrawing("p", "h", _("Morning only")),
            DayMark.AFTERNOON: MarkDrawing("p pm", "h", _("Afternoon only")),
            DayMark.EXCUSED: MarkDrawing("e", "e", _("Excused")),
            DayMark.ABSENT: MarkDrawing("x", "x", _("Absent")),
            MADE_UP: MarkDrawing("p", "m", _("Made up")),
            NOT_REGISTERED: MarkDrawing("u", "u", _("Not registered")),
            TO_COME: MarkDrawing("f", "f", _("To come")),
            BEFORE: MarkDrawing("f", "f", _("Had not joined yet")),
        }


@dataclass(frozen=True)
class Cell:
    mark: MarkDrawing
    begins_week: bool
    is_today: bool


def for_page(membership) -> QuerySet:
    """Cohorts as their pages need them: with ``waiting`` applications, and for this membership ``is_managed``.

    ``is_held``: this membership manages or leads it.
    ``is_assessed``: this user is in its admission group, and acts for its host or for the nation.
    """
    match membership.role:
        case Role.NATIONAL_COORDINATOR:
            managed = Value(True)
        case Role.REGIONAL_COORDINATOR:
            managed = ExpressionWrapper(Q(host=membership.organisation_id), output_field=BooleanField())
        case _:
            managed = Value(False)
    group = Assessor.objects.open().filter(cohort=OuterRef("pk"), user=membership.user_id)
    here = Q() if membership.role == Role.NATIONAL_COORDINATOR else Q(host=membership.organisation_id)
    undecided = Application.objects.undecided().filter(cohort=OuterRef("pk")).order_by().values("cohort")
    return (
        Cohort.objects.visible_to(membership)
        .select_related("programme", "host", "county", "municipality")
        .annotate(
            is_managed=managed,
            is_held=Value(True) if membership.role == Role.COURSE_LEADER else managed,
            is_assessed=ExpressionWrapper(Q(Exists(group)) & here, output_field=BooleanField()),
            waiting=Coalesce(Subquery(undecided.annotate(n=Count("pk")).values("n")), 0),
        )
    )


@dataclass(frozen=True)
class CohortPage:
    """Everything on the page. ``matrix`` holds the participants that the reader may see."""

    cohort: Cohort
    matrix: Matrix
    payers: list[Payer]
    steps: list[Step]
    required: Decimal  # share of the sessions
    on: date

    @property
    def tone(self) -> str:
        return TONES[Cohort.Status(self.cohort.status)]

    @property
    def unused(self) -> int:
        """Seats of orders that nobody sits in, which are charged for when the cohort is completed."""
        return sum(seat.takes_applications and seat.line_id is not None for payer in self.payers for seat in payer.rows)

    @cached_property
    def weeks(self) -> list[Week]:
        return weeks_of(cohort=self.cohort, days=self.matrix.days, on=self.on)

    @cached_property
    def payer_by_seat(self) -> dict[int, Payer]:
        return {seat.pk: payer for payer in self.payers for seat in payer.rows}

    @property
    def rows(self) -> list[tuple[Row, Payer, list[Cell]]]:
        """The matrix, each row with the one who pays and its cells as they are drawn."""
        begins = {sum(len(week.days) for week in self.weeks[:n]) for n in range(1, len(self.weeks))}
        today = [day.date == self.on for day in self.matrix.days]
        drawn = {mark: MarkDrawing.of(mark) for mark in self._marks}
        return [
            (
                row,
                self.payer_by_seat[row.participation.seat_id],
                [Cell(drawn[mark], n in begins, today[n]) for n, mark in enumerate(row.marks)],
            )
            for row in self.matrix.rows
        ]

    @cached_property
    def _marks(self) -> list[str]:
        """Each that somebody has, once: a matrix has hundreds of them, and a handful that differ."""
        return list(dict.fromkeys(mark for row in self.matrix.rows for mark in row.marks))

    @property
    def legend(self) -> list[MarkDrawing]:
        own = {mark: MarkDrawing.of(mark) for mark in self._marks if isinstance(mark, OwnMark)}
        return [drawing for mark, drawing in (MarkDrawing.all() | own).items() if mark not in (TO_COME, BEFORE)]

    @property
    def day_to_register(self) -> CourseDay | None:
        """Today's, else the earliest that was forgotten; only while the cohort runs."""
        if self.cohort.status != Cohort.Status.RUNNING:
            return None
        return self.matrix.day_today or next(iter(self.matrix.to_register), None)

    @property
    def lead(self) -> str:
        """Where the course is now, in a sentence."""
        cohort, today = self.cohort, self.matrix.day_today
        if today and cohort.status == Cohort.Status.RUNNING:
            text = _("Day %(n)s of %(all)s is today.") % {"n": today.number, "all": len(self.matrix.days)}
        elif cohort.ends_on < self.on:
            text = _("Ended %s.") % date_format(cohort.ends_on, "l j F Y")
        elif cohort.starts_on > self.on:
            text = _("Begins %s.") % date_format(cohort.starts_on, "l j F Y")
        else:
            ahead = next(day for day in self.matrix.days if day.date > self.on)
            shown = {"n": ahead.number, "all": len(self.matrix.days), "day": date_format(ahead.date, "l j F")}
            text = _("Day %(n)s of %(all)s is %(day)s.") % shown
        return f"{text} {cohort.place}." if cohort.place else text

    @property
    def goal(self) -> str:
        return _("%(day)s, at least %(percent)s %%") % {
            "day": short_day(self.cohort.ends_on),
            "percent": int(self.required * 100),
        }

    @property
    def phone_text(self) -> str:
        held = _("%(n)s of %(all)s days have come.") % {"n": self.matrix.held, "all": len(self.matrix.days)}
        return held + " " + _("The last one is %s.") % date_format(self.cohort.ends_on, "j F")


def cohort_page(*, cohort: Cohort, participations: QuerySet, on: date) -> CohortPage:
    """The page of a cohort that came from :func:`for_page`. Five queries."""
    matrix = attendance_of(cohort=cohort, participations=participations, on=on)
    payers = payers_of(cohort=cohort)
    free = sum(seat.status in (Seat.Status.RESERVED, Seat.Status.CONFIRMED) for payer in payers for seat in payer.rows)
    steps = next_steps(cohort=cohort, matrix=matrix, free_seats=free, on=on)
    required = Requirements.of(Requirement.objects.of(cohort)).attendance
    return CohortPage(cohort, matrix, payers, steps, required, on)

"""When a course has its days, what an applicant is assessed by, and who has what a certificate takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from math import ceil

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

# What NSPH looks for in an applicant (domain 1.4), in the words of a question each; no question is about health
CRITERIA = {
    "experience": gettext_lazy("Has own experience to draw on"),
    "care": gettext_lazy("Has met psychiatry or social psychiatry"),
    "distance": gettext_lazy("Has distance enough to use the experience at work"),
    "share": gettext_lazy("Can share the experience with others"),
    "listen": gettext_lazy("Can listen and reflect"),
    "work": gettext_lazy("Wants to work at least half-time"),
}
SHORTEST_LETTER, LONGEST_LETTER = 20, 8000  # characters; what a person writes in an evening is a quarter of that
WORKING_WEEK = 5
DAYS_IN_WEEK = 7
A_MONDAY = date(2001, 1, 1)  # to count from
SESSIONS_A_DAY = 2
TOO_EARLY = Decimal("0.2")  # until a fifth of a course is registered, a share of it says little
BELOW, OUT_OF_REACH = "below", "out_of_reach"


@dataclass(frozen=True)
class Hours:
    """When the two sessions of a course day begin and end, on Swedish clocks."""

    morning: tuple[time, time] = (time(9), time(12))
    afternoon: tuple[time, time] = (time(13), time(16))


USUAL_HOURS = Hours()


@dataclass(frozen=True)
class Shape:
    """How a course is laid out: on which days, counted from the Monday of its first week, and at which hours."""

    days: tuple[int, ...]
    hours: Hours = USUAL_HOURS
    modules: tuple[int, ...] = ()  # the number of each day's module, 0 for none; empty: day n has module n

    @classmethod
    def of_weeks(cls, study_weeks: Iterable[int], days_per_week: int) -> "Shape":
        """``days_per_week`` from Monday on in each study week, counted from the start: 0 is the first week."""
        weeks = sorted(set(study_weeks))
        return cls(tuple(DAYS_IN_WEEK * week + day for week in weeks for day in range(days_per_week)))

    @property
    def weeks(self) -> list[int]:
        """The study weeks as people count them, from 1."""
        return sorted({day // DAYS_IN_WEEK + 1 for day in self.days})

    def dates(self, starts_on: date) -> list[date]:
        """The days of a course that starts on ``starts_on``, never one before it.

        A course that starts in the middle of a week keeps its rhythm: the weekend is jumped over, and a start on a
        weekend means the Monday after, unless the course itself has days on weekends. Red days are not moved: people
        decide about them.
        """
        return moved_dates([A_MONDAY + timedelta(days=day) for day in self.days], to=starts_on)

    def module_of(self, number: int) -> int:
        """The number of the module that a day has; 0 for none."""
        return self.modules[number - 1] if self.modules else number


# The weeks between study weeks are for reading, recovery and home assignments (domain 1.3)
ALTERNATING = Shape.of_weeks([0, 2, 4], WORKING_WEEK)
IN_A_ROW = Shape.of_weeks([0, 1, 2], WORKING_WEEK)
USUAL_SHAPES = {
    "alternating": (gettext_lazy("Every other week: five days in weeks 1, 3 and 5"), ALTERNATING),
    "in_a_row": (gettext_lazy("Three weeks in a row: fifteen days"), IN_A_ROW),
}


def moved_dates(dates: Iterable[date], *, to: date) -> list[date]:
    """The days of a course in order, as they are when it begins on ``to`` instead: each as many working days later.

    So they keep their rhythm, whole weeks keep each weekday, and none moves onto a weekend; a start on one means the
    Monday after. A course that has weekend days of its own moves as it is. Red days are not moved.
    """
    dates = sorted(dates)
    if any(day.weekday() >= WORKING_WEEK for day in dates):
        return [day + (to - dates[0]) for day in dates]
    later = _working_days_before(to) - _working_days_before(dates[0])
    return [_working_day(_working_days_before(day) + later) for day in dates]


def _working_days_before(day: date) -> int:
    """How many days from Monday to Friday lie between A_MONDAY and ``day``; on a weekend as many as on the Monday."""
    weeks, days = divmod((day - A_MONDAY).days, DAYS_IN_WEEK)
    return weeks * WORKING_WEEK + min(days, WORKING_WEEK)


def _working_day(before: int) -> date:
    """The day from Monday to Friday that has so many before it."""
    weeks, days = divmod(before, WORKING_WEEK)
    return A_MONDAY + timedelta(days=weeks * DAYS_IN_WEEK + days)


@dataclass(frozen=True)
class Standing:
    """One person's attendance in a course: ``sessions`` that count for them, ``registered`` of them, ``attended``.

    Counted in sessions and told in days, of which each is a half; an excused one counts as none (domain 1.3), until a
    task in its place is signed off: it is then one of those ``made_up``, which are attended too.
    """

    sessions: int
    registered: int
    attended: Decimal
    required: Decimal  # share of all sessions, 0 to 1
    made_up: int = 0

    @property
    def share_so_far(self) -> Decimal | None:
        """Of the sessions registered so far; None before the first."""
        return self.attended / self.registered if self.registered else None

    @property
    def percent_so_far(self) -> int | None:
        """As shown: whole percent, never rounded up to a limit that isn't reached."""
        return None if self.share_so_far is None else int(self.share_so_far * 100)

    @property
    def days_attended(self) -> Decimal:
        return self.attended / SESSIONS_A_DAY

    @property
    def attended_text(self) -> str:
        return _days(self.attended)

    @property
    def registered_text(self) -> str:
        return _days(self.registered)

    @property
    def days_text(self) -> str:
        return _days(self.sessions)

    @property
    def made_up_text(self) -> str:
        return _days(self.made_up)

    @property
    def sessions_needed(self) -> Decimal:
        return self.required * self.sessions

    @property
    def needed_text(self) -> str:
        return _days(ceil(self.sessions_needed))  # nobody is there for less than half a day

    @property
    def meets_the_rule(self) -> bool:
        return self.sessions > 0 and self.attended >= self.sessions_needed

    @property
    def within_reach(self) -> bool:
        """Whether being there in every session that is left would be enough."""
        return self.attended + self.sessions - self.registered >= self.sessions_needed

    @property
    def warning(self) -> str:
        """OUT_OF_REACH when no attendance that is left is enough; BELOW when the share so far isn't; else ""."""
        if not self.within_reach:
            return OUT_OF_REACH
        if self.share_so_far is None or self.registered < TOO_EARLY * self.sessions:
            return ""
        return BELOW if self.share_so_far < self.required else ""

    @property
    def may_miss_text(self) -> str:
        """How many more of the days that are left one can miss, shown so that it is never too many."""
        spare = self.attended + self.sessions - self.registered - self.sessions_needed
        return _days(max(int(spare), 0))

    @property
    def why_not_yet(self) -> str:
        """What is missing for a certificate, in words; "" when nothing is."""
        if self.meets_the_rule:
            return ""
        if not self.sessions:
            return _("The cohort has no course days.")
        there = self._there % {
            "there": self.attended_text,
            "all": self.days_text,
            "made_up": self.made_up_text,
            "needed": self.needed_text,
        }
        left = self.sessions - self.registered
        if not left:
            return there
        days = ceil(left / SESSIONS_A_DAY)
        missing = ngettext("%(left)s day isn't registered yet.", "%(left)s days aren't registered yet.", days)
        return f"{there} {missing % {'left': _days(left)}}"

    @property
    def _there(self) -> str:
        if self.made_up:
            return _("There on %(there)s of %(all)s days, counting %(made_up)s made up, %(needed)s are needed.")
        return _("There on %(there)s of %(all)s days, %(needed)s are needed.")


def attendance_asked(share: Decimal) -> str:
    """How much of the days one has to be there, in words."""
    return _("Attendance on at least %(percent)s %% of the days") % {
        "percent": number_format(f"{share * 100:.1f}".removesuffix(".0"))
    }


@dataclass(frozen=True)
class Demand:
    """One thing that a certificate takes. ``missing``: why not yet, in words; "" when it is met."""

    kind: str  # Requirement.Kind
    text: str
    missing: str

    @property
    def is_met(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Eligibility:
    """How far somebody is from a certificate: everything that it takes, and of that what is left."""

    standing: Standing
    takes_summing_up: bool
    summed_up: bool
    guidelines: int | None  # the version that is asked for
    acknowledged: bool
    takes_assignments: bool
    assignments_left: int

    @property
    def demands(self) -> list[Demand]:
        found = [Demand("attendance", attendance_asked(self.standing.required), self.standing.why_not_yet)]
        if self.takes_assignments:
            left = ngettext("%(n)s home assignment is left.", "%(n)s home assignments are left.", self.assignments_left)
            missing = left % {"n": self.assignments_left} if self.assignments_left else ""
            found.append(Demand("assignments", _("All home assignments"), missing))
        if self.takes_summing_up:
            missing = "" if self.summed_up else _("The summing-up interview isn't held yet.")
            found.append(Demand("summing_up", _("A summing-up interview"), missing))
        if self.guidelines:
            text = _("The ethical guidelines, version %(number)s") % {"number": self.guidelines}
            missing = "" if self.acknowledged else _("It isn't noted yet that the ethical guidelines will be followed.")
            found.append(Demand("guidelines", text, missing))
        return found

    @property
    def is_met(self) -> bool:
        return all(demand.is_met for demand in self.demands)

    @property
    def left(self) -> list[str]:
        """Why not yet: a sentence or two for each thing that is missing; none when nothing is."""
        return [demand.missing for demand in self.demands if not demand.is_met]

    @property
    def why_not_yet(self) -> str:
        return " ".join(self.left)


def _days(sessions: Decimal | int) -> str:
    """12 or 12,5: sessions as days, in as few figures as say it."""
    days = Decimal(sessions) / SESSIONS_A_DAY
    return number_format(days.normalize() if days % 1 else int(days))

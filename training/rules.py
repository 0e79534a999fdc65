"""When a course has its days, what an applicant is assessed by, and who meets the rule for a certificate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import groupby
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
SESSIONS_A_DAY = 2
TOO_EARLY = Decimal("0.2")  # until a fifth of a course is registered, a share of it says little
BELOW, OUT_OF_REACH = "below", "out_of_reach"


@dataclass(frozen=True)
class Hours:
    """When the two sessions of a course day begin and end, on Swedish clocks."""

    morning: tuple[time, time] = (time(9), time(12))
    afternoon: tuple[time, time] = (time(13), time(16))


USUAL_HOURS = Hours()


def course_dates(starts_on: date, *, study_weeks: Iterable[int], days_per_week: int) -> list[date]:
    """The days of a course that starts on ``starts_on``: ``days_per_week`` in each study week, Monday to Friday.

    Study weeks are counted from the start (0 is the first, 2 the one after a week's pause). A course that starts in the
    middle of a week keeps that rhythm: five working days in a row, the weekend between them, and never a day before
    the start. A start on a Saturday or Sunday means the Monday after. Red days are not moved: people decide about them.
    """
    starts_on = _first_day(starts_on, days_per_week)
    found = []
    for week in sorted(set(study_weeks)):
        day = starts_on + timedelta(weeks=week)
        for _number in range(days_per_week):
            day = _first_day(day, days_per_week)
            found.append(day)
            day += timedelta(days=1)
    return found


def moved_dates(dates: Iterable[date], *, by: timedelta) -> list[date]:
    """The days of a course in order, moved with its start: each week's first day by so much, and the others after it.

    They stay as many working days from it as they were, and so never move onto a weekend; whole weeks keep each
    weekday. A course that has weekend days of its own moves as it is. No two of the days meet. Red days are not moved.
    """
    dates = sorted(dates)
    if any(day.weekday() >= WORKING_WEEK for day in dates):
        return [day + by for day in dates]
    found = []
    for _week, days in groupby(dates, key=lambda day: day.isocalendar()[:2]):
        first, *others = days
        day = _first_day(first + by, WORKING_WEEK)
        found.append(day)
        found += [_working_days_later(day, (other - first).days) for other in others]
    return found


def _working_days_later(day: date, count: int) -> date:
    """``count`` steps from Monday to Friday, over weekends and not over red days."""
    for _step in range(count):
        day = _first_day(day + timedelta(days=1), WORKING_WEEK)
    return day


def _first_day(day: date, days_per_week: int) -> date:
    """``day``, or the Monday after when it is a weekend; a course of six or seven days a week uses weekends too."""
    if days_per_week > WORKING_WEEK or day.weekday() < WORKING_WEEK:
        return day
    return day + timedelta(days=DAYS_IN_WEEK - day.weekday())


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


def _days(sessions: Decimal | int) -> str:
    """12 or 12,5: sessions as days, in as few figures as say it."""
    days = Decimal(sessions) / SESSIONS_A_DAY
    return number_format(days.normalize() if days % 1 else int(days))

"""Swedish red days, and arithmetic with days and months."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.utils.formats import date_format
from django.utils.timezone import make_aware
from django.utils.translation import get_language

SATURDAY = 5


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year, numbered from 1 to 4. Its days are those on the wall in Sweden."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def previous(self) -> "Quarter":
        return Quarter.of(self.first - timedelta(days=1))

    @property
    def next(self) -> "Quarter":
        return Quarter.of(add_months(self.first, 3))

    @property
    def begins_at(self) -> datetime:
        return make_aware(datetime.combine(self.first, time.min))

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return self.next.begins_at


@lru_cache(maxsize=64)
def _red_days(year: int) -> dict[date, str]:
    """The year's public holidays, and the eves that are free in practice: midsummer, Christmas and New Year.

    Without the ordinary Sundays, so that what is left is worth a mark.
    """
    return dict(
        holidays.Sweden(years=year, language="sv", include_sundays=False, categories=("public", "de_facto")).items()
    )


def red_day(day: date) -> str:
    """The holiday's name in Swedish, at most 40 characters; "" on other days."""
    return _red_days(day.year).get(day, "")


def short_day(day: date, form: str = "D j M") -> str:
    """As it is written where space is tight: "tis 1 sep" in Swedish, which has no capitals there, "Tue 1 Sep"."""
    text = date_format(day, form)
    return text.lower() if get_language() == "sv" else text


def is_day_off(day: date) -> bool:
    """Saturdays, Sundays and red days."""
    return day.weekday() >= SATURDAY or bool(red_day(day))


def first_working_day(day: date, *, is_day_off: Callable[[date], bool] = is_day_off) -> date:
    """``day``, or the first one after it that isn't a day off."""
    while is_day_off(day):
        day += timedelta(days=1)
    return day


def working_days_later(day: date, count: int) -> date:
    """The working day that is so many working days after ``day``: from a Friday, two later is Tuesday."""
    for _step in range(count):
        day = first_working_day(day + timedelta(days=1))
    return day


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

"""When supervision is due: arithmetic alone, so that it can be tested with any history."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from peersupport.shared.calendar import first_working_day, is_day_off

Phase = Sequence[int | None]  # [until_week or None, every_days]


def interval(phases: Sequence[Phase], *, starts_on: date, anchor: date) -> timedelta:
    """How long until the next session, by the phase in which ``anchor`` lies.

    Week 1 is the placement's first seven days; a phase "until week 4" holds through the whole of week 4.
    """
    week = max((anchor - starts_on).days, 0) // 7 + 1
    for until_week, every_days in phases:
        if until_week is None or week <= until_week:
            return timedelta(days=every_days)
    return timedelta(days=phases[-1][1])


def next_date(
    phases: Sequence[Phase],
    *,
    starts_on: date,
    last_held_on: date | None,
    not_before: date,
    back_on: date | None = None,
    is_day_off: Callable[[date], bool] = is_day_off,
) -> date:
    """The day of the next session, counted from the last one held, or from the start while there is none.

    Who has been in a pause since then, and came back ``back_on``, is met as soon as somebody who begins, or when the
    plan says so if that is later. Never before ``not_before``, and never on a weekend or a Swedish red day: then the
    working day that follows.
    """
    anchor = last_held_on or starts_on
    due = anchor + interval(phases, starts_on=starts_on, anchor=anchor)
    if back_on is not None and back_on > anchor:
        due = max(due, back_on + timedelta(days=phases[0][1]))
    return first_working_day(max(due, not_before), is_day_off=is_day_off)

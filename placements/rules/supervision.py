"""When supervision is due: arithmetic alone, so that it can be tested with any history."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from peersupport.shared.calendar import first_working_day, is_day_off

Phase = Sequence[int | None]  # [until_week or None, every_days, late_after]
ONE_DAY = timedelta(days=1)


def phase_of(phases: Sequence[Phase], *, starts_on: date, anchor: date) -> Phase:
    """The phase in which ``anchor`` lies; after the last one ends it goes on.

    Week 1 is the placement's first seven days; a phase "until week 4" holds through the whole of week 4.
    """
    week = max((anchor - starts_on).days, 0) // 7 + 1
    return next((phase for phase in phases if phase[0] is None or week <= phase[0]), phases[-1])


def interval(phases: Sequence[Phase], *, starts_on: date, anchor: date) -> timedelta:
    """How long until the next session, by the phase in which ``anchor`` lies."""
    return timedelta(days=phase_of(phases, starts_on=starts_on, anchor=anchor)[1])


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


def late_date(
    phases: Sequence[Phase],
    *,
    starts_on: date,
    last_held_on: date | None,
    due_on: date,
    back_on: date | None = None,
    is_away: Callable[[date], bool],
) -> date:
    """The first day on which somebody hasn't been met for too long, by the phase of the last time.

    Days on which they had agreed not to meet don't count, nor those before they came back from a pause; and nobody is
    late before the day that is planned has passed.
    """
    anchor = last_held_on or starts_on
    left = phase_of(phases, starts_on=starts_on, anchor=anchor)[2]
    day = max(anchor, back_on - ONE_DAY) if back_on else anchor
    while left >= 0:
        day += ONE_DAY
        left -= not is_away(day)
    return max(day, due_on + ONE_DAY)

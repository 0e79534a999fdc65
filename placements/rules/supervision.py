"""When supervision is due: arithmetic alone, so that it can be tested with any history."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from peersupport.shared.calendar import first_working_day, is_day_off

Phase = Sequence[int | None]  # [until_week or None, every_days, late_after, group_days]
ALONE, LATE, GROUP = 1, 2, 3  # where a phase says how many days; None there: on request, or none
ONE_DAY = timedelta(days=1)


def phase_of(phases: Sequence[Phase], *, starts_on: date, anchor: date) -> Phase:
    """The phase in which ``anchor`` lies; after the last one ends it goes on.

    Week 1 is the placement's first seven days; a phase "until week 4" holds through the whole of week 4.
    """
    week = max((anchor - starts_on).days, 0) // 7 + 1
    return next((phase for phase in phases if phase[0] is None or week <= phase[0]), phases[-1])


def after(phases: Sequence[Phase], kind: int, *, starts_on: date, anchor: date) -> date | None:
    """The day on which the next session of a kind is due, counted from ``anchor`` by the phase in which that lies.

    Where that phase plans none, it is the first day of the next that does; None: on request from then on.
    """
    phase = phase_of(phases, starts_on=starts_on, anchor=anchor)
    if phase[kind] is not None:
        return anchor + timedelta(days=phase[kind])
    begins_on = starts_on
    for earlier, later in pairwise(phases):
        begins_on = starts_on + timedelta(weeks=earlier[0])
        if begins_on > anchor and later[kind] is not None:
            return begins_on
    return None


def next_date(
    phases: Sequence[Phase],
    kind: int = ALONE,
    *,
    starts_on: date,
    last_held_on: date | None,
    not_before: date,
    back_on: date | None = None,
    is_day_off: Callable[[date], bool] = is_day_off,
) -> date | None:
    """The day of the next session of a kind, counted from the last one held, or from the start while there is none.

    Who has been in a pause since then, and came back ``back_on``, is met as soon as somebody who begins, or when the
    plan says so if that is later. Never before ``not_before``, and never on a weekend or a Swedish red day: then the
    working day that follows. None: it is on request, or there is none.
    """
    anchor = last_held_on or starts_on
    due = after(phases, kind, starts_on=starts_on, anchor=anchor)
    if due is None:
        return None
    if back_on is not None and back_on > anchor:
        first = next(phase[kind] for phase in phases if phase[kind] is not None)
        due = max(due, back_on + timedelta(days=first))
    return first_working_day(max(due, not_before), is_day_off=is_day_off)


def next_check_in(
    weeks: Sequence[int],
    *,
    starts_on: date,
    held_on: Sequence[date],
    not_before: date,
    back_on: date | None = None,
    is_day_off: Callable[[date], bool] = is_day_off,
) -> date | None:
    """The day of the next check-in with the manager: the first of its week. None when there are no more.

    One that is held stands for the first that hadn't been, and for all whose week had come.
    """
    week = max(((day - starts_on).days // 7 + 1 for day in held_on), default=0)
    done = max(len(held_on), sum(one <= week for one in weeks))
    if done >= len(weeks):
        return None
    due = max(starts_on + timedelta(weeks=weeks[done] - 1), not_before)
    return first_working_day(max(due, back_on or due), is_day_off=is_day_off)


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
    left = phase_of(phases, starts_on=starts_on, anchor=anchor)[LATE]
    day = max(anchor, back_on - ONE_DAY) if back_on else anchor
    while left >= 0:
        day += ONE_DAY
        left -= not is_away(day)
    return max(day, due_on + ONE_DAY)

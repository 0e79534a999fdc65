"""The supervision plan's dates."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersupport.shared.calendar import add_months, is_day_off
from placements.rules import ALONE, GROUP, after, next_check_in, next_date

PHASES = [[4, 7, 14, None], [12, 14, 14, None], [52, 30, 35, None], [None, 60, 60, None]]
MONDAY = dt.date(2026, 1, 12)
LONG_AGO = dt.date(2000, 1, 1)

days = st.dates(dt.date(2016, 1, 1), dt.date(2040, 1, 1))
plans = st.lists(st.integers(1, 104), unique=True, max_size=4).flatmap(
    lambda weeks: st.lists(st.integers(1, 120), min_size=len(weeks) + 1, max_size=len(weeks) + 1).map(
        lambda every: [
            [until, days, days + days % 9, None] for until, days in zip([*sorted(weeks), None], every, strict=True)
        ]
    )
)


@pytest.mark.parametrize(
    ("day_of_placement", "expected"),
    [(0, 7), (27, 7), (28, 14), (83, 14), (84, 30), (363, 30), (364, 60), (4000, 60), (-3, 7)],
)
def test_interval_is_that_of_the_phase_in_which_the_anchor_lies(day_of_placement, expected):
    anchor = MONDAY + dt.timedelta(days=day_of_placement)

    assert after(PHASES, ALONE, starts_on=MONDAY, anchor=anchor) == anchor + dt.timedelta(days=expected)


def test_a_plan_whose_last_phase_ends_goes_on_with_it():
    anchor = dt.date(2027, 1, 12)

    assert after([[4, 7, 14, None]], ALONE, starts_on=MONDAY, anchor=anchor) == anchor + dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("starts_on", "last_held_on", "not_before", "expected"),
    [
        # nothing held yet: one week from the start
        (MONDAY, None, LONG_AGO, dt.date(2026, 1, 19)),
        # from the day it really was held, not from the day it was planned
        (MONDAY, dt.date(2026, 1, 22), LONG_AGO, dt.date(2026, 1, 29)),
        # week 5: a fortnight
        (MONDAY, dt.date(2026, 2, 10), LONG_AGO, dt.date(2026, 2, 24)),
        # Good Friday 3 April to Easter Monday 6 April: the Tuesday after
        (dt.date(2026, 3, 27), None, LONG_AGO, dt.date(2026, 4, 7)),
        # Midsummer Eve is no public holiday, but nobody is at work
        (dt.date(2026, 6, 12), None, LONG_AGO, dt.date(2026, 6, 22)),
        # Christmas Eve, Christmas Day, Boxing Day, Sunday
        (dt.date(2026, 12, 17), None, LONG_AGO, dt.date(2026, 12, 28)),
        # a plan that fell behind starts again on the first working day it can
        (MONDAY, dt.date(2026, 1, 19), dt.date(2026, 5, 1), dt.date(2026, 5, 4)),
    ],
)
def test_next_date(starts_on, last_held_on, not_before, expected):
    found = next_date(PHASES, starts_on=starts_on, last_held_on=last_held_on, not_before=not_before)

    assert found == expected


@given(phases=plans, starts_on=days, held_after=st.none() | st.integers(0, 900), not_before=days)
def test_any_history_gives_a_date_that_obeys_the_plan(phases, starts_on, held_after, not_before):
    last_held_on = None if held_after is None else starts_on + dt.timedelta(days=held_after)

    found = next_date(phases, starts_on=starts_on, last_held_on=last_held_on, not_before=not_before)

    anchor = last_held_on or starts_on
    week = (anchor - starts_on).days // 7 + 1
    every = next(every for until, every, *_others in phases if until is None or week <= until)
    earliest = max(anchor + dt.timedelta(days=every), not_before)
    waited = [earliest + dt.timedelta(days=n) for n in range((found - earliest).days)]
    assert found >= earliest
    assert not is_day_off(found)
    assert [day for day in waited if not is_day_off(day)] == []


@given(
    phases=plans, starts_on=days, held=st.none() | st.integers(0, 900), away=st.integers(0, 400), on=st.integers(0, 30)
)
def test_who_is_back_from_any_pause_is_met_as_soon_as_who_begins_or_when_the_plan_says(
    phases, starts_on, held, away, on
):
    last_held_on = None if held is None else starts_on + dt.timedelta(days=held)
    anchor = last_held_on or starts_on
    back_on = anchor + dt.timedelta(days=away)
    tomorrow = back_on + dt.timedelta(days=on + 1)
    asked = {"starts_on": starts_on, "last_held_on": last_held_on, "not_before": tomorrow}

    found = next_date(phases, back_on=back_on, **asked)

    soon = back_on + dt.timedelta(days=phases[0][1])
    assert found == (next_date(phases, **asked | {"not_before": max(soon, tomorrow)}) if away else found)
    assert found >= next_date(phases, **asked)
    assert (is_day_off(found), found >= tomorrow) == (False, True)


def _both_kinds(weeks: list[int]) -> st.SearchStrategy:
    number = st.none() | st.integers(1, 120)
    row = st.tuples(number, number).filter(any)
    return st.lists(row, min_size=len(weeks) + 1, max_size=len(weeks) + 1).map(
        lambda rows: [
            [until, alone, 120, group] for until, (alone, group) in zip([*sorted(weeks), None], rows, strict=True)
        ]
    )


whole_plans = st.lists(st.integers(1, 104), unique=True, max_size=4).flatmap(_both_kinds)


@given(
    phases=whole_plans,
    kind=st.sampled_from([ALONE, GROUP]),
    starts_on=days,
    held=st.none() | st.integers(0, 900),
    not_before=days,
)
def test_each_kind_is_planned_as_the_template_says_and_never_on_a_red_day_or_in_the_past(
    phases, kind, starts_on, held, not_before
):
    last_held_on = None if held is None else starts_on + dt.timedelta(days=held)

    found = next_date(phases, kind, starts_on=starts_on, last_held_on=last_held_on, not_before=not_before)

    anchor = last_held_on or starts_on
    week = (anchor - starts_on).days // 7 + 1
    place = next(n for n, phase in enumerate(phases) if phase[0] is None or week <= phase[0])
    ends = [starts_on + dt.timedelta(weeks=phase[0]) for phase in phases[:-1]]
    later = [ends[n - 1] for n in range(place + 1, len(phases)) if phases[n][kind] is not None]
    here = phases[place][kind]
    due = anchor + dt.timedelta(days=here) if here else min(later, default=None)
    assert (found is None) == (due is None)
    if found is not None:
        earliest = max(due, not_before)
        waited = [earliest + dt.timedelta(days=n) for n in range((found - earliest).days)]
        assert found >= earliest
        assert not is_day_off(found)
        assert [day for day in waited if not is_day_off(day)] == []


@given(
    weeks=st.sets(st.integers(1, 52), max_size=6).map(sorted),
    starts_on=days,
    held=st.lists(st.integers(0, 400), max_size=6, unique=True).map(sorted),
    not_before=days,
    back=st.none() | days,
)
def test_check_ins_come_in_the_weeks_that_are_left_and_never_on_a_red_day_or_in_the_past(
    weeks, starts_on, held, not_before, back
):
    held_on = [starts_on + dt.timedelta(days=n) for n in held]

    found = next_check_in(weeks, starts_on=starts_on, held_on=held_on, not_before=not_before, back_on=back)

    passed = {week for week in weeks if held and week <= held[-1] // 7 + 1}
    left = [week for n, week in enumerate(weeks) if n >= len(held) and week not in passed]
    assert (found is None) == (left == [])
    if found is not None:
        earliest = max(starts_on + dt.timedelta(weeks=left[0] - 1), not_before, back or not_before)
        waited = [earliest + dt.timedelta(days=n) for n in range((found - earliest).days)]
        assert (found >= earliest, is_day_off(found)) == (True, False)
        assert [day for day in waited if not is_day_off(day)] == []


@given(phases=plans, starts_on=days, gaps=st.lists(st.integers(0, 90), max_size=6))
def test_logging_session_after_session_never_plans_backwards(phases, starts_on, gaps):
    held_on, planned = starts_on, []
    for gap in gaps:
        held_on += dt.timedelta(days=gap)
        after = held_on + dt.timedelta(days=1)
        planned.append(next_date(phases, starts_on=starts_on, last_held_on=held_on, not_before=after) > held_on)

    assert planned == [True] * len(gaps)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2028, 1, 31), 1, dt.date(2028, 2, 29)),
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
        (dt.date(2026, 3, 15), 12, dt.date(2027, 3, 15)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_last_of_the_month(day, months, expected):
    assert add_months(day, months) == expected

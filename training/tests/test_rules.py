"""When course days fall, and who meets the rule."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from training.rules import BELOW, OUT_OF_REACH, TOO_EARLY, Shape, Standing, moved_dates

AUTUMN = dt.date(2026, 8, 17)  # a Monday


def course_dates(starts_on: dt.date, *, study_weeks: list[int], days_per_week: int) -> list[dt.date]:
    return Shape.of_weeks(study_weeks, days_per_week).dates(starts_on)


def test_three_study_weeks_of_five_days_with_a_week_between():
    dates = course_dates(AUTUMN, study_weeks=[0, 2, 4], days_per_week=5)

    weeks = [dates[:5], dates[5:10], dates[10:]]
    assert [week[0] for week in weeks] == [AUTUMN, dt.date(2026, 8, 31), dt.date(2026, 9, 14)]
    assert [[day.weekday() for day in week] for week in weeks] == [[0, 1, 2, 3, 4]] * 3


def test_a_start_in_the_middle_of_a_week_keeps_the_number_of_days_and_never_goes_back():
    dates = course_dates(dt.date(2026, 8, 19), study_weeks=[0, 2], days_per_week=5)

    assert [f"{day:%a %d}" for day in dates] == [
        *("Wed 19", "Thu 20", "Fri 21", "Mon 24", "Tue 25"),
        *("Wed 02", "Thu 03", "Fri 04", "Mon 07", "Tue 08"),
    ]


@pytest.mark.parametrize("weekend", [dt.date(2026, 8, 15), dt.date(2026, 8, 16)])
def test_a_start_on_a_weekend_means_the_monday_after(weekend):
    assert course_dates(weekend, study_weeks=[0, 2, 4], days_per_week=5)[0] == AUTUMN


def test_whole_weeks_later_each_day_keeps_its_weekday():
    dates = course_dates(AUTUMN, study_weeks=[0, 2, 4], days_per_week=5)

    assert moved_dates(dates, to=AUTUMN + dt.timedelta(weeks=3)) == [day + dt.timedelta(weeks=3) for day in dates]


@pytest.mark.parametrize("by", [2, -5, 1, 12])
def test_a_start_that_moves_makes_the_course_that_would_have_been_laid_out(by):
    shape = {"study_weeks": [0, 1, 2], "days_per_week": 5}
    to = AUTUMN + dt.timedelta(days=by)

    there = moved_dates(course_dates(AUTUMN, **shape), to=to)

    assert there == course_dates(to, **shape)
    assert moved_dates(there, to=AUTUMN) == course_dates(AUTUMN, **shape)


def test_a_course_on_weekends_moves_as_it_is():
    saturday = AUTUMN - dt.timedelta(days=2)

    assert moved_dates([saturday, AUTUMN], to=saturday + dt.timedelta(days=5)) == [
        saturday + dt.timedelta(days=5),
        AUTUMN + dt.timedelta(days=5),
    ]


@given(
    st.sets(st.integers(min_value=0, max_value=60).filter(lambda day: day % 7 < 5), min_size=1, max_size=20),
    st.integers(min_value=-40, max_value=40),
)
def test_wherever_the_start_moves_days_keep_their_order_and_stay_off_weekends(offsets, by):
    working = [AUTUMN + dt.timedelta(days=offset) for offset in offsets]

    moved = moved_dates(working, to=AUTUMN + dt.timedelta(days=by))

    assert moved == sorted(set(moved))
    assert (len(moved), [day for day in moved if day.weekday() >= 5]) == (len(working), [])


def test_a_red_day_is_a_course_day_like_the_others():
    dates = course_dates(dt.date(2027, 3, 22), study_weeks=[0], days_per_week=5)

    assert dt.date(2027, 3, 26) in dates  # Good Friday


@given(
    start=st.dates(dt.date(2016, 1, 1), dt.date(2040, 1, 1)),
    weeks=st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True),
    per_week=st.integers(1, 7),
)
def test_any_template_gives_all_its_days_in_order_and_none_twice(start, weeks, per_week):
    dates = course_dates(start, study_weeks=weeks, days_per_week=per_week)

    assert len(dates) == len(weeks) * per_week
    assert dates == sorted(set(dates))
    assert dates[0] >= start
    assert per_week > 5 or all(day.weekday() < 5 for day in dates)


def standing(attended: str, *, days: int = 15, registered: float = 15, required: str = "0.8") -> Standing:
    """As it is told: in days."""
    return Standing(
        sessions=2 * days, registered=int(2 * registered), attended=2 * Decimal(attended), required=Decimal(required)
    )


@pytest.mark.parametrize(
    ("attended", "meets"), [("12", True), ("11.5", False), ("15", True), ("0", False), ("12.5", True)]
)
def test_twelve_of_fifteen_days_are_enough_when_four_fifths_are_asked(attended, meets):
    assert standing(attended).meets_the_rule is meets


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (standing("12"), ""),
        (standing("11.5"), "There on 11.5 of 15 days, 12 are needed."),
        (standing("9", registered=10), "There on 9 of 15 days, 12 are needed. 5 days aren't registered yet."),
        (standing("3", registered=14), "There on 3 of 15 days, 12 are needed. 1 day isn't registered yet."),
        (standing("3", registered=14.5), "There on 3 of 15 days, 12 are needed. 0.5 day isn't registered yet."),
        (standing("3", days=7, registered=7), "There on 3 of 7 days, 6 are needed."),
        (standing("0", days=0, registered=0), "The cohort has no course days."),
    ],
)
def test_why_not_yet_says_what_is_missing(row, words, settings):
    settings.LANGUAGE_CODE = "en"

    assert row.why_not_yet == words


@pytest.mark.parametrize(("attended", "registered", "percent"), [("5", 6, 83), ("0", 0, None), ("11.99", 15, 79)])
def test_percent_so_far_is_never_rounded_up_to_a_limit(attended, registered, percent):
    assert standing(attended, registered=registered).percent_so_far == percent


@pytest.mark.parametrize(
    ("attended", "registered", "warning"),
    [("0", 0, ""), ("1.5", 2.5, ""), ("2", 3, BELOW), ("8", 10, ""), ("7.5", 10, BELOW), ("6.5", 10, OUT_OF_REACH)],
)
def test_a_warning_waits_for_a_fifth_of_the_course_and_says_what_can_be_reached(attended, registered, warning):
    assert standing(attended, registered=registered).warning == warning


@given(
    sessions=st.integers(1, 60),
    registered=st.integers(0, 60),
    attended=st.integers(0, 60),
    made_up=st.integers(0, 60),
    required=st.decimals(0, 1, places=3),
)
@override("en")
def test_rule_percentage_forecast_warning_and_reason_agree(sessions, registered, attended, made_up, required):
    registered = min(registered, sessions)
    attended = Decimal(min(attended, registered))
    made_up = min(made_up, int(attended))
    row = Standing(sessions=sessions, registered=registered, attended=attended, required=required, made_up=made_up)

    assert (row.why_not_yet == "") == row.meets_the_rule
    assert row.within_reach or not row.meets_the_rule
    assert row.within_reach == row.meets_the_rule or registered < sessions
    assert (row.percent_so_far is None) == (registered == 0)
    assert (row.warning == OUT_OF_REACH) == (not row.within_reach)
    if row.warning:
        assert (row.share_so_far < required, row.meets_the_rule) == (True, False)
        assert row.percent_so_far <= 100 * required
    elif registered >= TOO_EARLY * sessions and registered:
        assert row.share_so_far >= required
    if registered == sessions:
        assert row.meets_the_rule == (row.share_so_far >= required) == (row.warning == "")
        assert row.meets_the_rule or row.percent_so_far <= 100 * required
    if not row.meets_the_rule:
        there, needed = (Decimal(text) for text in re.findall(r"(?:on|days,|made up,) ([0-9.]+)", row.why_not_yet)[:2])
        assert (there, there < needed) == (row.days_attended, True)


@given(
    sessions=st.integers(1, 60), away=st.integers(0, 60), left=st.integers(0, 60), required=st.decimals(0, 1, places=3)
)
def test_whoever_misses_no_more_than_they_may_meets_the_rule_and_with_a_half_day_more_does_not(
    sessions, away, left, required
):
    registered = max(sessions - left, 0)
    row = Standing(sessions, registered, Decimal(max(registered - away, 0)), required)
    if not row.within_reach:
        return
    may_miss = min(int(2 * Decimal(row.may_miss_text.replace(",", "."))), sessions - registered)

    for missed in (may_miss, may_miss + 1):
        if missed <= sessions - registered:
            attended = row.attended + sessions - registered - missed
            assert Standing(sessions, sessions, attended, required).meets_the_rule == (missed == may_miss)

"""Quarters of a year, as the clock on the wall has them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersupport.shared.calendar import Quarter

DAYS = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2100, 12, 31))


@given(day=DAYS)
def test_every_day_is_in_one_quarter_and_the_next_begins_where_it_ends(day):
    quarter = Quarter.of(day)

    assert quarter.first <= day <= quarter.last
    assert quarter.last + dt.timedelta(days=1) == quarter.next.first
    assert (quarter.next.previous, quarter.previous.next) == (quarter, quarter)
    assert quarter.previous < quarter < quarter.next
    assert quarter.ends_at == quarter.next.begins_at


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        (Quarter(2026, 1), dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        (Quarter(2026, 4), dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
    ],
)
def test_a_quarter_is_three_whole_months(quarter, first, last):
    assert (quarter.first, quarter.last) == (first, last)


def test_it_begins_at_midnight_in_sweden_in_winter_and_in_summer():
    begins = [Quarter(2026, n).begins_at.astimezone(dt.UTC).hour for n in (1, 3)]

    assert begins == [23, 22]

"""No count below five can be worked out from what a report shows: by arithmetic, and by an attacker who computes."""

import itertools
import random

import numpy as np
import pytest
from scipy.optimize import linprog

from placements.rules.suppression import FEWEST, REST, SMALLEST, Split, shown, together


def bounds_of(rows: list[Split], is_shown: list[bool], place: int) -> tuple[float, float]:
    """What an attacker can work out of how many said the one thing in a row that isn't shown.

    They know of each row how many answered, both counts of those that are shown, and the sum of all: a linear
    programme, whose smallest and largest solutions are all that can be said of it.
    """
    n = len(rows)
    equations = [np.concatenate([np.eye(n)[i], np.eye(n)[i]]) for i in range(n)]
    values = [row.n for row in rows]
    if sum(rows, Split(0, 0)).is_large:
        equations.append(np.concatenate([np.ones(n), np.zeros(n)]))
        values.append(sum(row.one for row in rows))
    for i, row in enumerate(rows):
        if is_shown[i]:
            equations.append(np.concatenate([np.eye(n)[i], np.zeros(n)]))
            values.append(row.one)
    wanted = np.eye(2 * n)[place]
    found = [linprog(sign * wanted, A_eq=np.array(equations), b_eq=values, bounds=(0, None)) for sign in (1, -1)]
    assert all(one.success for one in found)
    return round(found[0].fun, 6), round(-found[1].fun, 6)


def drawn(seed: int) -> list[Split]:
    """A table such as there is: a few rows, most with a small count somewhere."""
    dice = random.Random(seed)
    rows = []
    for _row in range(dice.randint(1, 7)):
        n = dice.randint(SMALLEST, 40)
        small = dice.choice([0, 1, 2, 3, 4, n // 2, n // 3])
        rows.append(Split(small, n - small) if dice.random() < 0.5 else Split(n - small, small))
    return rows


@pytest.mark.parametrize("seed", range(150))
def test_an_attacker_learns_of_no_count_below_five(seed):
    rows = drawn(seed)
    seen = shown(rows)

    assert all(row.is_large for row, is_seen in zip(rows, seen, strict=True) if is_seen)
    for place in [place for place, is_seen in enumerate(seen) if not is_seen]:
        least, most = bounds_of(rows, seen, place)
        n = rows[place].n
        assert most - least >= FEWEST, "known too well"
        assert (most >= FEWEST, n - least >= FEWEST) == (True, True), "known to be below five"


def test_without_leaving_out_more_the_attacker_succeeds():
    """The control: the same attacker, where only rows with a small count are left out."""
    caught = []
    for seed in range(150):
        rows = drawn(seed)
        seen = [row.is_large for row in rows]
        for place in [place for place, is_seen in enumerate(seen) if not is_seen]:
            least, most = bounds_of(rows, seen, place)
            if least == most and sum(rows, Split(0, 0)).is_large:
                caught.append((seed, place, least))

    assert len(caught) > 10


def test_what_a_reader_can_subtract_is_five_or_more():
    """Of the rows that aren't shown, what is left of the sums when those that are shown are taken away."""
    for seed in range(2000):
        rows = drawn(seed)
        seen = shown(rows)
        left = [row for row, is_seen in zip(rows, seen, strict=True) if not is_seen]
        whole = sum(rows, Split(0, 0))

        assert not left or not whole.is_large or (len(left) > 1 and sum(left, Split(0, 0)).is_large)
        assert whole.is_large or not any(seen)


def test_rows_that_are_all_large_are_all_shown():
    assert shown([Split(5, 5), Split(30, 7)]) == [True, True]
    assert shown([]) == []


def test_one_small_count_takes_the_smallest_other_row_along():
    assert shown([Split(9, 3), Split(40, 40), Split(6, 7)]) == [False, True, False]


def test_a_row_alone_is_the_whole():
    assert shown([Split(20, 20)]) == [True]
    assert shown([Split(36, 4)]) == [False]


@pytest.mark.parametrize(
    ("answered", "rows"),
    [
        ({}, {}),
        ({"a": 9}, {}),
        ({"a": 10}, {"a": ("a",)}),
        ({"a": 3, "b": 6}, {}),
        ({"a": 3, "b": 7}, {REST: ("a", "b")}),
        ({"a": 3, "b": 12, "c": 40}, {"c": ("c",), REST: ("a", "b")}),
        ({"a": 3, "b": 8, "c": 40}, {"c": ("c",), REST: ("a", "b")}),
        ({"a": 0, "b": 12, "c": 40}, {"b": ("b",), "c": ("c",)}),
    ],
)
def test_small_parts_are_shown_together(answered, rows):
    assert together(answered) == rows


def test_survey_for_three_staff_at_a_small_unit():
    """Their answers are taken, and shown only with others': five or more in every row (domain 7.9)."""
    rows = together({"small unit's county": 3, "another": 8, "a large one": 60})

    assert rows[REST] == ("small unit's county", "another")


def test_every_row_has_ten_and_every_part_is_in_one():
    for sizes in itertools.product((0, 1, 4, 9, 10, 25), repeat=4):
        answered = {str(place): n for place, n in enumerate(sizes)}
        rows = together(answered)
        inside = sorted(part for parts in rows.values() for part in parts)

        assert inside == (sorted(part for part, n in answered.items() if n) if sum(sizes) >= SMALLEST else [])
        assert all(sum(answered[part] for part in parts) >= SMALLEST for parts in rows.values())

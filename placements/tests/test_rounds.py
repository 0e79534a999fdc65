"""Rounds of a meeting: nobody in two places at once, each pair once, and no more rounds than need be."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placements.rules import rounds

PAIRS = st.lists(st.tuples(st.integers(1, 14), st.integers(1, 9)), max_size=90)


@given(PAIRS)
@settings(max_examples=300)
def test_each_pair_meets_once_and_nobody_meets_two_at_once_in_as_few_rounds_as_can_be(pairs):
    found = rounds(pairs)

    assert sorted(pair for meetings in found for pair in meetings) == sorted(set(pairs))
    for meetings in found:
        assert len({one for one, _other in meetings}) == len({other for _one, other in meetings}) == len(meetings)
    most = [max(Counter(side).values(), default=0) for side in zip(*set(pairs), strict=True)]
    assert len(found) == max(most, default=0)


@given(PAIRS, st.randoms())
def test_the_order_of_the_pairs_changes_nothing(pairs, random):
    shuffled = list(pairs)
    random.shuffle(shuffled)

    assert rounds(shuffled) == rounds(pairs)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], []),
        ([(1, 7)], [[(1, 7)]]),
        ([(1, 7), (2, 7)], [[(1, 7)], [(2, 7)]]),
        ([(1, 7), (1, 8), (2, 7), (2, 8)], [[(1, 7), (2, 8)], [(2, 7), (1, 8)]]),
    ],
)
def test_small_ones_by_hand(pairs, expected):
    assert rounds(pairs) == expected

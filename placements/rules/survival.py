"""How many are still at work so long after they began: the Kaplan–Meier estimate, and what of it may be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from placements.rules.suppression import FEWEST, Split


@dataclass(frozen=True)
class Stay:
    """So many days in work, of one or of several; ``left`` is false for somebody who is there still."""

    days: int
    left: bool
    people: int = 1


@dataclass(frozen=True)
class Step:
    """On a day on which somebody left: how many had been there until then, how many left, what share remains."""

    days: int
    there: int
    left: int
    share: float


@dataclass(frozen=True)
class Mark:
    """So many days on: how many have been followed for so long, how many had left, and the share that remains.

    ``share`` is None where it may not be shown.
    """

    days: int
    there: int
    left: int
    share: float | None


def kaplan_meier(stays: Iterable[Stay]) -> list[Step]:
    """Each day on which somebody left, in order. Whoever is there still counts for as long as they have been there."""
    ordered = sorted(stays, key=lambda stay: stay.days)
    steps, share, there = [], 1.0, _people(ordered)
    for days, found in groupby(ordered, key=lambda stay: stay.days):
        same = list(found)
        left = _people(stay for stay in same if stay.left)
        if left:
            share *= 1 - left / there
            steps.append(Step(days, there, left, share))
        there -= _people(same)
    return steps


def _people(stays: Iterable[Stay]) -> int:
    return sum(stay.people for stay in stays)


def at_marks(stays: Sequence[Stay], days: Iterable[int]) -> list[Mark]:
    """The curve at some days, for a table. Nothing is said of a day that fewer than five have come to, nor while one to
    four have left since the day before that is shown: then the next one says what has happened until then.
    """
    steps, marks, told = kaplan_meier(stays), [], 0
    for day in days:
        there = _people(stay for stay in stays if stay.days >= day)
        left = _people(stay for stay in stays if stay.left and stay.days < day)
        may_show = there >= FEWEST and (left == told or left - told >= FEWEST)
        before = [step.share for step in steps if step.days < day]
        marks.append(Mark(day, there, left, (before[-1] if before else 1.0) if may_show else None))
        told = left if may_show else told
    return marks


def marks_to_show(ends: Sequence[Split]) -> list[bool]:
    """At which marks how many are there still, and how many have left, may be shown: ``ends`` has both, mark by mark.

    Between two that are shown FEWEST or more have left, as before the first; and at the last that is shown FEWEST or
    more are there. So nobody who knows what is shown can tell of less time that fewer than FEWEST left in it.
    """
    may_show, told = [], 0
    for end in ends:
        may_show.append(end.other - told >= FEWEST and end.one >= FEWEST)
        told = end.other if may_show[-1] else told
    return may_show

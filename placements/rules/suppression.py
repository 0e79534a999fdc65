"""What a report may show of small groups (domain 3.3). Pure arithmetic: the proof is in ADR 36, the attacker in the
tests.

A table has parts (counties, say), each with how many answered and how many of them said one thing or the other. The
parts make up the whole, which is shown as well: so what isn't shown of one part can be worked out from the others,
unless enough is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5  # no count below this can be read or worked out
SMALLEST = 2 * FEWEST  # of a smaller part no question could ever be shown: both of its counts would have to be five
REST = "rest"  # the parts that are too small, together


@dataclass(frozen=True)
class Split:
    """How many in one part said one thing, and how many the other."""

    one: int
    other: int

    @property
    def n(self) -> int:
        return self.one + self.other

    @property
    def is_large(self) -> bool:
        return self.one >= FEWEST and self.other >= FEWEST

    def __add__(self, more: "Split") -> "Split":
        return Split(self.one + more.one, self.other + more.other)


def together(answered: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Which parts make up each row of a table: one each, and those that are too small together as REST.

    Every row has SMALLEST answers or more. Where the small ones together have fewer, the smallest of the others joins
    them. Parts that nobody answered in are in no row. Nothing at all when all together are too few.
    """
    parts = sorted((n, part) for part, n in answered.items() if n)
    if sum(n for n, _part in parts) < SMALLEST:
        return {}
    small = [(n, part) for n, part in parts if n < SMALLEST]
    large = parts[len(small) :]
    while small and sum(n for n, _part in small) < SMALLEST:
        small.append(large.pop(0))
    rows = {part: (part,) for _n, part in large}
    return rows | ({REST: tuple(part for _n, part in small)} if small else {})


def shown(rows: Sequence[Split]) -> list[bool]:
    """Of which rows both counts may be shown, when their sums are shown as well. Each row has SMALLEST or more.

    A row with a count below FEWEST isn't. Those that aren't shown are at least two, and of all of them together both
    counts are FEWEST or more; where they aren't yet, the smallest row that would be shown is left out too.
    """
    hidden = {place for place, row in enumerate(rows) if not row.is_large}
    others = sorted(set(range(len(rows))) - hidden, key=lambda place: (rows[place].n, place), reverse=True)
    while hidden and others and not _is_safe([rows[place] for place in hidden]):
        hidden.add(others.pop())
    return [place not in hidden for place in range(len(rows))]


def _is_safe(hidden: Sequence[Split]) -> bool:
    return len(hidden) > 1 and sum(hidden, Split(0, 0)).is_large

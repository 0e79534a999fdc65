"""Who meets whom when, so that nobody is in two places at once and it takes as few rounds as it can."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import count

Pair = tuple[int, int]
Side = tuple[str, int]  # one who meets, of either group
At = dict[Side, dict[int, Side]]  # by round whom each meets in it


def rounds(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """The pairs of two groups in rounds: each pair in one, nobody twice in a round, each round by its second group.

    As many rounds as whoever meets most has meetings; fewer there can't be (Kőnig 1916). The same pairs give the same
    rounds, whatever their order.
    """
    at: At = defaultdict(dict)
    meetings = [(("one", one), ("other", other)) for one, other in sorted(set(pairs))]
    many = max(Counter(side for both in meetings for side in both).values(), default=0)
    for one, other in meetings:
        _meet(at, one, other, many)
    found = [[(met[n][1], pk) for (group, pk), met in at.items() if group == "other" and n in met] for n in range(many)]
    return [sorted(round_, key=lambda pair: (pair[1], pair[0])) for round_ in found]


def _meet(at: At, one: Side, other: Side, many: int) -> None:
    """Let the two meet in the first round that suits both; where none does, others change rounds."""
    suits_both = (number for number in range(many) if number not in at[one] and number not in at[other])
    mine = next(suits_both, None)
    if mine is None:
        mine = _free(at[one])
        _swap(at, other, mine, _free(at[other]))
    at[one][mine], at[other][mine] = other, one


def _free(taken: dict[int, Side]) -> int:
    return next(number for number in count() if number not in taken)


def _swap(at: At, start: Side, first: int, second: int) -> None:
    """Along the chain of those who meet in ``first`` and ``second`` by turns, from ``start`` on, exchange the two.

    The chain never comes to the one who is free in ``first``: from one group to the other it always goes by ``first``.
    """
    chain, number = [start], first
    while number in at[chain[-1]]:
        chain.append(at[chain[-1]][number])
        number = first + second - number
    for side in chain:
        met = at[side]
        kept = {first: met.pop(second, None), second: met.pop(first, None)}
        met.update({n: who for n, who in kept.items() if who is not None})

"""What stands in a research file instead of a name, and what is too rare to stand there. Pure arithmetic (ADR 37)."""

import hashlib
import hmac
from collections.abc import Callable, Hashable, Iterable, Mapping

from placements.rules.suppression import FEWEST

CODE_LENGTH = 16  # hexadecimal digits: among a million people two are alike once in forty million files
JOINED = "other"


def coder(key: bytes) -> Callable[[int], str]:
    """Gives each number a code that nobody without the key can lead back, nor find again in a file of another key."""

    def code(number: int) -> str:
        return hmac.new(key, str(number).encode(), hashlib.sha256).hexdigest()[:CODE_LENGTH]

    return code


def common(groups: Mapping[Hashable, Iterable[int]]) -> set | None:
    """Which groups may be named: those of FEWEST people or more. The others are one group together, JOINED.

    Where those would be fewer than FEWEST, the smallest that would be named joins them. None when all are too few.
    """
    people = {name: set(who) for name, who in groups.items()}
    large = [name for name in people if len(people[name]) >= FEWEST]
    named = sorted(large, key=lambda name: (-len(people[name]), name))
    joined = set().union(*(people[name] for name in people if name not in named))
    while named and joined and len(joined) < FEWEST:
        joined |= people[named.pop()]
    if joined and len(joined) < FEWEST:
        return None
    return set(named)

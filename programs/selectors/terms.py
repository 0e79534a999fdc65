"""What it costs to cancel."""

from collections.abc import Sequence
from typing import Protocol


class HasTerms(Protocol):
    """A programme as it is, or one of its versions."""

    def terms(self) -> Sequence[tuple[int | None, int]]: ...


def cancellation_percent(of: HasTerms, days_before: int) -> int:
    """Percent of the price for a seat cancelled so many days before the start; below nought is after it.

    The first step that is at least so far away decides. Where nothing was agreed on, it costs nothing (domain 5.5).
    """
    for limit, percent in of.terms():
        if limit is None or days_before >= limit:
            return percent
    return 0

"""Figures that cost more to count than they change: kept in the cache for a few minutes."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

T = TypeVar("T")
MINUTES = 5


def remembered(key: str, compute: Callable[[], T]) -> T:
    """What ``compute`` answered at most five minutes ago. Counts anew when the cache is gone: it is only a help."""
    try:
        return cache.get_or_set(f"desk:{key}", compute, MINUTES * 60)
    except (RedisError, OSError):
        return compute()

"""How often somebody may do something on a page that needs no sign-in, and that they don't do it twice."""

import hashlib
from contextlib import suppress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError


def too_often(request: HttpRequest, what: str, *, limit: int, seconds: int) -> bool:
    """Whether this address has done ``what`` more than ``limit`` times in the current stretch of ``seconds``.

    The address is kept as a hash, for that long only. When the cache is away nobody is kept out: a page that works
    matters more than a count.
    """
    address = hashlib.sha256(get_adapter().get_client_ip(request).encode()).hexdigest()[:32]
    key = f"limit:{what}:{address}"
    try:
        cache.add(key, 0, timeout=seconds)
        return cache.incr(key) > limit
    except (RedisError, ValueError):  # ValueError: the key ran out between the two
        return False


def first_time(what: str, key: object, *, seconds: int) -> bool:
    """Whether this is new: a form sent twice has the same ``key``. It is in no table, and forgotten after ``seconds``.

    For what must leave no trace of when somebody did it; where that is no matter, see :mod:`peersupport.jobs`. When
    the cache is away everything is new.
    """
    try:
        return cache.add(f"done:{what}:{key}", 1, timeout=seconds)
    except RedisError:
        return True


def not_done(what: str, key: object) -> None:
    """It was refused: the same may be sent again."""
    with suppress(RedisError):
        cache.delete(f"done:{what}:{key}")

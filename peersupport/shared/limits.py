"""How often somebody may do something on a page that needs no sign-in."""

import hashlib

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

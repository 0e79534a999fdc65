from collections.abc import Iterator

import pytest
import redis
from django.conf import settings as live


@pytest.fixture
def own_cache(settings) -> Iterator[None]:
    """A corner of Valkey for one test, empty before and after: what it counts is nobody else's."""
    url = live.REDIS_URL.rpartition("/")[0] + "/7"
    settings.CACHES = {"default": {**live.CACHES["default"], "LOCATION": url}}
    with redis.Redis.from_url(url) as corner:
        corner.flushdb()
        yield
        corner.flushdb()


@pytest.fixture
def no_cache(settings) -> None:
    """Valkey is away."""
    settings.CACHES = {"default": {**live.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}

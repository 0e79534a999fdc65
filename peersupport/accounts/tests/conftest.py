import os
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings as live


def corner_of_valkey(first: int) -> str:
    """The address of a database of Valkey for this test process alone, one of four from ``first`` on."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4
    return f"{live.REDIS_URL.rpartition('/')[0]}/{first + process}"


@pytest.fixture
def own_cache(settings) -> Iterator[None]:
    """A corner of Valkey for one test, empty before and after: what it counts is nobody else's."""
    url = corner_of_valkey(2)
    settings.CACHES = {"default": {**live.CACHES["default"], "LOCATION": url}}
    with redis.Redis.from_url(url) as corner:
        corner.flushdb()
        yield
        corner.flushdb()


@pytest.fixture
def no_cache(settings) -> None:
    """Valkey is away."""
    settings.CACHES = {"default": {**live.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}

"""Where a test counts in Valkey without being counted with another one."""

import os

from django.conf import settings


def corner_of_valkey(first: int) -> str:
    """The address of a database of Valkey for this test process alone, one of four from ``first`` on."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4
    return f"{settings.REDIS_URL.rpartition('/')[0]}/{first + process}"

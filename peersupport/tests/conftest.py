"""What these tests share."""

from collections.abc import Iterator

import pytest

from devstack.postgres import Postgres
from devstack.state import throwaway


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    """A PostgreSQL as ./run makes it, without tables, for tests of the roles."""
    with throwaway() as folder:
        server = Postgres(folder, port=0, durable=False)
        server.start()
        yield server
        server.stop()

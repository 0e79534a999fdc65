"""What these tests share."""

from collections.abc import Iterator

import pytest

from devstack.state import State, throwaway


@pytest.fixture
def state() -> Iterator[State]:
    with throwaway() as folder:
        yield folder

"""Who walks: a person at a screen of a given size, in front of the stack that ./run started."""

from collections.abc import Callable

import pytest

from devstack.testkit import Stack
from peersupport.tests.journeys.people import DESK, Somebody


@pytest.fixture
def somebody(running_stack: Stack, new_context, axe) -> Callable[..., Somebody]:
    """A person; signed in when an account's first name is given."""

    def arrive(account: str = "", viewport: dict = DESK, *, every_look: bool = False) -> Somebody:
        person = Somebody(new_context(viewport=viewport), running_stack.url, axe, every_look)
        return person.sign_in(f"{account}@demo.example", running_stack.password) if account else person

    return arrive

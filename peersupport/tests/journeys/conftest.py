"""Who walks: a person at a screen of a given size, in front of the stack that ./run started."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from devstack.testkit import Stack
from peersupport.tests.journeys.people import DESK, Somebody


@pytest.fixture
def somebody(running_stack: Stack, new_context, axe) -> Callable[..., Somebody]:
    """A person; signed in when an account's first name is given. Without ``scripts`` axe, which is one, can't look."""

    def arrive(account: str = "", viewport: dict = DESK, *, every_look: bool = False, scripts: bool = True) -> Somebody:
        context = new_context(viewport=viewport, java_script_enabled=scripts)
        person = Somebody(context, running_stack.url, axe if scripts else _nothing, every_look)
        return person.sign_in(f"{account}@demo.example", running_stack.password) if account else person

    return arrive


def _nothing(page: Page) -> None:
    pass

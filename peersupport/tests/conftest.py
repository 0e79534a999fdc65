"""What these tests share."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as live
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from devstack.postgres import Postgres
from devstack.state import throwaway
from peersupport.desk import context
from peersupport.directory.models import Membership


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    """A PostgreSQL as ./run makes it, without tables, for tests of the roles."""
    with throwaway() as folder:
        server = Postgres(folder, port=0, durable=False)
        server.start()
        yield server
        server.stop()


@pytest.fixture
def files_by_their_own_names(settings) -> Iterator[None]:
    """The test server finds static files in their folders, where they don't carry a hash.

    The menus are drawn once a process: what another test has drawn of it, with hashes, is forgotten, and ours after it.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    _forget_what_is_drawn()
    yield
    _forget_what_is_drawn()


def _forget_what_is_drawn() -> None:
    context._menu.cache_clear()
    context._choices.cache_clear()


@pytest.fixture
def sign_in(live_server) -> Callable[[BrowserContext, Membership], None]:
    """Make a browser that of somebody who has signed in to the test server."""

    def enter(context: BrowserContext, membership: Membership) -> None:
        client = Client()
        client.force_login(membership.user)
        session = client.cookies[live.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": live.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    return enter


@pytest.fixture
def open_page(new_context, live_server, sign_in, files_by_their_own_names) -> Callable[..., Page]:
    """Open a page of the test server in the browser of somebody who has signed in; ``look``: the browser's own."""

    def go(membership: Membership, path: str = "/", **look: object) -> Page:
        page = new_context(**look).new_page()
        sign_in(page.context, membership)
        assert page.goto(live_server.url + path).status == 200
        return page

    return go


@pytest.fixture
def line_may_be_away(watch) -> Iterator[None]:
    """For tests about that: the console says that a request wasn't sent, or was refused, and that is no trouble."""
    yield
    expected = ("ERR_INTERNET_DISCONNECTED", "400 (Bad Request)")
    watch.troubles[:] = [one for one in watch.troubles if not any(text in one for text in expected)]

"""Fixtures for every test. Nothing leaves this machine; a browser, a mail server and ./run itself are real."""

import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module

import hypothesis
import pytest
import redis
from django.apps import apps
from django.conf import settings as live
from django.db.backends.postgresql.operations import DatabaseOperations
from django.template import Template
from django.test import TransactionTestCase, override_settings
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page

from devstack import browser as browsers
from devstack.state import throwaway
from devstack.testkit import Sink, Stack, Watch, findings, only_loopback
from peersupport.accounts.hashers import Argon2id
from peersupport.tests.valkey import corner_of_valkey

# Playwright's synchronous half runs an event loop, in which Django would refuse the database
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
sys.addaudithook(only_loopback)
hypothesis.settings.register_profile("peersupport", deadline=None)  # a busy machine is nobody's fault
hypothesis.settings.load_profile("peersupport")
as_shipped = {cost: getattr(Argon2id, cost) for cost in ("memory_cost", "time_cost")}
render_without_a_spy = Template._render  # Django's test runner puts its own there


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process, and that first of all, run the tests that share the stack of ./run.

    Before xdist, which reads the groups in the same hook.
    """
    for item in items:
        if " at 0x" in item.nodeid:
            raise pytest.UsageError(f"{item.nodeid}: give its parameters ids= that are the same in every process")
        if "running_stack" in getattr(item, "fixturenames", ()) or item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("stack"))
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


@pytest.fixture(autouse=True)
def in_swedish() -> None:
    """A test that reads words reads Swedish ones, whatever language the one before left behind."""
    translation.activate("sv")


@pytest.fixture(scope="session", autouse=True)
def static_files_looked_up_when_asked_for() -> Iterator[None]:
    """Every Client makes the middleware anew, and WhiteNoise would walk the folder of static files each time."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_hashed_in_no_time() -> Iterator[None]:
    """One pass over 8 KiB: the tests hash and check many hundreds of passwords, which takes long on purpose."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2id, "memory_cost", 8)
        patch.setattr(Argon2id, "time_cost", 1)
        yield


@pytest.fixture
def passwords_hashed_as_shipped(monkeypatch) -> None:
    for cost, value in as_shipped.items():
        monkeypatch.setattr(Argon2id, cost, value)


@pytest.fixture(scope="session", autouse=True)
def rows_deleted_after_a_test_that_commits() -> Iterator[None]:
    """TRUNCATE makes new files for every table and index, which takes ten times as long as to delete a test's few rows.

    The triggers that keep rows from being deleted are switched off meanwhile. Foreign keys are checked when all is
    gone, so the order of the tables is no matter. Locked like TRUNCATE locks: a request that a page sent last, a draft
    to keep, is waited for and goes too.
    """
    before_delete = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgtype & 10 = 10"  # 2: before, 8: delete

    def empty(operations: DatabaseOperations, _style: object, tables: list[str], **_options: bool) -> list[str]:
        with operations.connection.cursor() as cursor:
            cursor.execute(before_delete)
            append_only = sorted({table for (table,) in cursor.fetchall()})
        return [
            f"LOCK TABLE {', '.join(tables)}",
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in append_only),
            *(f"DELETE FROM {table}" for table in tables),
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in append_only),
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", empty)
        yield


@pytest.fixture(scope="session", autouse=True)
def what_migrations_ship_is_there_again() -> Iterator[None]:
    """A test that commits ends with empty tables; the survey questions that come with the product are put back."""
    shipped = import_module("placements.migrations.0006_own_questions")
    empty = TransactionTestCase._fixture_teardown

    def empty_and_ship(self: TransactionTestCase) -> None:
        empty(self)
        shipped.ship(apps, None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_and_ship)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The browser that ./run test found. Without one the test is skipped, in CI (CI=true) it fails."""
    path, missing = os.environ.get("BROWSER_PATH", ""), os.environ.get("BROWSER_MISSING", "")
    if not path:
        found = browsers.find(install=False)
        path, missing = found.path, missing or found.missing
    if not path and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if not path:
        pytest.skip(missing)
    return {**browser_type_launch_args, "executable_path": path, "args": browsers.flags()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    look = {"locale": "sv-SE", "timezone_id": "Europe/Stockholm", "viewport": {"width": 1440, "height": 900}}
    return {**browser_context_args, **look}


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the test's pages did wrong; anything left there at the end fails the test."""
    watching = Watch()
    yield watching
    assert watching.troubles == []


@pytest.fixture
def new_context(browser: Browser, browser_context_args: dict, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser context, with arguments of its own where it needs them; what its pages do is watched."""
    made = []

    def make(**arguments: object) -> BrowserContext:
        made.append(browser.new_context(**{**browser_context_args, **arguments}))
        watch.over(made[-1])
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Call it with a page: fails with what axe finds there against WCAG 2.2 AA."""

    def check(page: Page) -> None:
        assert findings(page) == []

    return check


@pytest.fixture
def no_spy_on_templates(monkeypatch) -> None:
    """Render as the product does. The spy copies every context for `answer.context`, which takes a sixth of a page."""
    monkeypatch.setattr(Template, "_render", render_without_a_spy)


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
def smtp_sink(settings) -> Iterator[Sink]:
    """A real SMTP server that Django sends to during the test."""
    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
        yield sink


@pytest.fixture(scope="session")
def running_stack() -> Iterator[Stack]:
    """The real ./run, with demo data, in a folder of its own: .url, .mailbox_url, .password, .letters(), .manage()."""
    with throwaway() as state:
        stack = Stack(state.folder / "stack")
        try:
            stack.start()
            yield stack
        finally:
            stack.stop()

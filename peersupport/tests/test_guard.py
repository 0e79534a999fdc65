import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from devstack.postgres import APP, OWNER
from peersupport import guard
from peersupport.accounts.tests.factories import UserFactory
from peersupport.shared.checks import public_demo, unsafe_settings

KEY = "m8Zr2TqWv5YxCb7NnJk4LpHf9GdSaQe3UiOy6RtEwXzVcBsM1"
KEY += "0aB"
OWN_MACHINE = {"DEMO": "1", "INSECURE_HTTP": "1", "ALLOWED_HOSTS": "127.0.0.1,localhost"}
WORKER = ["-A", "peersupport", "worker", "--pool=solo"]


@pytest.fixture
def production(settings):
    """Settings as a public service has them."""
    settings.DEBUG = settings.DEMO = settings.PLAIN_HTTP = False
    settings.SECRET_KEY = KEY
    settings.ALLOWED_HOSTS = ["peer.example.se"]
    settings.SITE_URL = "https://peer.example.se"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


def test_a_proper_production_has_nothing_against_it(production):
    assert unsafe_settings() == []


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DEBUG", True, "DEBUG"),
        ("SECRET_KEY", KEY[:49], "SECRET_KEY"),
        ("SECRET_KEY", "abcd" * 20, "SECRET_KEY"),
        ("SECRET_KEY", "django-insecure-" + KEY, "SECRET_KEY"),
        ("ALLOWED_HOSTS", ["peer.example.se", "*"], "ALLOWED_HOSTS"),
        ("SEALING_KEYS", {}, "SEALING_KEYS"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS"),
        ("SITE_URL", "http://peer.example.se", "SITE_URL"),
        ("PLAIN_HTTP", True, "INSECURE_HTTP"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "The cache"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}, "The cache"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "EMAIL_BACKEND"),
    ],
)
def test_one_unsafe_setting_is_one_reason(production, name, value, reason):
    setattr(production, name, value)

    [found] = unsafe_settings()

    assert found.startswith(reason)
    assert [error.msg for error in run_checks(include_deployment_checks=True) if error.id == "peersupport.E001"] == [
        found
    ]


@pytest.mark.parametrize(
    ("hosts", "is_public"),
    [(["127.0.0.1", "localhost"], False), (["[::1]"], False), (["demo.example.se", "127.0.0.1"], True), (["*"], True)],
)
def test_a_demo_is_never_public(settings, hosts, is_public):
    settings.ALLOWED_HOSTS = hosts

    assert bool(public_demo()) is is_public


@pytest.fixture
def role(db):
    """Let PostgreSQL say this of its roles: a temporary view goes before the catalogue of the same name."""

    def says(*, superuser: bool = False, bypassrls: bool = False) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY VIEW pg_roles AS SELECT current_user AS rolname, %s AS rolsuper, %s AS rolbypassrls",
                [superuser, bypassrls],
            )

    return says


@pytest.fixture
def keep_connection(monkeypatch):
    """The test's own transaction lives on the connection that the guard closes."""
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.mark.parametrize("demo", [False, True])
@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"superuser": True}, "The database role is a superuser"),
        ({"bypassrls": True}, "The database role has BYPASSRLS"),
    ],
)
def test_a_database_role_that_no_policy_binds_is_refused(role, keep_connection, settings, demo, attributes, reason):
    settings.DEMO = demo
    role(**attributes)

    [found] = guard.unsafe_database()

    assert found.startswith(reason)


def test_a_plain_role_and_a_database_without_demo_accounts_are_fine(role, keep_connection):
    role()
    UserFactory()

    assert guard.unsafe_database() == []


def test_demo_accounts_are_refused(role, keep_connection):
    role()
    UserFactory(is_demo=True)

    [found] = guard.unsafe_database()

    assert found.startswith("There are demo accounts")


def test_a_demo_has_demo_accounts(role, keep_connection, settings):
    settings.DEMO = True
    role()
    UserFactory(is_demo=True)

    assert guard.unsafe_database() == []


@pytest.mark.django_db
def test_every_reason_is_said_at_once(production, keep_connection):
    production.DEBUG = True
    production.SITE_URL = "http://peer.example.se"
    UserFactory(is_demo=True)

    with pytest.raises(ImproperlyConfigured) as refusal:
        guard.refuse_unsafe()

    lines = str(refusal.value).splitlines()
    assert lines[0] == "This does not start, because:"
    assert {line.split()[1] for line in lines[1:]} >= {"DEBUG", "SITE_URL", "There"}


def start(*words: str, **environment: str) -> subprocess.CompletedProcess:
    own = {"DEBUG": "0", "DEMO": "0", "INSECURE_HTTP": "0", "SECRET_KEY": KEY, "SITE_URL": "https://peer.example.se"}
    own |= {"ALLOWED_HOSTS": "peer.example.se", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    command = [sys.executable, *words]
    own = {**os.environ, **own, **environment}
    return subprocess.run(command, env=own, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"DEBUG": "1"}, "- DEBUG is on"),
        ({"ALLOWED_HOSTS": "*"}, "- ALLOWED_HOSTS names"),
        ({"DEMO": "1"}, "- DEMO is on"),
        ({}, "- The database cannot be asked (OperationalError)"),
    ],
)
def test_the_web_server_really_does_not_start(environment, reason):
    ended = start("-c", "import peersupport.wsgi", **environment)

    assert ended.returncode != 0
    assert reason in ended.stderr


@pytest.mark.parametrize("program", [["worker", "--pool=solo"], ["beat", "--scheduler=celery.beat:Scheduler"]])
def test_worker_and_beat_really_do_not_start(program):
    ended = start("-m", "celery", "-q", "-A", "peersupport", *program, INSECURE_HTTP="1")

    assert ended.returncode != 0
    assert "- INSECURE_HTTP is on" in ended.stderr


@pytest.mark.parametrize("role", [APP, OWNER])
def test_a_demo_on_its_own_machine_starts(cluster, role):
    ended = start("-c", "import peersupport.wsgi", **OWN_MACHINE, DATABASE_URL=cluster.url(role))

    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("program", [["-c", "import peersupport.wsgi"], ["-m", "celery", "-q", *WORKER]])
def test_a_demo_as_a_superuser_does_not_start(cluster, program):
    ended = start(*program, **OWN_MACHINE, DATABASE_URL=cluster.url("postgres"))

    assert ended.returncode != 0
    assert "- The database role is a superuser" in ended.stderr

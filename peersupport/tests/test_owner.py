"""Tables are made by their owner (DATABASE_OWNER_URL), and everything else runs as the product's own role."""

import os
import subprocess
import sys
from collections.abc import Callable

import psycopg2
import pytest
from django.conf import settings

from devstack.postgres import APP, OWNER, Postgres

WHO = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT current_user'); print(*k.fetchone())"


@pytest.fixture
def python(cluster) -> Callable[..., subprocess.CompletedProcess]:
    """Run Python as an operator does who has set both addresses, or those given."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess:
        addresses = {"DATABASE_URL": cluster.url(APP), "DATABASE_OWNER_URL": cluster.url(OWNER)}
        return subprocess.run(
            [sys.executable, *words],
            env={**os.environ, **addresses, **environment},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def owners_of(table: str, cluster: Postgres) -> list[str]:
    connection = psycopg2.connect(cluster.url(APP))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = %s", [table])
        found = [owner for (owner,) in cursor.fetchall()]
    connection.close()
    return found


def test_migrate_runs_as_the_owner_where_one_is_named(cluster, python):
    as_product = python("manage.py", "migrate", "contenttypes", DATABASE_OWNER_URL="")
    before = owners_of("django_content_type", cluster)
    as_owner = python("manage.py", "migrate", "contenttypes")

    assert "permission denied for schema public" in as_product.stderr
    assert (as_product.returncode, before) == (1, [])
    assert (as_owner.returncode, owners_of("django_content_type", cluster)) == (0, [OWNER])


def test_other_commands_run_as_the_product(python):
    assert python("manage.py", "shell", "--no-imports", "-c", WHO).stdout.split() == [APP]


@pytest.mark.parametrize(
    "program", [["-c", "import peersupport.wsgi"], ["-m", "celery", "-q", "-A", "peersupport", "worker", "--pool=solo"]]
)
def test_what_serves_never_connects_as_the_owner(python, program):
    """Its own role can't reach the database, the owner's could: it doesn't start."""
    nobody = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "DEMO": "1"}

    ended = python(*program, **nobody)

    assert ended.returncode != 0
    assert "- The database cannot be asked (OperationalError)" in ended.stderr

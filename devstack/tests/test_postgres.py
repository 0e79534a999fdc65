"""The cluster: its two roles, and what it comes back from."""

import os
import signal
import subprocess
import sys
import time

import psycopg2
import psycopg2.errors
import pytest

from devstack import ROOT, Failed
from devstack.postgres import APP, DATABASE, OWNER, Postgres
from devstack.state import throwaway


def ask(url: str, question: str, *values: object) -> list[tuple]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@pytest.fixture(scope="module")
def cluster():
    """One for the tests that leave it whole."""
    with throwaway() as folder:
        server = Postgres(folder, port=0, durable=False)
        server.start()
        yield server
        server.stop()


def test_it_keeps_what_was_committed_when_it_is_killed(state):
    postgres = Postgres(state, port=0)
    postgres.start()
    ask(postgres.url(OWNER), "CREATE TABLE kept (n int)")
    ask(postgres.url(APP), "INSERT INTO kept VALUES (7)")

    os.kill(postgres.process.pid, signal.SIGKILL)
    postgres.process.wait()
    again = Postgres(state, port=0)
    again.start()

    assert ask(again.url(APP), "SELECT n FROM kept") == [(7,)]
    again.stop()


def test_the_products_role_reads_and_writes_rows_and_no_more(cluster):
    ask(cluster.url(OWNER), "CREATE TABLE thing (id serial PRIMARY KEY, name text)")

    ask(cluster.url(APP), "INSERT INTO thing (name) VALUES ('a')")

    assert ask(cluster.url(APP), "SELECT id, name FROM thing") == [(1, "a")]
    for forbidden in ["CREATE TABLE mine (n int)", "TRUNCATE thing", "DROP TABLE thing", "CREATE DATABASE mine"]:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(cluster.url(APP), forbidden)


def test_neither_role_gets_past_row_security_and_only_the_owner_makes_databases(cluster):
    rights = "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname ~ '^pso_'"

    assert sorted(ask(cluster.url(APP), rights)) == [
        (APP, False, False, False, False),
        (OWNER, False, False, False, True),
    ]
    assert ask(cluster.url(OWNER), "SELECT datdba::regrole::text FROM pg_database WHERE datname = %s", DATABASE) == [
        (OWNER,)
    ]


def test_a_database_made_later_is_open_to_the_products_role(cluster):
    ask(cluster.url(OWNER), "CREATE DATABASE measured")
    ask(cluster.url(OWNER, "measured"), "CREATE TABLE thing (n int)")

    assert ask(cluster.url(APP, "measured"), "SELECT n FROM thing") == []


def test_the_log_holds_no_values(cluster):
    ask(cluster.url(OWNER), "CREATE TABLE person (name text UNIQUE)")
    ask(cluster.url(APP), "INSERT INTO person VALUES ('Åsa Hemlig')")

    with pytest.raises(psycopg2.errors.UniqueViolation):
        ask(cluster.url(APP), "INSERT INTO person VALUES ('Åsa Hemlig')")

    log = cluster.log.read_text()
    assert log.count('unique constraint "person_name_key"') == 1
    assert log.count("Hemlig") == 0


def test_letters_sort_and_change_case_the_same_everywhere(cluster):
    assert ask(cluster.url(APP), "SELECT lower('ÅÄÖ'), 'Åsa' ILIKE 'åsa'") == [("åäö", True)]


def test_a_cluster_whose_making_was_cut_short_is_made_anew(state):
    begun = f"""
from pathlib import Path
from devstack.postgres import Postgres
from devstack.state import State
Postgres(State(Path({str(state.folder)!r})), port=0).start()
"""
    maker = subprocess.Popen([sys.executable, "-c", begun], cwd=ROOT)
    draft = state.folder / "postgres" / "data.new"
    while not (draft / "PG_VERSION").exists():
        assert maker.poll() is None
        time.sleep(0.005)
    maker.kill()
    maker.wait()
    assert not (state.folder / "postgres" / "data").exists()

    server = Postgres(state, port=0)
    server.start()

    assert ask(server.url(APP), "SELECT 1") == [(1,)]
    server.stop()


def test_a_left_over_server_is_ended_before_the_next_one_starts(cluster):
    """As after a kill of ./run on a machine whose kernel doesn't end its children."""
    again = Postgres(cluster.state, port=0, durable=False)
    again.start()

    assert cluster.process.wait(5) == 0
    assert ask(again.url(APP), "SELECT 1") == [(1,)]
    again.stop()
    cluster.start()


def test_a_lock_file_whose_number_now_belongs_to_somebody_else_stops_nobody(cluster):
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")

    cluster.start()

    assert ask(cluster.url(APP), "SELECT 1") == [(1,)]


def test_data_of_another_version_are_named_and_left_alone(cluster):
    cluster.stop()
    version = cluster.data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("9\n")

    with pytest.raises(Failed, match=r"was made by PostgreSQL 9, and this is PostgreSQL \d+"):
        cluster.start()

    version.write_text(ours)
    cluster.start()

"""What ./run decides before it starts anything."""

import psycopg2
import pytest

from devstack import Failed, demo
from devstack.postgres import OWNER, Postgres
from devstack.state import throwaway


@pytest.fixture(scope="module")
def cluster():
    with throwaway() as folder:
        server = Postgres(folder, port=0, durable=False)
        server.start()
        yield server
        server.stop()


def run(url, command):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(command)
    connection.close()


@pytest.fixture
def empty(cluster):
    """The address of a database without tables."""
    run(cluster.url(OWNER), "CREATE DATABASE given")
    yield cluster.url(OWNER, "given")
    run(cluster.url(OWNER), "DROP DATABASE given")


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "８０００x"])
def test_a_port_that_is_none_is_refused_in_plain_words(monkeypatch, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(Failed, match="PORT must be a number from 1 to 65535"):
        demo.web_port()


@pytest.mark.parametrize(("given", "port"), [("", 8000), ("8123", 8123)])
def test_the_web_port_can_be_chosen(monkeypatch, given, port):
    monkeypatch.setenv("PORT", given)

    assert demo.web_port() == port


def test_an_empty_database_gets_demo_data_also_if_the_first_start_was_killed_half_way(state, monkeypatch, empty):
    monkeypatch.setenv("DATABASE_URL", empty)
    environment = {"DATABASE_URL": empty, "DATABASE_OWNER_URL": empty}

    demo.note_empty_database(state, environment)
    run(empty, "CREATE TABLE migrated (n int)")
    demo.note_empty_database(state, environment)

    assert demo.demo_data(state, environment) == "wanted"


def test_a_database_with_tables_of_somebodys_gets_none(state, monkeypatch, empty):
    monkeypatch.setenv("DATABASE_URL", empty)
    environment = {"DATABASE_URL": empty, "DATABASE_OWNER_URL": empty}
    run(empty, "CREATE TABLE theirs (n int)")

    demo.note_empty_database(state, environment)

    assert demo.demo_data(state, environment) == ""


def test_a_database_that_can_not_be_reached_is_said_so(state):
    address = "postgres://nobody:x@127.0.0.1:1/none"

    with pytest.raises(Failed, match="The database can't be reached"):
        demo.note_empty_database(state, {"DATABASE_URL": address, "DATABASE_OWNER_URL": address})


def test_what_serves_does_not_know_the_tables_owner():
    assert demo.for_programs({"DATABASE_URL": "a", "DATABASE_OWNER_URL": "b"}) == {"DATABASE_URL": "a"}


def test_demo_is_on_whatever_the_environment_says(state, monkeypatch):
    monkeypatch.setenv("DEMO", "0")

    assert demo.demo_environment(state, {}, "http://127.0.0.1:8000/")["DEMO"] == "1"

"""Without PostgreSQL every page says when to come back, and the first request after it is back is answered."""

import signal
import socket

import psycopg2
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from devstack.postgres import OWNER, Postgres
from devstack.state import throwaway
from peersupport.accounts.tests.factories import PASSWORD
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.tests.outage import EndsBefore, answer, database_at, dead_port, end_connection
from peersupport.tests.printed import printed
from peersupport.tests.urls import addresses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_cache")]
ALL = addresses()


@pytest.fixture
def signed_in() -> Client:
    """The browser of a coordinator, which is answered as any browser is when something is raised."""
    client = Client(raise_request_exception=False)
    client.force_login(MembershipFactory(national=True).user)
    return client


def sends_back_later(response) -> bool:
    """The page of its own, whole and in nobody's cache."""
    with translation.override("sv"):
        page = render_to_string("503.html").encode()
    headers = (response.headers.get("Retry-After"), response.headers.get("Cache-Control"))
    return (response.status_code, *headers, response.content) == (503, "60", "no-store", page)


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_of_somebody_signed_in_is_a_503_page_while_nobody_listens(signed_in, method):
    with database_at(dead_port()):
        answers = {address.name: getattr(signed_in, method)(address.path) for address in ALL}

    assert {name for name, response in answers.items() if not sends_back_later(response)} == {"healthz", "readyz"}


def test_nobody_signed_in_meets_a_503_page_or_the_way_to_sign_in(client):
    client.raise_request_exception = False
    with database_at(dead_port()):
        answers = {address.name: client.get(address.path).status_code for address in ALL}

    assert answers == {address.name: 503 if address.view.requires is None else 302 for address in ALL} | {
        "healthz": 200
    }


def test_health_is_told_in_the_same_words_to_somebody_signed_in(signed_in):
    with database_at(dead_port()):
        alive, ready = signed_in.get("/healthz"), signed_in.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()["postgresql"]) == (503, "missing: the database does not answer")
    assert "no-store" in ready.headers["Cache-Control"]


def test_signing_in_is_a_503_page_too(client):
    client.raise_request_exception = False
    user = MembershipFactory(national=True).user
    with database_at(dead_port()):
        response = client.post("/konto/logga-in/", {"login": user.email, "password": PASSWORD})

    assert sends_back_later(response)


def test_htmx_gets_the_same_page(signed_in):
    with database_at(dead_port()):
        assert sends_back_later(answer("/sok/", signed_in, **{"HX-Request": "true"}))


def test_a_connection_that_ends_before_any_question_of_a_request_is_a_503_page_and_the_next_one_works():
    """A new session each time, so that the last question is the session's own, after the view."""
    client, user = Client(), MembershipFactory(national=True).user
    for _time in ("first", "with what Today keeps in Valkey"):
        client.force_login(user)
        with connection.execute_wrapper(questions := EndsBefore(0)):
            assert answer("/", client).status_code == 200
    ended = range(1, questions.asked + 1)

    sent_back, answered_next = [], []
    for number in ended:
        client.force_login(user)
        with connection.execute_wrapper(EndsBefore(number)):
            sent_back += [number] if sends_back_later(answer("/", client)) else []
        answered_next += [number] if answer("/", client).status_code == 200 else []

    assert (sent_back, answered_next) == ([*ended], [*ended])


def test_a_connection_that_ended_between_two_requests_is_not_noticed(signed_in):
    assert answer("/", signed_in).status_code == 200
    end_connection()

    assert answer("/", signed_in).status_code == 200


def test_a_server_that_is_shutting_down_is_a_503_page(signed_in):
    with throwaway() as state:
        server = Postgres(state, port=0, durable=False)
        server.start()
        last = psycopg2.connect(server.url(OWNER))
        server.process.send_signal(signal.SIGTERM)  # "smart": waits for the last one, and lets nobody in
        with database_at(server.port):
            response = answer("/", signed_in)
        last.close()
        server.process.wait(20)
        server.stop()

    assert sends_back_later(response)
    assert answer("/", signed_in).status_code == 200


def test_a_server_that_takes_the_call_and_never_speaks_is_given_up(signed_in):
    with socket.create_server(("127.0.0.1", 0)) as silent, database_at(silent.getsockname()[1]):
        assert sends_back_later(answer("/", signed_in))


def test_a_fault_of_ours_stays_a_500_page(signed_in):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_session RENAME TO elsewhere")
    try:
        response = answer("/", signed_in)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO django_session")

    assert (response.status_code, response.headers.get("Retry-After")) == (500, None)


def test_the_log_says_what_is_away_and_no_more(signed_in):
    with printed() as lines, database_at(dead_port()):
        answer("/deltagare/?q=Hemlig", signed_in)

    [line] = lines.getvalue().splitlines()
    assert line.partition(" ERROR ")[2] == "peersupport.shared.middleware PostgreSQL does not answer (OperationalError)"

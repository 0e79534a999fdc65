"""Pages that need no sign-in: an application, and the check of a certificate."""

import datetime as dt
import re

import pytest
from django.test import Client

from programs.tests.factories import CohortFactory, SeatFactory
from training.models import Application
from training.tests.factories import ApplicationFactory, CertificateFactory

GOOD = {
    "given_name": "Åsa-Märta",
    "family_name": "von der Å",
    "email": "asa@example.org",
    "phone": "070-174 06 05",
    "consent": "on",
    "consent_version": "2026-1",
    "key": "5f0f8dca-6a0e-4a0b-9d7b-1f4b7b8f5a11",
}


@pytest.fixture
def path(db) -> str:
    return f"/ansok/{CohortFactory().application_code}/"


def test_somebody_applies_and_is_thanked(path):
    client = Client()

    answer = client.post(path, GOOD)

    assert answer.headers["Location"] == f"{path}tack/"
    assert client.get(f"{path}tack/").status_code == 200
    assert Application.objects.get().name == "Åsa-Märta von der Å"


def test_the_answer_is_the_same_when_the_address_is_known(path):
    earlier = ApplicationFactory(email="asa@example.org")
    known = f"/ansok/{earlier.cohort.application_code}/"

    first, second = (
        Client().post(path, GOOD),
        Client().post(known, GOOD | {"key": "5f0f8dca-6a0e-4a0b-9d7b-1f4b7b8f5a12"}),
    )

    thanks = [Client().get(answer.headers["Location"]).content.decode() for answer in (first, second)]
    bodies = [re.search(r"<main.*?</section>", page, re.DOTALL)[0] for page in thanks]
    assert [answer.headers["Location"] for answer in (first, second)] == [f"{path}tack/", f"{known}tack/"]
    assert bodies[0] == bodies[1]


def test_the_page_asks_for_nothing_about_health(path):
    form = Client().get(path).context["form"]

    assert list(form.fields) == ["key", "consent_version", "given_name", "family_name", "email", "phone", "consent"]


def test_an_unknown_code_is_not_found(db):
    assert [Client().get(f"/ansok/finnsinte/{end}").status_code for end in ("", "tack/")] == [404, 404]


@pytest.mark.parametrize("state", ["draft", "completed", "cancelled"])
def test_a_closed_call_has_a_plain_page(db, state):
    cohort = CohortFactory(**{state: True})
    client = Client()

    answer = client.get(f"/ansok/{cohort.application_code}/")
    client.post(f"/ansok/{cohort.application_code}/", GOOD)

    assert (answer.status_code, cohort.name in answer.content.decode()) == (200, False)
    assert Application.objects.count() == 0


def test_a_seats_page_does_not_say_whose_seat_it_is(db):
    seat = SeatFactory()

    body = Client().get(f"/ansok/{seat.application_code}/").content.decode()

    assert (seat.line.order.orderer.name in body, seat.number in body) == (False, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", ""),
        ("given_name", "  \u00a0\u200b\u00ad"),
        ("given_name", "a\x00b"),
        ("given_name", "x" * 101),
        ("given_name", "abc\u202edef"),
        ("given_name", "o" + "\u0300" * 2000),
        ("family_name", "a\x1b[2J"),
        ("family_name", "a\u2028b"),
        ("email", ""),
        ("email", "a@x.se, b@y.se"),
        ("email", "a@x.se\r\nBcc: b@y.se"),
        ("email", "a@localhost"),
        ("email", "a" * 250 + "@x.se"),
        ("email", "<a@x.se> SIZE=1"),
        ("phone", "40" * 20),
        ("phone", "ring mig"),
        ("consent", ""),
        ("consent_version", ""),
        ("key", "x"),
    ],
)
def test_bad_input_stands_beside_its_field_and_the_rest_is_kept(path, field, value):
    answer = Client().post(path, GOOD | {field: value})

    form = answer.context["form"]
    kept = "family_name" if field == "given_name" else "given_name"
    assert (answer.status_code, list(form.errors), form[kept].value()) == (200, [field], GOOD[kept])
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["Ö", "O'Neill", "d’Arc", "Null", "None", "{{7*7}}", "<script>alert(1)</script>", "' OR 1=1--"]
)
def test_names_are_kept_as_they_are(path, name):
    Client().post(path, GOOD | {"given_name": name})

    assert Application.objects.get().given_name == name


def test_letters_are_kept_composed_and_addresses_in_lower_case(path):
    Client().post(path, GOOD | {"given_name": "A\u030asa", "email": "Asa@Example.ORG"})

    assert Application.objects.values_list("given_name", "email").get() == ("Åsa", "asa@example.org")


def test_an_older_text_has_to_be_read_again(path):
    answer = Client().post(path, GOOD | {"consent_version": "2020-1"})

    assert (list(answer.context["form"].errors), Application.objects.count()) == (["consent"], 0)


def test_a_machine_that_applies_again_and_again_is_stopped(path):
    client = Client()
    statuses = [client.get(path).status_code for _number in range(61)]

    assert (statuses[:60], statuses[60]) == ([200] * 60, 429)
    assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_forged_address_header_does_not_help(path):
    client = Client()
    for number in range(61):
        last = client.get(path, headers={"X-Forwarded-For": f"192.0.2.{number}"})

    assert last.status_code == 429


def test_a_valid_certificate_shows_number_and_day_and_nobody(db):
    certificate = CertificateFactory(participation__person__family_name="Hemligström")

    answer = Client().get(f"/c/{certificate.code}/")

    body = answer.content.decode()
    assert (answer.status_code, answer.context["valid"]) == (200, True)
    assert [text in body for text in (certificate.number, "18 september 2026", "Hemligström")] == [True, True, False]
    assert certificate.host.name not in body
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("state", [{"revoked": True}, {"valid_until": dt.date(2026, 9, 18)}])
def test_a_revoked_or_expired_certificate_is_not_valid(db, state):
    certificate = CertificateFactory(**state)

    answer = Client().get(f"/c/{certificate.code}/")

    assert (answer.status_code, answer.context["valid"]) == (200, False)


@pytest.mark.parametrize("code", ["0" * 32, "x", "a" * 500])
def test_a_code_that_was_never_printed_has_a_page_that_says_so(db, code):
    answer = Client().get(f"/c/{code}/")

    assert (answer.status_code, answer.context["certificate"]) == (404, None)


def test_guessing_codes_is_slowed_down(db):
    client = Client()

    assert [client.get(f"/c/{'0' * 32}/").status_code for _number in range(61)] == [404] * 60 + [429]

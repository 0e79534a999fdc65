"""Pages that need no sign-in: an application, and the check of a certificate."""

import datetime as dt
import re

import pytest
from django.test import Client

from programs.tests.factories import CohortFactory, SeatFactory
from training.models import Application, Paper
from training.tests.factories import ApplicationFactory, CertificateFactory
from training.tests.steps import LETTER
from training.views.apply import PER_HOUR

GOOD = {
    "given_name": "Åsa-Märta",
    "family_name": "von der Å",
    "email": "asa@example.org",
    "phone": "070-174 06 05",
    "key": "5f0f8dca-6a0e-4a0b-9d7b-1f4b7b8f5a11",
}


@pytest.fixture
def path(db) -> str:
    return f"/ansok/{CohortFactory().application_code}/"


def through(client: Client, path: str, **changed) -> list:
    """All four steps as somebody fills them in, without JavaScript; the answers."""
    steps = (
        (path, GOOD),
        (f"{path}brev/", {"letter": LETTER}),
        (f"{path}fragor/", {"can_attend": "yes", "wants_half_time": "no"}),
        (f"{path}skicka/", {"consent_version": "2026-1", "consent": "on", "network": "on"}),
    )
    return [client.post(step, given | changed) for step, given in steps]


def test_somebody_applies_in_four_steps_and_is_thanked(path):
    client = Client()

    answers = through(client, path)

    assert [answer.headers["Location"] for answer in answers] == [
        f"{path}{step}" for step in ("brev/", "fragor/", "skicka/", "tack/")
    ]
    assert client.get(f"{path}tack/").status_code == 200
    applied = Application.objects.get()
    assert (applied.name, applied.status, applied.can_attend) == ("Åsa-Märta von der Å", "received", "yes")
    assert set(applied.consents.values_list("purpose", flat=True)) == {"training", "network"}


def test_back_loses_nothing(path):
    client = Client()
    through(client, path)
    other = Client()
    other.post(path, GOOD | {"key": "5f0f8dca-6a0e-4a0b-9d7b-1f4b7b8f5a12", "email": "b@example.org"})
    other.post(f"{path}brev/", {"letter": LETTER})
    other.post(f"{path}fragor/", {"can_attend": "unsure", "wants_half_time": "yes"})

    contact, letter, practical, check = (other.get(path + step) for step in ("", "brev/", "fragor/", "skicka/"))

    assert contact.context["form"]["email"].value() == "b@example.org"
    assert letter.context["form"]["letter"].value() == LETTER
    assert practical.context["form"]["can_attend"].value() == "unsure"
    assert LETTER.splitlines()[0] in check.content.decode()


@pytest.mark.parametrize("step", ["brev/", "fragor/", "skicka/"])
def test_in_another_browser_there_is_nothing_to_read(path, step):
    Client().post(path, GOOD)

    answer = Client().get(path + step)

    assert (answer.status_code, answer.headers["Location"]) == (302, path)


def test_a_damaged_cookie_is_no_cookie(path):
    client = Client()
    client.post(path, GOOD)
    for value in ("", "x", "1-" + "0" * 64, "å" * 9, "9" * 5000):
        client.cookies["application"] = value

        assert client.get(f"{path}brev/").status_code == 302


def test_the_cookie_is_for_this_course_only_and_not_for_scripts(path):
    client = Client()

    cookie = client.post(path, GOOD).cookies["application"]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (path, True, "Lax", "")


def test_what_is_thrown_away_is_gone(path):
    client = Client()
    client.post(path, GOOD)
    client.post(f"{path}brev/", {"letter": LETTER})

    answer = client.post(f"{path}kasta/")

    assert (answer.headers["Location"], client.get(f"{path}brev/").status_code) == (path, 302)
    assert (Application.objects.count(), Paper.objects.count()) == (0, 0)


def test_the_answer_is_the_same_when_the_address_is_known(path):
    earlier = ApplicationFactory(email="asa@example.org")
    known = f"/ansok/{earlier.cohort.application_code}/"

    first = through(Client(), path)[-1]
    second = through(Client(), known, key="5f0f8dca-6a0e-4a0b-9d7b-1f4b7b8f5a12")[-1]

    thanks = [Client().get(answer.headers["Location"]).content.decode() for answer in (first, second)]
    bodies = [re.search(r"<main.*?</section>", page, re.DOTALL)[0] for page in thanks]
    assert [answer.headers["Location"] for answer in (first, second)] == [f"{path}tack/", f"{known}tack/"]
    assert bodies[0] == bodies[1]


def test_the_first_step_sent_again_after_all_leads_to_the_thanks(path):
    client = Client()
    through(client, path)

    assert client.post(path, GOOD).headers["Location"] == f"{path}tack/"
    assert Application.objects.count() == 1


def test_the_pages_ask_for_nothing_about_health(path):
    client = Client()
    client.post(path, GOOD)

    asked = [list(client.get(path + step).context["form"].fields) for step in ("", "brev/", "fragor/", "skicka/")]

    assert asked == [
        ["key", "given_name", "family_name", "email", "phone"],
        ["letter"],
        ["can_attend", "wants_half_time"],
        ["consent_version", "consent", "follow_up", "network"],
    ]


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


@pytest.mark.parametrize(("field", "value"), [("consent", ""), ("consent_version", ""), ("consent_version", "2020-1")])
def test_nothing_is_sent_without_a_yes_to_the_text_in_force(path, field, value):
    answer = through(Client(), path, **{field: value})[-1]

    assert (answer.status_code, Application.objects.get().status) == (200, "draft")


@pytest.mark.parametrize("letter", ["", "Kort", "a\x00b " * 9, "x" * 8001, "abc\u202edef " * 9])
def test_a_letter_that_can_not_be_kept_stands_beside_its_field(path, letter):
    client = Client()
    client.post(path, GOOD)

    answer = client.post(f"{path}brev/", {"letter": letter})

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["letter"])
    assert not Paper.objects.exists()


def test_a_letter_keeps_its_paragraphs(path):
    client = Client()
    client.post(path, GOOD)

    client.post(f"{path}brev/", {"letter": "Ett  stycke här.\r\n\r\n\r\n\r\nOch ett till.  "})

    assert client.get(f"{path}brev/").context["form"]["letter"].value() == "Ett stycke här.\n\nOch ett till."


def test_a_machine_that_applies_again_and_again_is_stopped(path):
    client = Client()
    statuses = [client.get(path).status_code for _number in range(PER_HOUR + 1)]

    assert (set(statuses[:-1]), statuses[-1]) == ({200}, 429)
    assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_forged_address_header_does_not_help(path):
    client = Client()
    for number in range(PER_HOUR + 1):
        last = client.get(path, headers={"X-Forwarded-For": f"192.0.2.{number % 250}"})

    assert last.status_code == 429


def test_a_valid_certificate_shows_number_and_day_and_nobody(db):
    certificate = CertificateFactory(participation__person__family_name="Hemligström")

    answer = Client().get(f"/c/{certificate.code}/")

    body = answer.content.decode()
    assert (answer.status_code, answer.context["valid"]) == (200, True)
    assert [text in body for text in (certificate.number, "18 september 2026", "Hemligström")] == [True, True, False]
    assert certificate.host.name not in body
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("state", [{"revoked": True}, {"suspended": True}, {"valid_until": dt.date(2026, 9, 18)}])
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

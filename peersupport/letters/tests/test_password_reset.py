import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.accounts.tests.factories import PASSWORD, UserFactory
from peersupport.letters import delivery
from peersupport.letters.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_cache")]
NEW = "ett annat långt lösenord"


@pytest.fixture
def anna() -> User:
    return UserFactory(email="anna@example.org", password=PASSWORD)


def ask(client, email="anna@example.org", **extra):
    return client.post(reverse("account_reset_password"), {"email": email}, **extra)


def deliver() -> None:
    delivery.run(clock=timezone.now)


def link_in(relay) -> str:
    """The path of the link in the newest letter."""
    return re.search(r"http://127.0.0.1:8000(/\S+)", relay.letters[-1].get_content())[1]


def choose(client, link: str, password: str):
    """Follow the link as a browser does, and send the form that it leads to."""
    page = client.get(link, follow=True)
    path = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(path, {"password1": password, "password2": password})


def test_the_whole_way_to_a_new_password(client, anna, relay):
    ask(client)
    deliver()
    choose(client, link_in(relay), NEW)

    anna.refresh_from_db()
    assert anna.check_password(NEW)


def test_neither_link_nor_address_nor_name_lies_in_the_database(client, anna, relay):
    ask(client)
    letter = Letter.objects.get()
    deliver()

    token = link_in(relay).rstrip("/").rpartition("-")[2]
    assert (letter.values, letter.address, letter.user) == ({}, "", anna)
    assert not any(token in str(value) for value in Letter.objects.values_list().get())


def test_the_letter_is_neutral(client, anna, relay):
    ask(client)
    deliver()

    letter = relay.letters[0]
    text = f"{letter['Subject']} {letter.get_content()}"
    assert "Peer" not in text.replace("peersupport", "")
    assert anna.given_name not in text
    assert letter["Auto-Submitted"] == "auto-generated"


def test_an_unknown_address_gets_the_same_answer_and_no_letter(client, anna):
    known, unknown = ask(client), ask(Client(), "nobody@example.org")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert list(Letter.objects.values_list("user", flat=True)) == [anna.pk]


def test_a_closed_account_gets_no_letter(client, anna, relay):
    User.objects.filter(pk=anna.pk).update(is_active=False)

    ask(client)

    assert Letter.objects.count() == 0


def test_an_account_that_was_closed_meanwhile_gets_no_letter(client, anna, relay):
    ask(client)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    deliver()

    assert relay.letters == []


def test_pressing_twice_makes_one_letter(client, anna):
    ask(client)
    ask(client)

    assert Letter.objects.count() in (1, 2)  # two when the minute turned in between
    assert Letter.objects.filter(user=anna).values("key").distinct().count() == Letter.objects.count()


def test_a_link_works_once(client, anna, relay):
    ask(client)
    deliver()
    link = link_in(relay)
    choose(client, link, NEW)

    choose(Client(), link, "och ett tredje lösenord")

    anna.refresh_from_db()
    assert anna.check_password(NEW)


def test_a_link_ends_after_an_hour(client, anna, relay, settings):
    ask(client)
    deliver()
    settings.PASSWORD_RESET_TIMEOUT = -1

    choose(client, link_in(relay), NEW)

    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_a_foreign_host_does_not_get_into_the_link(client, anna, relay):
    answer = ask(client, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    deliver()

    assert answer.status_code == 400
    assert relay.letters == []


@pytest.mark.parametrize("garbage", ["0-0", "1-x", "zzzzzzzzzzzzz-" + "a" * 80, "1-set-password"])
def test_garbage_in_the_link_is_a_page_that_says_so(client, garbage):
    answer = client.get(f"/konto/losenord/glomt/{garbage}/", follow=True)

    assert answer.status_code in (200, 404)


def test_no_other_letter_of_sign_in_goes_past_the_outbox():
    from allauth.account.adapter import get_adapter

    with pytest.raises(NotImplementedError):
        get_adapter().send_mail("account/email/unknown", "anna@example.org", {})

import datetime as dt
import time

import pytest
from django.contrib.sessions.models import Session
from django.urls import NoReverseMatch, reverse

from peersupport.accounts.models import User
from peersupport.accounts.tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_cache")]
HOUR = 3600


@pytest.fixture
def anna() -> User:
    return UserFactory(email="anna@example.org", password=PASSWORD)


def sign_in(client, email="anna@example.org", password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def is_signed_in(client) -> bool:
    return client.get(reverse("usersessions_list")).status_code == 200


@pytest.mark.parametrize("written", ["anna@example.org", "ANNA@Example.org", " anna@example.org "])
def test_whoever_knows_the_password_comes_in(client, anna, written):
    answer = sign_in(client, written)

    assert (answer.status_code, answer.url) == (302, "/")
    assert is_signed_in(client)


def test_the_page_asks_and_answers_in_our_own_words(client, anna):
    asked = client.get(reverse("account_login")).content.decode()
    wrong = sign_in(client, password="fel lösenord igen").content.decode()

    assert ("E-post" in asked, "Epost" in asked + wrong) == (True, False)
    assert "E-postadressen eller lösenordet stämmer inte." in wrong


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, anna):
    wrong = sign_in(client, password="fel lösenord igen")
    unknown = sign_in(client, "nobody@example.org")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert not is_signed_in(client)


def test_somebody_whose_account_is_closed_does_not_come_in(client, anna):
    User.objects.filter(pk=anna.pk).update(is_active=False)

    sign_in(client)

    assert not is_signed_in(client)


def test_a_closed_account_is_out_at_the_next_click(client, anna):
    sign_in(client)
    User.objects.filter(pk=anna.pk).update(is_active=False)

    assert not is_signed_in(client)


def test_five_wrong_guesses_for_one_account_are_enough_for_five_minutes(client, anna):
    for _guess in range(5):
        sign_in(client, password="fel lösenord igen")

    sign_in(client)

    assert not is_signed_in(client)


def test_guesses_at_one_account_keep_nobody_else_out(client, anna):
    UserFactory(email="bo@example.org", password=PASSWORD)
    for _guess in range(6):
        sign_in(client, "bo@example.org", password="fel lösenord igen")

    sign_in(client)

    assert is_signed_in(client)


def test_a_forged_address_does_not_get_around_the_counting(client, anna):
    for guess in range(5):
        sign_in(client, password="fel lösenord igen", headers={"X-Forwarded-For": f"198.51.100.{guess}"})

    sign_in(client, headers={"X-Forwarded-For": "198.51.100.99"})

    assert not is_signed_in(client)


def test_too_many_letters_for_a_new_password_are_refused(client, anna):
    answers = [client.post(reverse("account_reset_password"), {"email": anna.email}).status_code for _try in range(6)]

    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize("evil", ["//evil.example", "https:evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(client, anna, evil):
    answer = client.post(reverse("account_login"), {"login": anna.email, "password": PASSWORD, "next": evil})

    assert answer.url == "/"


def test_the_session_gets_a_new_key_at_sign_in(client, anna):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key

    sign_in(client)

    assert client.cookies["sessionid"].value != session.session_key


def test_pages_behind_sign_in_are_in_no_cache_and_sign_out_leaves_nothing(client, anna):
    sign_in(client)
    inside = client.get(reverse("usersessions_list"))
    key = client.cookies["sessionid"].value
    out = client.post(reverse("account_logout"))

    assert inside["Cache-Control"] == "no-store"
    assert (out["Cache-Control"], out["Clear-Site-Data"]) == ("no-store", '"cache", "storage"')
    assert not Session.objects.filter(pk=key).exists()
    client.cookies["sessionid"] = key
    assert not is_signed_in(client)


def test_opening_the_page_for_signing_out_signs_nobody_out(client, anna):
    sign_in(client)

    client.get(reverse("account_logout"))

    assert is_signed_in(client)


def change_session(client, **values) -> None:
    session = client.session
    session.update(values)
    session.save()


def test_a_session_ends_ten_hours_after_it_began(client, anna):
    sign_in(client)
    assert is_signed_in(client)
    change_session(client, began=int(time.time()) - 10 * HOUR - 5)

    ended = client.get(reverse("usersessions_list"))

    assert ended.status_code == 302
    assert ended["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(client)


def test_a_session_ends_after_half_an_hour_without_a_click(client, anna):
    sign_in(client)
    is_signed_in(client)
    stored = Session.objects.get(pk=client.cookies["sessionid"].value)

    assert 29 * 60 < stored.expire_date.timestamp() - time.time() <= 30 * 60

    Session.objects.filter(pk=stored.pk).update(expire_date=stored.expire_date - dt.timedelta(minutes=31))
    assert not is_signed_in(client)


def test_a_click_slides_the_half_hour_but_writes_at_most_once_a_minute(client, anna):
    sign_in(client)
    is_signed_in(client)
    stored = Session.objects.get(pk=client.cookies["sessionid"].value)

    is_signed_in(client)
    assert Session.objects.get(pk=stored.pk).expire_date == stored.expire_date

    change_session(client, seen=int(time.time()) - 61)
    before = Session.objects.get(pk=stored.pk).expire_date
    is_signed_in(client)
    assert Session.objects.get(pk=stored.pk).expire_date > before


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "3rdparty/", "social/connections/", "login/code/", "login/"]
)
def test_what_we_do_not_use_is_not_there(client, anna, path):
    sign_in(client)

    assert client.get(f"/konto/{path}").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_without_valkey_nobody_signs_in_but_whoever_is_in_stays(client, anna, no_cache):
    client.force_login(anna)
    assert is_signed_in(client)

    client.logout()
    answer = sign_in(client)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert not is_signed_in(client)


def test_signing_out_needs_no_valkey(client, anna, no_cache):
    client.force_login(anna)

    client.post(reverse("account_logout"))

    assert not is_signed_in(client)

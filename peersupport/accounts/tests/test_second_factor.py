import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import call_command
from django.urls import reverse

from peersupport.accounts.actions import second_factors
from peersupport.accounts.tests.factories import PASSWORD, UserFactory
from peersupport.shared import sealing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_cache")]


def code(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def anna(client):
    """Signed in, and has just given her password again."""
    user = UserFactory(email="anna@example.org", password=PASSWORD)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return user


@pytest.fixture
def secret(client, anna) -> str:
    """What the authenticator app was given; it is switched on."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    return secret


def test_the_secret_is_encrypted_in_the_database(client, anna, secret):
    stored = Authenticator.objects.get(user=anna, type=Authenticator.Type.TOTP).data["secret"]

    assert secret not in str(stored)
    assert sealing.open_sealed(stored, purpose=second_factors.PURPOSE) == secret


def test_recovery_codes_are_encrypted_too(client, anna, secret):
    client.post(reverse("mfa_generate_recovery_codes"))

    stored = Authenticator.objects.get(user=anna, type=Authenticator.Type.RECOVERY_CODES).data
    assert sealing.open_sealed(stored["seed"], purpose=second_factors.PURPOSE)


def test_a_second_step_is_asked_for_and_cannot_be_skipped(client, anna, secret):
    client.post(reverse("account_logout"))

    answer = client.post(reverse("account_login"), {"login": anna.email, "password": PASSWORD})

    assert answer.url == reverse("mfa_authenticate")
    assert client.get(reverse("usersessions_list")).status_code == 302
    assert client.get("/").status_code == 302


def second_step(client, given: str) -> bool:
    client.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": given})
    return client.get(reverse("usersessions_list")).status_code == 200


@pytest.mark.parametrize("steps", [-3, 3])
def test_an_old_code_and_one_of_the_future_are_refused(client, anna, secret, steps):
    client.post(reverse("account_logout"))

    assert second_step(client, code(secret, steps=steps)) is False


def test_a_code_works_once(client, anna, secret):
    client.post(reverse("account_logout"))
    following = code(secret, steps=1)  # the app's next one; the one of now was spent when the app was switched on

    first = second_step(client, following)
    client.post(reverse("account_logout"))
    second = second_step(client, following)

    assert (first, second) == (True, False)


def test_what_was_interrupted_by_asking_for_the_password_goes_on_after_it(client):
    user = UserFactory(email="anna@example.org", password=PASSWORD)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    asked = client.post(reverse("account_change_password"), {"oldpassword": "x"})
    interrupted = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    resumed = client.post(interrupted.url, {"password": PASSWORD, "next": reverse("mfa_activate_totp")})

    assert asked.status_code == 200
    assert interrupted.url.startswith(reverse("account_reauthenticate"))
    assert resumed.status_code in (200, 302)


def test_a_new_key_takes_over_and_the_old_one_can_be_thrown_away(client, anna, secret, settings):
    old = settings.SEALING_KEYS
    new = {"new": bytes(range(32))}
    settings.SEALING_KEYS = {**new, **old}
    call_command("reseal")
    settings.SEALING_KEYS = new
    client.post(reverse("account_logout"))

    assert second_step(client, code(secret, steps=1)) is True
    assert second_factors.reseal() == 0

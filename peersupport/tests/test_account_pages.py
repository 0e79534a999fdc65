"""allauth's pages in our look: each renders whole, in the policy, with one heading and Swedish as its language."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from peersupport.accounts.tests.factories import PASSWORD, UserFactory
from peersupport.tests.test_templates_lint import FORBIDDEN

OUTSIDE = ["account_login", "account_reset_password", "account_reset_password_done"]
INSIDE = [
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
]


def troubles(html: str) -> list[str]:
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, html, re.IGNORECASE)]
    if html.count("<h1") != 1:
        found.append(f"{html.count('<h1')} headings of the first level")
    if not re.search(r'<html\s+lang="sv"\s+dir="ltr"', html):
        found.append("not in Swedish")
    return found


@pytest.fixture
def signed_in(client, db):
    user = UserFactory(password=PASSWORD)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def with_second_factor(signed_in):
    """Signed in, with an authenticator app just added; allauth makes the recovery codes along with it."""
    secret = signed_in.get(reverse("mfa_activate_totp")).context["form"].secret
    signed_in.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    return signed_in


def code_now(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.mark.django_db
@pytest.mark.parametrize("name", OUTSIDE)
def test_a_page_before_sign_in(client, name):
    answer = client.get(reverse(name))

    assert (answer.status_code, troubles(answer.content.decode())) == (200, [])


@pytest.mark.parametrize("name", INSIDE)
def test_a_page_of_ones_own_account(signed_in, name):
    answer = signed_in.get(reverse(name))

    assert (answer.status_code, troubles(answer.content.decode())) == (200, [])


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"]
)
def test_a_page_of_an_account_with_a_second_factor(with_second_factor, name):
    answer = with_second_factor.get(reverse(name))

    assert (answer.status_code, troubles(answer.content.decode())) == (200, [])


def test_the_page_that_asks_for_the_second_factor(with_second_factor, client, django_user_model):
    with_second_factor.post(reverse("account_logout"))
    answer = client.post(
        reverse("account_login"),
        {"login": django_user_model.objects.get().email, "password": PASSWORD},
        follow=True,
    )

    assert answer.redirect_chain == [(reverse("mfa_authenticate"), 302)]
    assert troubles(answer.content.decode()) == []


def test_a_wrong_password_stands_above_the_form_and_the_address_is_kept(client, db):
    UserFactory(email="eva@example.org", password=PASSWORD)

    html = client.post(reverse("account_login"), {"login": "eva@example.org", "password": "fel"}).content.decode()

    assert html.count('class="errsum"') == 1
    assert 'value="eva@example.org"' in html


def test_signing_out_is_a_form_that_clears_what_the_browser_kept(signed_in):
    html = signed_in.get(reverse("account_logout")).content.decode()

    form = re.search(r'<form\s+class="account-form"[^>]*>', html)[0]
    assert f'action="{reverse("account_logout")}"' in form
    assert "data-sign-out" in form

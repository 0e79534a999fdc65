import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from peersupport.accounts.models import User
from peersupport.accounts.tests.factories import PASSWORD, UserFactory


@pytest.mark.django_db
def test_passwords_are_kept_as_argon2id_at_19_mebibytes(passwords_hashed_as_shipped):
    kept = UserFactory(password=PASSWORD).password

    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("weak", ["elva tecken", "password1234", "123456789012", "anna@example.org"])
def test_passwords_that_are_refused(weak):
    with pytest.raises(ValidationError):
        validate_password(weak, User(email="anna@example.org", given_name="Anna"))


@pytest.mark.parametrize("fine", ["tolv tecken!", "korrekt häst batteri", "🐎" * 12, " mellanslag kring ", "x7" * 2048])
def test_passwords_that_work(fine):
    validate_password(fine, User(email="anna@example.org", given_name="Anna"))


@pytest.mark.django_db
@pytest.mark.parametrize("new", ["lång " * 820, "🐎 batteri häst korrekt 🐎"])
def test_a_password_of_4096_characters_can_be_chosen_and_used(client, own_cache, new):
    user = UserFactory(password=PASSWORD)
    new = new[:4096].strip()
    client.force_login(user)

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    user.refresh_from_db()
    assert user.check_password(new)
    client.logout()
    client.post(reverse("account_login"), {"login": user.email, "password": new})
    assert client.get(reverse("usersessions_list")).status_code == 200


@pytest.mark.django_db
def test_changing_the_password_ends_every_session(client, own_cache):
    from django.test import Client

    user = UserFactory(password=PASSWORD)
    elsewhere = Client()
    elsewhere.force_login(user)
    client.force_login(user)
    new = "ett annat långt lösenord"

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert elsewhere.get(reverse("usersessions_list")).status_code == 302
    assert client.get(reverse("usersessions_list")).status_code == 302


@pytest.mark.django_db
def test_a_password_of_a_million_characters_is_turned_down_and_nothing_breaks(client, own_cache):
    user = UserFactory(password=PASSWORD)

    answer = client.post(reverse("account_login"), {"login": user.email, "password": "x" * 1_000_000})

    assert answer.status_code in (200, 400)
    assert client.get(reverse("usersessions_list")).status_code == 302

"""Look, language and role: what the menu under one's name does."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from peersupport.accounts.permissions import GRANTS, Role
from peersupport.accounts.tests.factories import UserFactory
from peersupport.desk import menu
from peersupport.directory.middleware import SESSION_KEY
from peersupport.directory.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def national(client):
    membership = MembershipFactory(national=True)
    client.force_login(membership.user)
    return membership


def test_the_look_is_kept_and_the_page_comes_back(client, national):
    answer = client.post(reverse("set_look"), {"look": "dark", "next": "/hjalp/?a=1"})

    national.user.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, "/hjalp/?a=1")
    assert (national.user.look, national.user.font) == ("dark", "normal")


def test_a_look_that_does_not_exist_changes_nothing(client, national):
    client.post(reverse("set_look"), {"look": "pink", "font": "clear"})

    national.user.refresh_from_db()
    assert (national.user.look, national.user.font) == ("auto", "clear")


def test_nobody_is_sent_to_another_site(client, national):
    answer = client.post(reverse("set_look"), {"look": "dark", "next": "https://evil.example/"})

    assert answer.url == "/"


def test_the_language_is_kept_with_the_account(client, national):
    client.post(reverse("set_language"), {"language": "en", "next": "/hjalp/"})

    national.user.refresh_from_db()
    assert national.user.language == "en"
    assert b"If you can't sign in" in client.get("/hjalp/").content


def test_somebody_signed_out_chooses_a_language_too(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/hjalp/"})

    assert b'lang="en"' in client.get("/hjalp/").content


def test_acting_in_another_of_ones_own_memberships(client, national):
    other = MembershipFactory(user=national.user, supervisor=True)

    answer = client.post(reverse("switch_membership"), {"membership": other.pk})

    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session[SESSION_KEY] == other.pk
    assert client.get("/").context["shell"]["me_role"] == other.get_role_display()


@pytest.mark.parametrize("ended", [True, False], ids=["ended", "somebody else's"])
def test_a_membership_that_is_not_ones_own_is_not_there(client, national, ended):
    own = {"user": national.user, "ended_at": national.started_at} if ended else {}
    other = MembershipFactory(supervisor=True, **own)

    answer = client.post(reverse("switch_membership"), {"membership": other.pk})

    assert (answer.status_code, client.session.get(SESSION_KEY)) == (404, None)


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 40, "٣"])
def test_a_membership_that_is_no_number_is_not_there(client, national, value):
    assert client.post(reverse("switch_membership"), {"membership": value}).status_code == 404


@pytest.mark.parametrize("name", ["set_look", "set_language", "switch_membership"])
def test_looking_at_a_choice_changes_nothing(client, national, name):
    assert client.get(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", ["help", "accessibility", "privacy"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_plain_pages_are_open_to_everybody(client, name, signed_in):
    if signed_in:
        client.force_login(MembershipFactory(peer=True).user)

    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_the_menu_holds_only_what_the_role_may_open(client, role):
    membership = MembershipFactory(role=role)
    client.force_login(membership.user)

    shown = re.findall(r'<a href="([^"]+)"', client.get("/hjalp/").context["shell"]["menu"])

    assert shown[0] == "/"
    assert [client.get(url, follow=True).status_code for url in shown] == [200] * len(shown)


@pytest.mark.parametrize("role", Role.values)
def test_the_phones_bar_holds_part_of_the_menu(role):
    links = menu.tabs(role, "today")

    assert len(links) <= 4
    assert {link.url for link in links} <= {link.url for link in menu.menu(role, "today")}
    assert [link.current for link in links] == [True] + [False] * (len(links) - 1)


def test_the_entry_with_the_longest_address_is_the_current_one():
    here = menu.here(Role.NATIONAL_COORDINATOR, reverse("people") + "7/")

    links = menu.menu(Role.NATIONAL_COORDINATOR, here)

    assert here == "people"
    assert [link.url for link in links if link.current] == [reverse("people")]


def test_the_shell_of_somebody_signed_out_is_empty(client):
    shell = client.get("/hjalp/").context["shell"]

    assert (shell["menu"], shell["tabs"], "choices" in shell) == ("", [], False)


def test_templates_read_nothing_of_the_shell_that_nobody_sets(client, national):
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    read = {name for path in templates for name in re.findall(r"\bshell\.([a-z_]+)", path.read_text(encoding="utf-8"))}

    assert read == set(client.get("/hjalp/").context["shell"])


def test_somebody_whose_last_membership_ended_sees_no_menu(client):
    client.force_login(UserFactory())

    assert client.get("/").status_code == 403
    assert client.get("/hjalp/").context["shell"]["menu"] == ""


def test_every_place_in_the_menu_names_a_permission_that_somebody_has():
    assert {place.permission for place in menu.PLACES} <= set().union(*GRANTS.values())

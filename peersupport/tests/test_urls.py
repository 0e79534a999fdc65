"""Every URL states who may open it, and every role is answered as GRANTS says."""

import pytest
from django.urls import reverse

from peersupport.accounts.permissions import GRANTS, Permission, Role
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.tests.urls import Address, addresses

pytestmark = pytest.mark.django_db
ALL = addresses()
# Pages of django-allauth keep their own rules: all but signing in and resetting a password need an account.
THIRD_PARTY = ("account_", "mfa_", "usersessions_")
OWN = [address for address in ALL if not address.name.startswith(THIRD_PARTY)]
GUARDED = [address for address in OWN if isinstance(address.view.requires, Permission)]
READY_ASKS_A_WORKER = "readyz"


def name(given) -> str:
    return given.name if isinstance(given, Address) else str(given)


@pytest.mark.parametrize("address", OWN, ids=name)
def test_every_url_states_who_may_open_it(address):
    stated = getattr(address.view, "requires", "nothing")

    assert stated in (None, "signed in") or isinstance(stated, Permission)


def test_public_pages_are_these_and_no_others():
    assert {address.name for address in OWN if address.view.requires is None} == {
        "accessibility",
        "healthz",
        "help",
        "invitation",
        "placements:introduction_by_link",
        "placements:my_survey",
        "placements:survey_answer",
        "placements:survey_thanks",
        "privacy",
        "programs:offer",
        "readyz",
        "set_language",
        "training:apply",
        "training:apply_discard",
        "training:apply_done",
        "training:apply_letter",
        "training:apply_practical",
        "training:apply_send",
        "training:calendar",
        "training:badge_achievement",
        "training:badge_issuer",
        "training:badge_key",
        "placements:staff_sign_up",
        "placements:staff_sign_up_ics",
        "training:badge_keys",
        "training:badge_status",
        "training:certificate_check",
        "training:my_absence",
        "training:my_application",
        "placements:linked_research",
        "training:my_application_consent",
        "training:my_application_ics",
        "training:my_evaluation",
        "training:my_guidelines",
        "training:my_material",
        "training:my_material_file",
        "training:my_needs",
        "training:my_application_reserve",
        "training:my_application_withdraw",
        "training:my_hand_in",
        "training:my_badge",
        "training:my_certificate",
        "training:my_course_calendar",
        "training:my_make_up",
    }


def test_every_name_is_used_once():
    names = [address.name for address in OWN]

    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("address", [a for a in OWN if a.view.requires is not None], ids=name)
def test_somebody_signed_out_is_asked_to_sign_in(client, address):
    answer = client.get(address.path)

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("role", Role.values)
def test_each_role_opens_what_it_was_granted_and_nothing_else(client, role):
    client.force_login(MembershipFactory(role=role).user)
    answers = {address.name: client.get(address.path).status_code for address in GUARDED}

    refused = {found for found, status in answers.items() if status == 403}
    assert refused == {address.name for address in GUARDED if address.view.requires not in GRANTS[role]}
    without_arguments = {a.name for a in GUARDED if not a.arguments} - refused
    assert {answers[found] for found in without_arguments} <= {200, 302, 405}
    assert {answers[found] for found in set(answers) - refused - without_arguments} <= {200, 302, 404, 405}


@pytest.mark.parametrize("address", [a for a in OWN if a.view.requires is None and not a.arguments], ids=name)
def test_public_pages_open_for_everybody(client, address):
    assert client.get(address.path).status_code in ((503,) if address.name == READY_ASKS_A_WORKER else (200, 405))

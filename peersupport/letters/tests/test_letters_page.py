import dataclasses

import pytest
from django.urls import reverse

from peersupport.accounts.models import User
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters import registry
from peersupport.letters.models import Letter
from peersupport.letters.tests.factories import LetterFactory

pytestmark = pytest.mark.django_db


def open_page(client, membership, query=""):
    client.force_login(membership.user)
    return client.get(reverse("letters") + query)


@pytest.mark.parametrize("role", ["national", "dpo"])
@pytest.mark.parametrize("letters", [1, 3])
def test_the_list_costs_the_same_for_one_letter_and_for_three(client, role, letters, django_assert_num_queries):
    membership = MembershipFactory(**{role: True})
    LetterFactory.create_batch(letters, sent=True)
    client.force_login(membership.user)
    client.get(reverse("letters"))  # the session notes when it began

    with django_assert_num_queries(7):
        answer = client.get(reverse("letters"))

    assert len(answer.context["page"].rows) == letters


def test_nobody_can_be_known_from_the_list(client):
    letter = LetterFactory(user__email="anna@example.org", user__given_name="Annamaja", values={"day": "onsdag"})

    page = open_page(client, MembershipFactory(national=True)).content.decode()

    assert not {word for word in ("anna@", "Annamaja", "onsdag", letter.key) if word in page}
    assert "Nytt lösenord" in page or "New password" in page


@pytest.mark.parametrize("role", ["leader", "orderer", "manager", "supervisor", "peer", "administrator"])
def test_only_coordinators_and_the_data_protection_officer_open_it(client, role):
    assert open_page(client, MembershipFactory(**{role: True})).status_code == 403


def test_a_regional_coordinator_follows_letters_about_what_they_see(client, monkeypatch, greeting):
    mine, theirs = LetterFactory(kind="greeting", subject_id=1), LetterFactory(kind="greeting", subject_id=2)
    of_no_subject = LetterFactory()
    regional = MembershipFactory(regional=True)
    about_me = dataclasses.replace(
        greeting, may_see=lambda membership: Membership.objects.filter(pk=membership.pk).values("pk")
    )
    monkeypatch.setitem(registry.KINDS, "greeting", about_me)
    Letter.objects.filter(pk=mine.pk).update(subject_id=regional.pk)
    Letter.objects.filter(pk=theirs.pk).update(subject_id=regional.pk + 1)

    answer = open_page(client, regional)

    assert [row.pk for row in answer.context["page"].rows] == [mine.pk]
    assert Letter.objects.visible_to(MembershipFactory(dpo=True)).count() == 3
    assert User.objects.filter(pk=of_no_subject.user_id).exists()


@pytest.mark.parametrize(
    ("query", "shown"), [("", 2), ("?lage=sent", 1), ("?lage=failed", 0), ("?lage=%27+OR+1", 2), ("?sida=99", 0)]
)
def test_the_list_can_be_narrowed_to_one_state(client, query, shown):
    LetterFactory(sent=True)
    LetterFactory()

    answer = open_page(client, MembershipFactory(national=True), query)

    assert answer.status_code == 200
    assert len(answer.context["page"].rows) == shown

"""A yes to research: given and taken back by the person, by both doors, and read by nobody who decides about them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.privacy import consents
from peersupport.privacy.models import Consent
from peersupport.privacy.tests.factories import ConsentFactory
from placements.actions import death
from training.actions import pages
from training.tests.factories import ApplicationFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 3, 8, 0, tzinfo=dt.UTC)


def said() -> list[tuple[str, str, bool]]:
    rows = Consent.objects.filter(purpose="research").order_by("pk")
    return [(row.text_version, row.language, row.withdrawn_at is None) for row in rows]


@pytest.fixture
def peer(cast) -> Client:
    """A peer supporter at work, signed in."""
    membership, client = MembershipFactory(peer=True, organisation=cast.host), Client()
    cast.start(participation=cast.certified(user=membership.user))
    client.force_login(membership.user)
    return client


def test_whoever_has_an_account_says_yes_and_no_on_one_page(peer):
    path = reverse("placements:my_research")

    assert "Du har inte sagt ja" in peer.get(path).content.decode()
    peer.post(path, {"answer": "yes"})
    assert "Ta tillbaka mitt ja" in peer.get(path).content.decode()
    assert said() == [("2026-1", "sv", True)]
    peer.post(path, {"answer": "no"})

    assert said() == [("2026-1", "sv", False)]
    assert path in peer.get(reverse("my_data")).content.decode()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_said_twice_it_is_said_once(peer, answer):
    path = reverse("placements:my_research")
    peer.post(path, {"answer": "yes"})
    for _time in range(2):
        peer.post(path, {"answer": answer})

    assert said() == [("2026-1", "sv", answer == "yes")]


def test_something_odd_changes_nothing(peer):
    assert peer.post(reverse("placements:my_research"), {"answer": "maybe"}).status_code == 302
    assert said() == []


def by_link(application) -> str:
    pages.need_link(application, at=timezone.now())
    link = OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk)
    return reverse("placements:linked_research", args=[onetime.token_of(link)])


def test_whoever_has_none_does_so_by_the_link_in_their_letters(client):
    when, who = {"decided_at": AT, "told_at": AT}, UserFactory()
    application = ApplicationFactory(status="admitted", decided_by=who, told_by=who, **when)
    sitting = ParticipationFactory(application=application, cohort=application.cohort)
    path = by_link(application)
    own = path.removesuffix("forskning/")

    assert path in client.get(own).content.decode()
    client.post(path, {"answer": "yes"})

    assert Consent.objects.to_research().get().person == sitting.person


def test_nobody_is_asked_while_others_decide_about_them(client):
    application = ApplicationFactory(status="received")
    path = by_link(application)

    assert path not in client.get(path.removesuffix("forskning/")).content.decode()
    assert client.post(path, {"answer": "yes"}).status_code == 404


def test_another_text_takes_another_yes():
    anna = ConsentFactory(purpose="research", text_version="2025-1").person

    consents.give(person=anna, language="en", at=AT)

    assert said() == [("2025-1", "sv", False), ("2026-1", "en", True)]


def test_an_account_that_is_tied_to_nobody_is_told_so():
    client = Client()
    client.force_login(MembershipFactory(peer=True).user)

    answer = client.post(reverse("placements:my_research"), {"answer": "yes"})

    assert "inte kopplat till dig" in answer.content.decode()
    assert said() == []


def test_whoever_has_died_is_in_no_more_files():
    """Nobody can ask them anew, nor can they say no."""
    anna = ConsentFactory(purpose="research", text_version="2026-1").person

    death.end_all(person=anna, on=AT.date(), by=UserFactory(), at=AT)

    assert said() == [("2026-1", "sv", False)]

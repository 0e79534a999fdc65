"""Somebody and a workplace may get to know each other: each answers for itself, and no name before a yes."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peersupport.audit.status import WrongStatus
from peersupport.directory.models import Person
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.rendering import render
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.links.onetime import LinkSpent
from peersupport.shared.refusals import Refused
from placements.actions import death, introductions, special
from placements.letters import introductions as letters
from placements.models import Introduction
from placements.tests.conftest import AT
from placements.tests.factories import IntroductionFactory, OpeningFactory, WorkWishFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


@pytest.fixture
def opening(cast):
    return OpeningFactory(workplace=cast.workplace, places=5)


@pytest.fixture
def peer(cast):
    membership = MembershipFactory(peer=True, organisation=cast.host)
    cast.certified(user=membership.user)
    return membership


@pytest.fixture
def person(peer, opening) -> Person:
    person = Person.objects.get(user=peer.user)
    WorkWishFactory(person=person)
    return person


@pytest.fixture
def stranger(cast, opening) -> Person:
    """Somebody without an account."""
    person = cast.certified(email="astrid@example.org").person
    WorkWishFactory(person=person)
    return person


def propose(cast, person, **changes) -> Introduction:
    asked = {"workplace": cast.workplace, "by": cast.clerk, "at": timezone.now()} | changes
    return introductions.propose(person=person, **asked)


def says(row, person=None, workplace=None) -> Introduction:
    if person:
        introductions.person_says(introduction=row, answer=person, at=timezone.now())
    if workplace:
        introductions.workplace_says(introduction=row, answer=workplace, at=timezone.now())
    row.refresh_from_db()
    return row


def waiting() -> list[str]:
    return sorted(Letter.objects.waiting().values_list("kind", flat=True))


def text_of(kind) -> str:
    mail = message_from_bytes(render(Letter.objects.get(kind=kind)).source, policy=policy.default)
    return f"{mail['Subject']} {mail.get_content()}"


def seen_by(membership) -> list[Introduction]:
    return list(Introduction.objects.visible_to(membership))


def test_each_side_answers_and_both_can_think_again(cast, person):
    row = propose(cast, person)

    assert says(row, "yes", "no").both_want is False
    assert says(row, workplace="yes").both_want is True
    assert says(row, "no").both_want is False


def test_the_manager_sees_nobody_before_the_person_has_said_yes_nor_after_a_no(cast, person):
    row = propose(cast, person)
    asked, yes = seen_by(cast.manager), seen_by(says(row, "yes") and cast.manager)
    no = seen_by(says(row, "no") and cast.manager)

    assert (asked, yes, no) == ([], [row], [])


def test_the_workplace_cannot_answer_before_the_person(cast, person):
    row = propose(cast, person)

    with pytest.raises(Refused):
        introductions.workplace_says(introduction=row, answer="yes", at=AT)

    row.refresh_from_db()
    assert row.workplace_says == ""


def test_two_are_proposed_to_each_other_once_at_a_time(cast, person):
    row = propose(cast, person)
    with pytest.raises(introductions.ProposedAlready):
        propose(cast, person)

    introductions.close(introduction=row, outcome="nothing", by=cast.clerk, at=timezone.now())
    propose(cast, person)

    assert Introduction.objects.count() == 2


def test_only_who_shares_wishes_that_take_the_workplace_in_is_proposed(cast, opening, person):
    with pytest.raises(Refused):
        propose(cast, cast.certified().person)  # shares nothing
    wish = WorkWishFactory(person=cast.certified().person)
    wish.avoids.set([cast.workplace])
    with pytest.raises(Refused):
        propose(cast, wish.person)
    opening.delete()
    with pytest.raises(Refused):
        propose(cast, person)  # the workplace wants nobody

    assert not Introduction.objects.exists()


def test_whoever_another_host_answers_for_is_not_proposed(cast, opening):
    with pytest.raises(Refused):
        propose(cast, WorkWishFactory().person)


def test_closed_it_can_be_answered_no_more_and_waits_for_nobody(cast, person):
    row = propose(cast, person)
    introductions.close(introduction=row, outcome="elsewhere", by=cast.clerk, at=timezone.now())

    with pytest.raises(Refused):
        introductions.person_says(introduction=row, answer="yes", at=timezone.now())
    with pytest.raises(WrongStatus):
        introductions.close(introduction=row, outcome="nothing", by=cast.clerk, at=timezone.now())
    assert waiting() == []


def test_a_placement_of_the_two_closes_it(cast, person):
    row = says(propose(cast, person), "yes", "yes")
    participation = cast.certified()
    participation.person_id = person.pk

    cast.start(participation=type(participation).objects.get(person=person))

    row.refresh_from_db()
    assert (row.status, row.outcome) == ("closed", "placed")


def test_nobody_says_by_hand_that_a_placement_is_planned(cast, person):
    row = propose(cast, person)

    with pytest.raises(Refused) as refusal:
        introductions.close(introduction=row, outcome="placed", by=cast.clerk, at=timezone.now())

    assert refusal.value.field == "outcome"


def test_letters_name_nobody_and_no_workplace(cast, person):
    row = says(propose(cast, person), "yes")

    told = text_of("introduction_somebody")

    assert waiting() == ["introduction_somebody"]
    assert url("workplace", row.workplace_id) in told
    assert not [word for word in (person.given_name, person.family_name, cast.workplace.name) if word in told]


def test_the_letter_to_somebody_with_an_account_leads_to_their_page(cast, person):
    propose(cast, person)

    told = text_of("introduction_asked")

    assert url("my_introductions") in told
    assert not OneTimeLink.objects.exists()
    assert not [word for word in (person.given_name, person.family_name, cast.workplace.name) if word in told]


def test_somebody_without_an_account_answers_behind_the_link_in_the_letter(cast, stranger, client):
    row = propose(cast, stranger)
    path = url("introduction_by_link", onetime.token_of(OneTimeLink.objects.get()))

    told, page = text_of("introduction_asked"), client.get(path)
    answer = client.post(path, {"answer": "yes"})

    row.refresh_from_db()
    assert path in told
    assert cast.workplace.name in page.content.decode()
    assert (answer.status_code, row.person_says) == (302, "yes")


def test_a_link_opens_nothing_once_it_is_closed(cast, stranger, client):
    row = propose(cast, stranger)
    path = url("introduction_by_link", onetime.token_of(OneTimeLink.objects.get()))
    introductions.close(introduction=row, outcome="nothing", by=cast.clerk, at=timezone.now())

    assert client.get(path).status_code == 410
    assert client.get(url("introduction_by_link", "1-" + 64 * "a")).status_code == 410


def test_somebody_who_can_be_reached_by_nothing_gets_no_letter(cast, opening):
    person = cast.certified(email="").person
    WorkWishFactory(person=person)

    propose(cast, person)

    assert waiting() == []


def test_of_somebody_who_is_handled_specially_nothing_is_left(cast, stranger):
    propose(cast, stranger)
    link = OneTimeLink.objects.get()

    special.forget(person=stranger)

    assert not Introduction.objects.exists()
    assert waiting() == []
    with pytest.raises(LinkSpent):
        introductions.behind(token=onetime.token_of(link), at=timezone.now())


def test_of_somebody_who_has_died_nothing_is_asked_any_more(cast, stranger):
    row = says(propose(cast, stranger), "yes")

    death.end_all(person=stranger, on=timezone.localdate(), by=cast.clerk, at=timezone.now())
    Person.objects.filter(pk=stranger.pk).update(died_on=timezone.localdate(), email="", phone="")

    row.refresh_from_db()
    assert (row.status, row.outcome, waiting()) == ("closed", "nothing", [])
    with pytest.raises(Refused):
        propose(cast, stranger, have_met=True)


def test_a_coordinator_proposes_and_sees_where_it_stands(client, cast, person):
    client.force_login(cast.clerk)

    client.post(url("match_propose", person.pk, cast.workplace.pk))
    client.post(url("match_propose", person.pk, cast.workplace.pk))
    row = says(Introduction.objects.get(), "yes", "yes")
    page = client.get(url("introduction", row.pk)).content.decode()
    closed = client.post(url("introduction", row.pk), {"outcome": "nothing"})

    assert url("placement_new") in page
    assert closed.status_code == 302


def test_the_person_answers_on_their_own_page(client, cast, peer, person):
    row = propose(cast, person)
    client.force_login(peer.user)

    page = client.get(url("my_introductions")).content.decode()
    client.post(url("my_introduction_answer", row.pk), {"answer": "no"})
    odd = client.post(url("my_introduction_answer", row.pk), {"answer": "maybe"})

    row.refresh_from_db()
    assert cast.workplace.name in page
    assert (row.person_says, odd.status_code) == ("no", 404)


def test_the_manager_answers_on_the_workplaces_page(client, cast, person):
    row = propose(cast, person)
    answer_url = url("workplace_introduction", cast.workplace.pk, row.pk)
    client.force_login(cast.manager.user)
    before = client.post(answer_url, {"answer": "yes"}).status_code
    says(row, "yes")

    page = client.get(url("workplace", cast.workplace.pk)).content.decode()
    client.post(answer_url, {"answer": "yes"})

    row.refresh_from_db()
    assert person.name in page
    assert (before, row.workplace_says) == (404, "yes")


def test_a_coordinator_does_not_answer_in_the_managers_place(client, cast, person):
    row = says(propose(cast, person), "yes")
    client.force_login(cast.clerk)

    answer = client.post(url("workplace_introduction", cast.workplace.pk, row.pk), {"answer": "yes"})

    row.refresh_from_db()
    assert (answer.status_code, row.workplace_says) == (404, "")


@pytest.mark.parametrize(("side", "status"), [("person", 302), ("workplace", 404), ("nobody", 404), ("", 404)])
def test_a_coordinator_notes_the_answer_of_who_has_no_account(client, cast, stranger, side, status):
    row = propose(cast, stranger)
    client.force_login(cast.clerk)

    answer = client.post(url("introduction_note", row.pk), {"side": side, "answer": "yes"})

    row.refresh_from_db()
    assert (answer.status_code, row.person_says) == (status, "yes" if status == 302 else "")


def test_a_coordinator_notes_nothing_for_who_answers_themselves(client, cast, person):
    row = propose(cast, person)
    client.force_login(cast.clerk)

    assert client.post(url("introduction_note", row.pk), {"side": "person", "answer": "yes"}).status_code == 404


def test_who_sees_it(cast, peer, person):
    row = propose(cast, person)

    assert seen_by(cast.coordinator) == seen_by(MembershipFactory(national=True)) == seen_by(peer) == [row]
    assert seen_by(MembershipFactory(regional=True)) == seen_by(cast.supervisor) == []


def test_a_page_for_nothing_proposed(client, peer):
    client.force_login(peer.user)

    assert Client().get(url("my_introductions")).status_code == 302
    assert url("my_wishes") in client.get(url("my_introductions")).content.decode()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"status": "done"}, "introduction_status_known|introduction_closed_with_an_outcome"),
        ({"status": "closed"}, "introduction_closed_with_an_outcome"),
        ({"outcome": "nothing"}, "introduction_closed_with_an_outcome"),
        ({"status": "closed", "outcome": "x"}, "introduction_outcome_known"),
        ({"person_says": "x", "person_said_at": AT}, "person_answer_known"),
        ({"workplace_says": "x", "workplace_said_at": AT}, "workplace_answer_known"),
        ({"person_says": "yes"}, "person_answered_at_a_time"),
        ({"workplace_said_at": AT}, "workplace_answered_at_a_time"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        IntroductionFactory(**changes)


def test_the_database_holds_one_open_introduction_of_two():
    row = IntroductionFactory(wanted=True)

    with pytest.raises(IntegrityError, match="one_open_introduction_of_two"), transaction.atomic():
        Introduction.objects.create(
            person=row.person, host=row.host, workplace=row.workplace, proposed_by=row.proposed_by, proposed_at=AT
        )


def test_kinds_of_letters_are_cancelled_together():
    assert letters.NAMES == ("introduction_asked", "introduction_somebody")

"""Somebody asks to be contacted, by whom they choose; and their own plan, for those with whom they share it."""

import datetime as dt
import uuid
from email import message_from_bytes, policy

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.permissions import Role
from peersupport.audit.status import WrongStatus
from peersupport.directory.models import Person
from peersupport.directory.tests.factories import MembershipFactory, RegistrationFactory
from peersupport.letters.models import Letter
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from peersupport.privacy.models import Reading
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import support, wellness
from placements.letters import support as letters
from placements.models import Placement, SupportContact, SupportRequest, WellnessPlan, WellnessShare
from placements.tests.factories import (
    SupportContactFactory,
    SupportRequestFactory,
    WellnessPlanFactory,
    WellnessShareFactory,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 3, 8, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 3)


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


@pytest.fixture
def peer(cast):
    """A peer supporter at work, with an account."""
    membership = MembershipFactory(peer=True, organisation=cast.host)
    cast.start(participation=cast.certified(user=membership.user, phone="070-123 45 67"))
    return membership


@pytest.fixture
def person(peer) -> Person:
    return Person.objects.get(user=peer.user)


def ask(person, to, **changes) -> SupportRequest:
    asked = {"key": uuid.uuid4(), "kind": "support", "how": "call", "by": person.user, "at": NOW} | changes
    return support.ask(person=person, to=to, **asked)


def page(client, membership, path) -> str:
    client.force_login(membership.user)
    return client.get(path).content.decode()


def test_one_can_turn_to_supervisor_manager_and_coordinators_and_to_nobody_else(cast, person):
    MembershipFactory(regional=True)
    MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host)
    MembershipFactory(regional=True, organisation=cast.host, ended_at=NOW)
    found = set(selectors.to_turn_to(person))
    assert found == {cast.supervisor, cast.coordinator, cast.manager}


def test_whom_one_asks_gets_a_letter_that_says_neither_who_nor_why(cast, person):
    asked = ask(person, cast.supervisor)
    (letter,) = Letter.objects.filter(kind="support_asked")
    assert (letter.user, letter.values) == (cast.supervisor.user, {})
    mail = message_from_bytes(render(letter).source, policy=policy.default)
    said = mail["Subject"] + mail.get_body().get_content()
    assert url("support_request", asked.pk) in said
    assert not [word for word in (person.given_name, person.family_name, "stöd") if word in said]


def test_asked_twice_with_one_form_it_is_asked_once_and_anew_it_is_refused(cast, person):
    key = uuid.uuid4()
    first, again = (ask(person, cast.supervisor, key=key) for _each in range(2))
    assert first.pk == again.pk
    with pytest.raises(support.AskedAlready) as refused:
        ask(person, cast.supervisor)
    assert refused.value.field == "to"
    ask(person, cast.supervisor, kind="pause")
    ask(person, cast.coordinator)
    assert SupportRequest.objects.count() == 3


def test_a_stranger_is_not_asked(person):
    with pytest.raises(Refused) as refused:
        ask(person, MembershipFactory(regional=True))
    assert refused.value.field == "to"


def test_only_whom_they_asked_sees_it_in_the_role_in_which_they_were_asked(cast, person, peer):
    asked = ask(person, cast.supervisor)
    elsewhere = MembershipFactory(role=Role.SUPERVISOR, user=cast.supervisor.user)
    national = MembershipFactory(national=True)
    sees = [
        m
        for m in (peer, cast.supervisor, elsewhere, national, cast.coordinator, cast.manager)
        if SupportRequest.objects.visible_to(m).filter(pk=asked.pk).exists()
    ]
    assert sees == [peer, cast.supervisor]


@pytest.mark.parametrize("end", [support.answer, support.withdraw])
def test_answered_or_taken_back_is_over(cast, person, end):
    asked = ask(person, cast.supervisor)
    end(row=asked, by=person.user, at=NOW)
    assert Letter.objects.get(kind="support_asked").state == Letter.State.CANCELLED
    for again in (support.answer, support.withdraw):
        with pytest.raises(WrongStatus):
            again(row=asked, by=person.user, at=NOW)
    ask(person, cast.supervisor)


def test_who_hasnt_answered_is_reminded_the_day_after_and_for_a_week(cast, person):
    asked = ask(person, cast.supervisor)
    due = [list(letters.still_waiting(TODAY + dt.timedelta(days=n)).values_list("pk", flat=True)) for n in (0, 1, 7, 8)]
    assert due == [[], [asked.pk], [asked.pk], []]
    support.answer(row=asked, by=cast.supervisor.user, at=NOW)
    assert not letters.still_waiting(TODAY + dt.timedelta(days=1)).exists()
    assert KINDS["support_waits"].still_wanted({asked.pk}) == set()


def test_that_a_supervisor_noted_a_need_reaches_whom_the_person_chose_and_nobody_without_a_choice(cast, person):
    placement = person_placement(person)
    support.need_noted(placement=placement, by=cast.supervisor.user, at=NOW)
    assert not SupportRequest.objects.exists()
    support.choose_contact(person=person, to=cast.coordinator)
    for _each in range(2):
        support.need_noted(placement=placement, by=cast.supervisor.user, at=NOW)
    assert list(SupportRequest.objects.values_list("to", "kind")) == [(cast.coordinator.pk, "noted")]


def person_placement(person) -> Placement:
    return Placement.objects.get(person=person)


def test_whom_they_chose_and_who_has_left_is_not_told(cast, person):
    SupportContactFactory(person=person, to=MembershipFactory(regional=True, organisation=cast.host, ended_at=NOW))
    support.need_noted(placement=person_placement(person), by=cast.supervisor.user, at=NOW)
    assert not SupportRequest.objects.exists()
    support.choose_contact(person=person, to=None)
    assert not SupportContact.objects.exists()
    with pytest.raises(Refused):
        support.choose_contact(person=person, to=MembershipFactory(regional=True))


def test_the_pages_from_asking_to_being_in_touch(client, cast, peer, person):
    body = page(client, peer, "/")
    assert url("support") in body
    body = page(client, peer, url("support") + "?vad=pause")
    assert 'href="tel:112"' in body
    assert 'href="tel:1177"' in body
    given = {"key": str(uuid.uuid4()), "kind": "pause", "to": cast.supervisor.pk, "how": "call"}
    assert "ombedd att höra av sig" in client.post(url("support"), given, follow=True).content.decode()
    asked = SupportRequest.objects.get()
    assert "vill att du hör av dig" in page(client, cast.supervisor, "/")
    body = page(client, cast.supervisor, url("support_request", asked.pk))
    assert 'href="tel:070-1234567"' in body
    client.post(url("support_request", asked.pk))
    assert "Har hört av sig" in page(client, peer, url("support"))
    assert "070" not in page(client, cast.supervisor, url("support_request", asked.pk))
    client.force_login(cast.coordinator.user)
    assert client.get(url("support_request", asked.pk)).status_code == 404


def test_taking_back_and_choosing_a_contact_on_the_page(client, cast, peer, person):
    asked = ask(person, cast.supervisor)
    client.force_login(peer.user)
    client.post(url("support_withdraw", asked.pk))
    assert SupportRequest.objects.get().status == "withdrawn"
    client.post(url("support_contact"), {"contact": cast.manager.pk})
    assert SupportContact.objects.get().to == cast.manager


def test_a_plan_is_sealed_and_its_owner_reads_it(person):
    plan = wellness.save(person=person, text={"well": "Promenader"}, at=NOW)
    assert "Promenader" not in plan.sealed
    assert wellness.opened(plan) == {"well": "Promenader"}
    wellness.save(person=person, text={"well": "Körsång"}, at=NOW)
    assert wellness.opened(WellnessPlan.objects.get()) == {"well": "Körsång"}


def test_whom_it_is_shared_with_reads_it_until_the_day_and_the_owner_sees_that(client, cast, peer, person):
    wellness.save(person=person, text={"well": "Promenader", "signs": "", "helps": ""}, at=timezone.now())
    plan = WellnessPlan.objects.get()
    path = url("shared_plan", plan.pk)
    client.force_login(cast.supervisor.user)
    assert client.get(path).status_code == 404
    client.force_login(peer.user)
    until = timezone.localdate() + dt.timedelta(days=3)
    client.post(url("my_plan_share"), {"to": cast.supervisor.pk, "until": until.isoformat()})
    assert "delar sin plan med dig" in page(client, cast.supervisor, "/")
    assert "Promenader" in page(client, cast.supervisor, path)
    reading = Reading.objects.get()
    assert reading.read_by == cast.supervisor.user
    assert cast.supervisor.user.get_full_name() in page(client, peer, url("my_plan"))
    assert cast.supervisor.user.get_full_name() in page(client, peer, reverse("my_data"))
    assert list(WellnessPlan.objects.shared_with(cast.supervisor, on=until)) == [plan]
    assert not WellnessPlan.objects.shared_with(cast.supervisor, on=until + dt.timedelta(days=1)).exists()
    client.post(url("my_plan_stop", WellnessShare.objects.get().pk))
    client.force_login(cast.supervisor.user)
    assert client.get(path).status_code == 404


def test_nobody_else_reads_a_shared_plan(client, cast, person):
    share = WellnessShareFactory(plan__person=person, to=cast.supervisor)
    for other in (cast.coordinator, cast.manager, MembershipFactory(national=True)):
        client.force_login(other.user)
        assert client.get(url("shared_plan", share.plan_id)).status_code == 404
    assert not Reading.objects.exists()


def test_sharing_again_moves_the_day_and_other_days_and_people_are_refused(cast, person):
    plan = WellnessPlanFactory(person=person)
    for n in (1, 9):
        wellness.share(plan=plan, to=cast.supervisor, until=TODAY + dt.timedelta(days=n), at=NOW)
    assert WellnessShare.objects.get().until == TODAY + dt.timedelta(days=9)
    for change in ({"until": TODAY - dt.timedelta(days=1)}, {"until": TODAY + dt.timedelta(days=400)}):
        with pytest.raises(Refused) as refused:
            wellness.share(plan=plan, to=cast.supervisor, at=NOW, **change)
        assert refused.value.field == "until"
    with pytest.raises(Refused) as refused:
        wellness.share(plan=plan, to=MembershipFactory(regional=True), until=TODAY, at=NOW)
    assert refused.value.field == "to"


def test_thrown_away_nothing_of_it_is_left_but_that_it_was_read(client, peer, person):
    share = WellnessShareFactory(plan__person=person)
    wellness.read(plan=share.plan, by=share.to.user, at=NOW)
    client.force_login(peer.user)
    client.post(url("my_plan_throw_away"))
    assert (WellnessPlan.objects.count(), WellnessShare.objects.count(), Reading.objects.count()) == (0, 0, 1)


def test_a_plan_that_cant_be_opened_is_said_and_is_no_fault(client, cast, peer, person):
    share = WellnessShareFactory(plan__person=person, to=cast.supervisor)
    WellnessPlan.objects.update(sealed="k1.broken")
    assert "kan inte öppnas" in page(client, peer, url("my_plan"))
    client.force_login(cast.supervisor.user)
    answer = client.get(url("shared_plan", share.plan_id), follow=True)
    assert "Det går inte att öppna" in answer.content.decode()


@pytest.mark.parametrize("change", [{"kind": "health"}, {"how": "shout"}, {"status": "lost"}])
def test_what_the_database_refuses(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportRequestFactory(**change)


def test_it_belongs_to_a_host_that_answers_for_the_person():
    row = SupportRequestFactory()
    SupportRequest.objects.filter(pk=row.pk).update(host=RegistrationFactory().host)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

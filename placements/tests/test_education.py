"""Continuing education: places, the line, who came, and the hours that it makes."""

import datetime as dt
import uuid
from decimal import Decimal
from email import message_from_bytes, policy

import pytest
from django.db import IntegrityError, connection, transaction
from icalendar import Calendar

from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus, subject_of
from peersupport.directory.models import Registration
from peersupport.directory.tests.factories import MembershipFactory, PersonFactory, RegistrationFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions import education as actions
from placements.letters import education as letters
from placements.models import Education, EducationHours, EducationNeed, SignUp
from placements.tests.factories import (
    EducationFactory,
    EducationHoursFactory,
    EducationNeedFactory,
    SignUpFactory,
)
from training.tests.factories import CertificateFactory

BEFORE = dt.datetime(2026, 4, 1, 8, 0, tzinfo=dt.UTC)
DURING = dt.datetime(2026, 4, 14, 9, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def somebody(education: Education, **person):
    """A person whom the education's host answers for."""
    return RegistrationFactory(host=education.host, **{f"person__{k}": v for k, v in person.items()}).person


def signed_up(education: Education, n: int = 1, **person) -> list[SignUp]:
    by = MembershipFactory(national=True).user
    return [
        actions.sign_up(education=education, person=somebody(education, **person), by=by, at=BEFORE)
        for _each in range(n)
    ]


@pytest.fixture
def by(db):
    return MembershipFactory(national=True).user


def what(education: Education, **changes) -> dict:
    return {name: getattr(education, name) for name in actions.WHAT} | changes


def test_places_go_to_the_first_and_the_next_wait(by):
    education = EducationFactory(capacity=2)
    rows = signed_up(education, 4)
    assert [row.status for row in rows] == ["placed", "placed", "waiting", "waiting"]
    again = actions.sign_up(education=education, person=rows[0].person, by=by, at=BEFORE)
    assert (again.pk, again.status, SignUp.objects.count()) == (rows[0].pk, "placed", 4)


def test_a_place_that_comes_free_goes_to_who_waited_longest_and_they_are_told(by):
    education = EducationFactory(capacity=1)
    first, second, third = signed_up(education, 3, email="a@example.org")
    actions.withdraw(sign_up=first, by=by, at=BEFORE)
    actions.withdraw(sign_up=first, by=by, at=BEFORE)
    stored = dict(SignUp.objects.values_list("pk", "status"))
    assert stored == {first.pk: "withdrawn", second.pk: "placed", third.pk: "waiting"}
    (letter,) = Letter.objects.filter(kind="education_placed")
    assert letter.subject_id == second.pk


def test_who_comes_back_stands_last(by):
    education = EducationFactory(capacity=1)
    first, _second = signed_up(education, 2)
    actions.withdraw(sign_up=first, by=by, at=BEFORE)
    later = BEFORE + dt.timedelta(hours=1)
    back = actions.sign_up(education=education, person=first.person, by=by, at=later)
    assert (back.pk, back.status, back.signed_up_at) == (first.pk, "waiting", later)
    steps = StatusChange.objects.filter(subject=subject_of(first)).order_by("pk")
    assert list(steps.values_list("became", flat=True)) == ["placed", "withdrawn", "waiting"]


def test_more_room_lets_in_who_waits_and_less_than_is_taken_is_refused(by):
    education = EducationFactory(capacity=2)
    signed_up(education, 3)
    with pytest.raises(Refused) as refused:
        actions.change(education=education, version=1, by=by, at=BEFORE, **what(education, capacity=1))
    assert refused.value.field == "capacity"
    actions.change(education=education, version=1, by=by, at=BEFORE, **what(education, capacity=None))
    assert SignUp.objects.placed().count() == 3


def test_who_goes_is_told_of_another_time_but_not_of_another_title(by):
    education = EducationFactory()
    signed_up(education, 1, email="a@example.org")
    actions.change(education=education, version=1, by=by, at=BEFORE, **what(education, title="Annat"))
    assert not Letter.objects.exists()
    later = what(education, ends_at=education.ends_at + dt.timedelta(hours=1))
    actions.change(education=education, version=2, by=by, at=BEFORE, **later)
    (letter,) = Letter.objects.filter(kind="education_changed")
    mail = message_from_bytes(render(letter).source, policy=policy.default)
    said = mail["Subject"] + mail.get_body().get_content()
    assert "09.00–17.00" in said
    assert "Örebro" in said
    assert "Annat" not in said
    [file] = mail.iter_attachments()
    (event,) = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert (int(event["SEQUENCE"]), event["SUMMARY"]) == (3, "Möte")


def test_somebody_who_changed_it_meanwhile_is_a_conflict(by):
    education = EducationFactory(version=2)
    with pytest.raises(Conflict):
        actions.change(education=education, version=1, by=by, at=BEFORE, **what(education))


def test_called_off_tells_everybody_who_goes_or_waits_and_takes_nobody_more(by):
    education = EducationFactory(capacity=1)
    signed_up(education, 2, email="a@example.org")
    actions.call_off(education=education, by=by, at=BEFORE)
    assert Letter.objects.filter(kind="education_called_off").count() == 2
    for refused in (
        lambda: actions.call_off(education=education, by=by, at=BEFORE),
        lambda: actions.sign_up(education=education, person=somebody(education), by=by, at=BEFORE),
        lambda: actions.withdraw(sign_up=education.sign_ups.first(), by=by, at=BEFORE),
        lambda: actions.note_who_came(education=education, came=[], by=by, at=DURING),
    ):
        with pytest.raises(Refused):
            refused()


def test_nothing_is_planned_backwards_or_in_the_past(by):
    education = EducationFactory()
    given = what(education) | {"host": education.host, "by": by}
    for field, change in (
        ("ends", {"ends_at": education.starts_at}),
        ("day", {"starts_at": BEFORE - dt.timedelta(days=1)}),
    ):
        with pytest.raises(Refused) as refused:
            actions.plan(key=uuid.uuid4(), at=BEFORE, **given | change)
        assert refused.value.field == field
    key = uuid.uuid4()
    twice = {actions.plan(key=key, at=BEFORE, **given).pk for _each in range(2)}
    assert len(twice) == 1


def test_who_was_there_gets_its_hours_once_and_a_correction_takes_them_back(by):
    education = EducationFactory(capacity=2)
    here, away, waiting = signed_up(education, 3)
    with pytest.raises(Refused):
        actions.note_who_came(education=education, came=[here.pk], by=by, at=BEFORE)
    for _each in range(2):
        actions.note_who_came(education=education, came=[here.pk, waiting.pk], by=by, at=DURING)
    rows = EducationHours.objects.values_list("person", "hours", "status", "held_on")
    assert list(rows) == [(here.person_id, Decimal(6), "approved", dt.date(2026, 4, 14))]
    assert Education.objects.get().status == "held"
    assert SignUp.objects.get(pk=waiting.pk).status == "withdrawn"
    actions.note_who_came(education=education, came=[away.pk], by=by, at=DURING)
    assert dict(EducationHours.objects.values_list("person", "status")) == {
        here.person_id: "declined",
        away.person_id: "approved",
    }
    assert selectors.hours_since(person=here.person, since=dt.date(2026, 1, 1)) == 0
    assert selectors.hours_since(person=away.person, since=dt.date(2026, 4, 14)) == 6
    assert selectors.hours_since(person=away.person, since=dt.date(2026, 4, 15)) == 0


def test_hours_from_elsewhere_count_once_a_coordinator_says_so(by):
    person = RegistrationFactory().person
    asked = {"person": person, "what": "Studiecirkel", "held_on": dt.date(2026, 3, 1), "hours": Decimal("2.5")}
    key = uuid.uuid4()
    row, again = (actions.report_hours(key=key, by=by, at=BEFORE, **asked) for _each in range(2))
    assert row.pk == again.pk
    since = {"person": person, "since": dt.date(2026, 1, 1)}
    assert selectors.hours_since(**since) == 0
    actions.decide_hours(row=row, counts=True, by=by, at=BEFORE)
    assert selectors.hours_since(**since) == Decimal("2.5")
    for counts in (True, False):
        with pytest.raises(WrongStatus):
            actions.decide_hours(row=row, counts=counts, by=by, at=BEFORE)
    with pytest.raises(Refused) as refused:
        actions.report_hours(key=uuid.uuid4(), by=by, at=BEFORE, **asked | {"held_on": dt.date(2026, 4, 2)})
    assert refused.value.field == "held_on"


def test_nobody_whom_no_host_answers_for(by):
    stranger = PersonFactory()
    Registration.objects.filter(person=stranger).delete()
    with pytest.raises(Refused):
        actions.sign_up(education=EducationFactory(), person=stranger, by=by, at=BEFORE)
    reported = {"what": "x", "held_on": dt.date(2026, 3, 1), "hours": Decimal(1)}
    with pytest.raises(Refused):
        actions.report_hours(key=uuid.uuid4(), person=stranger, by=by, at=BEFORE, **reported)


def test_needs_are_counted_by_theme_at_the_host_and_name_nobody(by):
    supervisor = MembershipFactory(role="supervisor")
    key = uuid.uuid4()
    for _each in range(2):
        actions.raise_need(
            key=key, host=supervisor.organisation, themes=["ethics", "groups"], by=supervisor.user, at=BEFORE
        )
    actions.raise_need(key=uuid.uuid4(), host=supervisor.organisation, themes=["ethics"], by=by, at=BEFORE)
    EducationNeedFactory(raised_on=dt.date(2026, 3, 2))
    EducationNeedFactory(host=supervisor.organisation, raised_on=dt.date(2025, 3, 2))
    regional = MembershipFactory(regional=True, organisation=supervisor.organisation)
    found = selectors.needs_raised(regional, on=BEFORE.date())
    assert [(need.label, need.times) for need in found] == [("Etik och tystnadsplikt", 2), ("Att leda grupper", 1)]
    assert not any(field.related_model and "person" in field.name for field in EducationNeed._meta.fields)
    assert {field.name for field in EducationNeed._meta.fields} == {"id", "host", "theme", "raised_on"}


def test_a_reminder_three_days_before_to_those_with_a_place(by):
    education = EducationFactory(capacity=1)
    placed, _waiting = signed_up(education, 2, email="a@example.org")
    day = education.day
    due = {n: list(letters.soon(day - dt.timedelta(days=n)).values_list("pk", flat=True)) for n in (4, 3, 1, 0)}
    assert due == {4: [], 3: [placed.pk], 1: [placed.pk], 0: []}
    kind = KINDS["education_soon"]
    for n in (3, 2):
        post_many(kind, on=day - dt.timedelta(days=n), at=BEFORE)
    assert Letter.objects.filter(kind="education_soon").count() == 1
    actions.withdraw(sign_up=placed, by=by, at=BEFORE)
    assert kind.still_wanted({placed.pk}) == set()


def test_who_is_seen_by_whom():
    education = EducationFactory(capacity=5)
    other = EducationFactory()
    everybody = EducationFactory(for_everybody=True)
    (row,) = signed_up(education)
    peer = MembershipFactory(role="peer_supporter", organisation=education.host)
    row.person.user = peer.user
    row.person.save()
    regional = MembershipFactory(regional=True, organisation=education.host)
    supervisor = MembershipFactory(role="supervisor", organisation=education.host)
    for reader in (peer, regional, supervisor):
        assert set(Education.objects.visible_to(reader)) == {education, everybody}
    assert set(Education.objects.managed_by(regional)) == {education}
    assert not Education.objects.managed_by(peer).exists()
    orderer = MembershipFactory(orderer=True)
    for model in (Education, SignUp, EducationHours, EducationNeed):
        assert not model.objects.visible_to(orderer).exists()
    assert list(SignUp.objects.visible_to(peer)) == [row]
    assert not SignUp.objects.visible_to(supervisor).exists()
    assert not SignUp.objects.visible_to(MembershipFactory(role="peer_supporter")).exists()
    assert other in Education.objects.visible_to(MembershipFactory(national=True))


def test_people_to_sign_up_are_certified_and_neither_go_nor_wait():
    going = SignUpFactory()
    coordinator = MembershipFactory(national=True)
    education = EducationFactory()
    assert list(selectors.to_sign_up(education=education, membership=coordinator)) == [going.person]
    assert not selectors.to_sign_up(education=going.education, membership=coordinator).exists()
    assert not selectors.to_sign_up(education=education, membership=coordinator, search="qqqq").exists()


def test_nobody_who_is_handled_specially_is_offered():
    alias = {"given_name": "Deltagare 7k2px", "family_name": "", "email": "", "phone": ""}
    by = MembershipFactory(national=True)
    person = CertificateFactory().person
    offered = selectors.to_sign_up(education=EducationFactory(), membership=by)
    assert list(offered) == [person]
    type(person).objects.filter(pk=person.pk).update(special_at=BEFORE, special_by=by.user, **alias)
    assert not offered.all().exists()


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (EducationFactory, {"kind": "party"}),
        (EducationFactory, {"status": "lost"}),
        (EducationFactory, {"ends_at": dt.datetime(2026, 4, 14, 7, 0, tzinfo=dt.UTC)}),
        (EducationFactory, {"hours": -1}),
        (EducationFactory, {"capacity": 0}),
        (SignUpFactory, {"status": "lost"}),
        (SignUpFactory, {"status": "waiting", "came": True}),
        (EducationHoursFactory, {"status": "lost"}),
        (EducationHoursFactory, {"hours": 101}),
        (EducationNeedFactory, {"theme": "diagnosis"}),
    ],
)
def test_what_the_database_refuses(model, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        model(**change)


def test_hours_of_ours_have_no_words_of_their_own():
    one = SignUpFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        EducationHoursFactory(sign_up=one, person=one.person, host=one.host, what="Något")


@pytest.mark.parametrize("make", [SignUpFactory, EducationHoursFactory])
def test_a_row_about_a_person_belongs_to_a_host_that_answers_for_them(make):
    row = make()
    type(row).objects.filter(pk=row.pk).update(host=EducationFactory().host)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

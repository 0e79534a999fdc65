"""Whom to reach in an organisation about what."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from peersupport.accounts.permissions import Role
from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.actions import contacts
from peersupport.directory.models import Contact, Organisation
from peersupport.directory.tests.factories import JANUARY, ContactFactory, MembershipFactory, OrganisationFactory
from peersupport.shared.refusals import Refused

pytestmark = pytest.mark.django_db
EVA = {"role": "ordering", "name": "Eva Ek", "email": "Eva@example.org"}
BEFORE, LAST = dt.date(2026, 1, 11), dt.date(2026, 6, 30)


def who() -> dict:
    return {"by": UserFactory(), "at": JANUARY}


def test_a_contact_is_noted_once_however_often_the_form_is_sent():
    organisation, key, first = OrganisationFactory(), uuid4(), who()

    rows = [contacts.add(key=key, organisation=organisation, **EVA, **first) for _time in range(2)]

    assert rows[0] == rows[1] == Contact.objects.get()
    assert (rows[0].email, rows[0].since, rows[0].added_by) == ("eva@example.org", JANUARY.date(), first["by"])


def test_one_address_answers_once_for_one_thing():
    organisation = OrganisationFactory()
    contacts.add(key=uuid4(), organisation=organisation, **EVA, **who())

    with pytest.raises(contacts.KnownAlready) as refusal:
        contacts.add(key=uuid4(), organisation=organisation, **EVA, **who())
    contacts.add(key=uuid4(), organisation=organisation, **EVA | {"role": "invoice"}, **who())
    contacts.add(key=uuid4(), organisation=OrganisationFactory(), **EVA, **who())

    assert (refusal.value.field, Contact.objects.count()) == ("email", 3)


def test_who_has_ended_stays_and_can_come_back():
    contact, ended = ContactFactory(email="eva@example.org"), who()

    contacts.end(contact=contact, until=LAST, **ended)
    contacts.add(key=uuid4(), organisation=contact.organisation, **EVA, **who())

    contact.refresh_from_db()
    assert (contact.until, contact.ended_by, contact.ended_at) == (LAST, ended["by"], JANUARY)
    assert (contact.name, Contact.objects.open().count()) == ("Kontakt Karlsson", 1)


def test_a_contact_ends_once_and_not_before_it_began():
    contact = ContactFactory()

    with pytest.raises(Refused) as early:
        contacts.end(contact=contact, until=BEFORE, **who())
    for _time in range(2):
        contacts.end(contact=contact, until=LAST, **who())
    with pytest.raises(Refused) as again:
        contacts.end(contact=contact, until=LAST + dt.timedelta(days=1), **who())

    assert Contact.objects.get().until == LAST
    assert (early.value.field, again.value.field) == ("until", "until")


@pytest.mark.parametrize("wrong", [{"role": "friend"}, {"until": LAST}, {"ended": True, "until": BEFORE}], ids=str)
def test_the_database_refuses_what_is_half_or_wrong(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactFactory(**wrong)


def test_a_contact_names_nobody_in_a_log():
    contact = ContactFactory()

    assert contact.name not in str(contact)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.NATIONAL_COORDINATOR, {"own", "orderer", "host"}),
        (Role.REGIONAL_COORDINATOR, {"own", "orderer"}),
        (Role.ORDERER, {"own"}),
        *((role, set()) for role in Role if role not in (*list(Role)[:2], Role.ORDERER)),
    ],
)
def test_contacts_are_seen_by_those_who_keep_them(role, sees):
    places = {"own": OrganisationFactory(host=True), "orderer": OrganisationFactory()}
    places["host"] = OrganisationFactory(host=True)
    rows = {ContactFactory(organisation=place): name for name, place in places.items()}
    membership = MembershipFactory(role=role, organisation=places["own"])

    assert {rows[row] for row in Contact.objects.visible_to(membership)} == sees
    assert {name for name, place in places.items() if place.contacts_kept_by(membership)} == sees
    assert Organisation.objects.with_contacts_kept_by(membership).count() == len(sees)

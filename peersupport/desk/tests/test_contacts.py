"""The pages about whom to reach: a card on an organisation's page, and the orderer's own page."""

import pytest
from django.urls import reverse

from peersupport.directory.models import Contact
from peersupport.directory.tests.factories import ContactFactory, MembershipFactory, OrganisationFactory
from peersupport.tests import senders_of_accounts

pytestmark = pytest.mark.django_db


def test_an_orderer_notes_a_contact_and_comes_back_to_their_own_page(client):
    right = senders_of_accounts.contact_new(client)

    answer = client.post(right.path, right.values)

    assert (answer.status_code, answer.url) == (302, reverse("contacts"))
    page = client.get(answer.url).content.decode()
    assert ["Eva Ek" in page, "eva@" in page, "Kontakter" in page] == [True, True, True]


def test_an_orderer_finds_the_page_in_the_menu(client):
    client.force_login(MembershipFactory(orderer=True).user)

    assert f'href="{reverse("contacts")}"' in client.get("/").content.decode()


def test_who_left_is_read_under_earlier_contacts(client):
    right = senders_of_accounts.contact_end(client)

    answer = client.post(right.path, right.values, follow=True)

    contact = Contact.objects.get()
    assert (answer.context["contacts"], answer.context["former_contacts"]) == ([], [contact])
    assert "Kontakt Karlsson" in answer.content.decode()


def test_a_coordinator_keeps_the_contacts_of_those_who_order(client):
    client.force_login(MembershipFactory(regional=True).user)
    organisation = ContactFactory().organisation
    right = senders_of_accounts.contact_new(client)  # signs an orderer in, of another organisation
    client.force_login(MembershipFactory(regional=True).user)

    answer = client.post(reverse("contact_new", args=[organisation.pk]), right.values)

    page = client.get(reverse("organisation", args=[organisation.pk]))
    assert answer.url == reverse("organisation", args=[organisation.pk])
    assert [row.name for row in page.context["contacts"]] == ["Eva Ek", "Kontakt Karlsson"]


def test_another_organisations_contacts_are_not_there(client):
    client.force_login(MembershipFactory(orderer=True).user)
    contact = ContactFactory()
    new = reverse("contact_new", args=[contact.organisation_id])
    end = reverse("contact_end", args=[contact.organisation_id, contact.pk])

    assert [client.get(path).status_code for path in (new, end)] == [404, 404]


@pytest.mark.parametrize("trait", ["dpo", "administrator"])
def test_who_looks_after_organisations_reads_no_contacts(client, trait):
    client.force_login(MembershipFactory(**{trait: True}).user)
    organisation = ContactFactory().organisation

    assert "Kontakt Karlsson" not in client.get(reverse("organisation", args=[organisation.pk])).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_three_contacts_are_asked_for_as_one(client, rows, django_assert_num_queries):
    membership = MembershipFactory(orderer=True, organisation=OrganisationFactory())
    client.force_login(membership.user)
    ContactFactory.create_batch(rows, organisation=membership.organisation)
    client.get(reverse("contacts"))

    with django_assert_num_queries(8):
        page = client.get(reverse("contacts"))

    assert len(page.context["contacts"]) == rows

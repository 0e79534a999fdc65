"""The page where a coordinator says how an organisation is invoiced, and where that is shown."""

import pytest
from django.urls import reverse

from peersupport.directory.models import Invoicing
from peersupport.directory.tests.factories import InvoicingFactory, MembershipFactory, OrganisationFactory
from peersupport.tests import senders_of_accounts

pytestmark = pytest.mark.django_db


def test_the_details_are_saved_and_shown(client):
    right = senders_of_accounts.organisation_invoicing(client)

    answer = client.post(right.path, right.values, follow=True)

    row = Invoicing.objects.get()
    assert (str(row), row.written_place, row.written_bankgiro) == ("0007:2120000142", "136 81 Haninge", "5050-1055")
    for words in (
        "Faktureringsuppgifterna är sparade.",
        "0007:2120000142",
        "Fakturamottagning",
        "136 81 Haninge",
        "ZZ999999",
        "ZZ och sex siffror",
        "5050-1055",
        "SE212000014201",
        "Ingen moms",
    ):
        assert words in answer.content.decode()


def test_a_part_shows_whose_details_it_has(client):
    client.force_login(MembershipFactory(national=True).user)
    whole = InvoicingFactory(organisation=OrganisationFactory(name="Haninge kommun")).organisation
    part = OrganisationFactory(kind="department", parent=whole)
    pages = [client.get(reverse("organisation", args=[one.pk])).content.decode() for one in (whole, part)]

    assert [page.count("0007:2120000142") for page in pages] == [1, 1]
    assert ["Samma som för Haninge kommun." in page for page in pages] == [False, True]


def test_a_parts_own_form_is_empty_until_it_has_details_of_its_own(client):
    client.force_login(MembershipFactory(national=True).user)
    part = OrganisationFactory(kind="department", parent=InvoicingFactory().organisation)

    page = client.get(reverse("organisation_invoicing", args=[part.pk]))

    assert [page.context["form"][name].value() for name in ("version", "e_id", "street")] == [1, "", ""]


def test_another_regions_host_is_not_changed(client):
    client.force_login(MembershipFactory(regional=True).user)
    other = OrganisationFactory(host=True)

    assert client.get(reverse("organisation_invoicing", args=[other.pk])).status_code == 404


def test_who_only_looks_has_no_link_to_the_form(client):
    client.force_login(MembershipFactory(dpo=True).user)
    organisation = InvoicingFactory().organisation

    page = client.get(reverse("organisation", args=[organisation.pk])).content.decode()

    assert "0007:2120000142" in page
    assert reverse("organisation_invoicing", args=[organisation.pk]) not in page

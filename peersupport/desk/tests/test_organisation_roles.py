"""The page's card about what an organisation is to us."""

import datetime as dt

import pytest
from django.urls import reverse

from peersupport.directory.models import OrganisationRole
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory, OrganisationRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def national(client):
    membership = MembershipFactory(national=True)
    client.force_login(membership.user)
    return membership


def page_of(client, organisation):
    return client.get(reverse("organisation", args=[organisation.pk]))


def test_a_role_is_added_shown_and_ended(client, national):
    organisation = OrganisationFactory()
    new = reverse("organisation_role_new", args=[organisation.pk])

    client.post(new, {"role": "orderer", "since": "2016-05-01"})
    role = OrganisationRole.objects.get()
    words = page_of(client, organisation).content.decode()
    client.post(reverse("organisation_role_end", args=[organisation.pk, role.pk]), {"until": "2024-12-31"})
    after = page_of(client, organisation)

    assert "sedan 2016-05-01" in words
    assert (after.context["roles"], after.context["former_roles"]) == ([], [role])
    assert "2016-05-01 – 2024-12-31" in " ".join(after.content.decode().split())


def test_a_role_twice_is_refused_beside_its_day(client, national):
    role = OrganisationRoleFactory()
    new = reverse("organisation_role_new", args=[role.organisation_id])

    answer = client.post(new, {"role": role.role, "since": "2026-02-01"})

    assert (list(answer.context["form"].errors), OrganisationRole.objects.count()) == (["since"], 1)


def test_a_role_that_ends_later_is_shown_until_then(client, national):
    role = OrganisationRoleFactory(since=dt.date(2020, 1, 1))
    client.post(reverse("organisation_role_end", args=[role.organisation_id, role.pk]), {"until": "2099-12-31"})

    page = page_of(client, role.organisation)

    assert (page.context["roles"], page.context["former_roles"]) == ([role], [])
    assert "till 2099-12-31" in page.content.decode()


def test_hosting_is_neither_begun_nor_ended_here(client, national):
    role = OrganisationRoleFactory(organisation=OrganisationFactory(host=True), role="host")
    end = reverse("organisation_role_end", args=[role.organisation_id, role.pk])

    answer = client.post(reverse("organisation_role_new", args=[role.organisation_id]), {"role": "host"})

    assert "role" in answer.context["form"].errors
    assert client.post(end, {"until": "2026-12-31"}).status_code == 404
    assert end not in page_of(client, role.organisation).content.decode()


@pytest.mark.parametrize("roles", [1, 3])
def test_three_roles_are_asked_for_as_one(client, national, roles, django_assert_num_queries):
    organisation = OrganisationFactory()
    for role in list(OrganisationRole.Role)[1 : 1 + roles]:
        OrganisationRoleFactory(organisation=organisation, role=role)
    page_of(client, organisation)

    with django_assert_num_queries(14):
        page = page_of(client, organisation)

    assert len(page.context["roles"]) == roles

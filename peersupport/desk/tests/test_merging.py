"""The pages by which one organisation goes up in another, and where that is shown."""

from datetime import timedelta

import pytest
from django.urls import reverse

from peersupport.directory.models import Organisation
from peersupport.directory.tests.factories import (
    ContactFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationNameFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def national(client):
    membership = MembershipFactory(national=True)
    client.force_login(membership.user)
    return membership


def test_two_become_one_after_a_question(client, national):
    old, new = OrganisationFactory(name="Gamla kommun"), OrganisationFactory(name="Nya kommun")
    ContactFactory(organisation=old)

    chosen = client.post(reverse("organisation_merge", args=[old.pk]), {"into": new.pk})
    question = client.get(chosen.url)
    untouched = Organisation.objects.current().filter(pk=old.pk).exists()
    done = client.post(chosen.url, follow=True)

    assert (chosen.url, untouched) == (reverse("organisation_merge_into", args=[old.pk, new.pk]), True)
    assert "kontakter: 1" in question.content.decode()
    assert done.redirect_chain == [(reverse("organisation", args=[new.pk]), 302)]
    assert "Gamla kommun" in done.content.decode()


def test_why_two_cannot_become_one_is_said_where_another_is_chosen(client, national):
    old = OrganisationFactory()
    part = OrganisationFactory(kind="department", parent=old)

    answer = client.post(reverse("organisation_merge_into", args=[old.pk, part.pk]), follow=True)

    assert answer.redirect_chain == [(reverse("organisation_merge", args=[old.pk]), 302)]
    assert [str(message) for message in answer.context["messages"]] == ["Den kan inte gå upp i en del av sig själv."]


def test_the_old_page_says_where_it_went_and_lets_nobody_change_it(client, national):
    gone = OrganisationFactory(merged=True)

    page = client.get(reverse("organisation", args=[gone.pk]))

    assert reverse("organisation", args=[gone.merged_into_id]) in page.content.decode()
    assert "Bjud in" not in page.content.decode()
    assert [page.context[name] for name in ("may_change", "may_invite", "keeps_contacts")] == [False, False, False]
    for name in ("organisation_edit", "organisation_invoicing", "organisation_merge", "contact_new"):
        assert client.get(reverse(name, args=[gone.pk])).status_code == 404


def test_what_has_gone_up_is_in_no_list_and_no_choice(client, national):
    gone = OrganisationFactory(merged=True)

    lists = client.get(reverse("organisations")).context["page"].rows
    choices = client.get(reverse("organisation_new")).context["form"].fields["parent"].queryset

    assert (gone in lists, gone in choices) == (False, False)


def test_a_former_name_is_shown_and_found(client, national):
    organisation = OrganisationNameFactory(name="Lyckeby köping").organisation

    page = client.get(reverse("organisation", args=[organisation.pk])).content.decode()
    found = client.get(reverse("organisations"), {"q": "lyckeby"}).content.decode()
    hits = client.get(reverse("search"), {"q": "lyckeby"}).content.decode()

    assert "Lyckeby köping" in page
    assert ["tidigare Lyckeby köping" in text for text in (found, hits)] == [True, True]


@pytest.mark.parametrize("rows", [1, 3])
def test_three_former_names_are_asked_for_as_one(client, national, rows, django_assert_num_queries):
    organisation = OrganisationFactory()
    OrganisationNameFactory.create_batch(rows, organisation=organisation)
    for _row in range(rows):
        OrganisationFactory(merged=True, merged_into=organisation)
        OrganisationFactory(kind="unit", parent=organisation)
    client.get(reverse("organisation", args=[organisation.pk]))

    with django_assert_num_queries(14):
        client.get(reverse("organisation", args=[organisation.pk]))


def test_parts_and_what_has_gone_up_stand_apart_the_latest_first(client, national):
    organisation = OrganisationFactory()
    parts = [OrganisationFactory(name=name, kind="unit", parent=organisation) for name in ("Östra", "Västra")]
    gone = [OrganisationFactory(merged=True, merged_into=organisation) for _one in range(2)]
    Organisation.objects.filter(pk=gone[1].pk).update(merged_at=gone[0].merged_at + timedelta(days=1))
    OrganisationFactory(kind="unit", parent=organisation, merged=True)  # a part that went up elsewhere is neither

    page = client.get(reverse("organisation", args=[organisation.pk])).context

    assert (page["parts"], page["gone_up_in_it"]) == (parts[::-1], gone[::-1])


def test_a_region_merges_no_host_of_others(client):
    client.force_login(MembershipFactory(regional=True).user)
    old, host = OrganisationFactory(), OrganisationFactory(host=True)

    assert client.get(reverse("organisation_merge_into", args=[old.pk, host.pk])).status_code == 404

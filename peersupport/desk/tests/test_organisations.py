"""The pages about organisations, members and invitations."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.accounts.tests.factories import PASSWORD, UserFactory
from peersupport.desk import registrations
from peersupport.directory.models import Invitation, Membership, Organisation
from peersupport.directory.tests.factories import (
    JANUARY,
    InvitationFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonAccessFactory,
)
from peersupport.letters.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def national(client):
    membership = MembershipFactory(national=True)
    client.force_login(membership.user)
    return membership


def details(**changes):
    return {"name": "Haninge kommun", "kind": "municipality", "org_number": "212000-0142", **changes}


def invitation_form(**changes):
    return {"key": str(uuid.uuid4()), "email": "ny@example.org", "given_name": "Ny", "role": "orderer", **changes}


def link_of(invitation) -> str:
    letter = Letter.objects.filter(kind="invitation", subject_id=invitation.pk).latest("pk")
    return registrations.link_for(letter)["url"].removeprefix("http://127.0.0.1:8000").removeprefix("http://localhost")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_one_row_as_for_three(client, national, rows, django_assert_num_queries):
    OrganisationFactory.create_batch(rows)
    client.get(reverse("organisations"))

    with django_assert_num_queries(LIST_QUERIES):
        answer = client.get(reverse("organisations"))

    assert len(answer.context["page"].rows) == rows + 1


LIST_QUERIES = 7


def test_a_search_with_wildcards_finds_what_was_typed(client, national):
    OrganisationFactory(name="100 % omsorg")
    OrganisationFactory(name="100 procent omsorg")

    answer = client.get(reverse("organisations"), {"q": "100 %"})

    assert [row.name for row in answer.context["page"].rows] == ["100 % omsorg"]


def test_an_organisation_is_added(client, national):
    municipality = MunicipalityFactory(code="0136", name="Haninge")

    answer = client.post(reverse("organisation_new"), details(municipality=municipality.pk))

    added = Organisation.objects.get(name="Haninge kommun")
    assert (answer.status_code, answer.url) == (302, reverse("organisation", args=[added.pk]))
    assert (added.org_number, added.county_id, added.is_host) == ("2120000142", "01", False)


def test_a_taken_number_is_said_beside_its_field_and_the_rest_is_kept(client, national):
    OrganisationFactory(org_number="2120000142")

    answer = client.post(reverse("organisation_new"), details())

    assert (answer.status_code, Organisation.objects.filter(name="Haninge kommun").count()) == (200, 0)
    assert list(answer.context["form"].errors) == ["org_number"]
    assert answer.context["form"]["name"].value() == "Haninge kommun"


def test_a_part_is_added_below_its_organisation(client, national):
    parent = OrganisationFactory()

    client.post(f"{reverse('organisation_new')}?del-av={parent.pk}", details(org_number=""))

    assert Organisation.objects.get(name="Haninge kommun").parent == parent


def test_the_first_kind_of_a_part_follows_from_what_it_is_a_part_of(client, national):
    parent = OrganisationFactory()
    department = OrganisationFactory(kind="department", parent=parent)
    pages = [client.get(f"{reverse('organisation_new')}?del-av={of.pk}") for of in (parent, department)]

    assert [page.context["form"]["kind"].value() for page in pages] == ["department", "unit"]


def test_a_circle_is_said_beside_its_field(client, national):
    parent = OrganisationFactory()
    part = OrganisationFactory(kind="department", parent=parent)

    answer = client.post(
        reverse("organisation_edit", args=[parent.pk]), details(version="1", parent=part.pk, org_number="")
    )

    assert list(answer.context["form"].errors) == ["parent"]


def test_a_page_shows_the_way_there_and_whose_number_is_used(client, national):
    parent = OrganisationFactory(name="Stad", org_number="2120000142")
    department = OrganisationFactory(name="Förvaltning", kind="department", parent=parent)
    unit = OrganisationFactory(name="Enhet", kind="unit", parent=department)

    answer = client.get(reverse("organisation", args=[unit.pk]))

    assert [label for label, _url in answer.context["crumbs"]] == ["Organisationer", "Stad", "Förvaltning"]
    assert answer.context["legal_person"] == parent


def test_a_region_offers_no_other_host_as_the_whole(client):
    own = MembershipFactory(regional=True)
    client.force_login(own.user)
    orderer, _other_host = OrganisationFactory(), OrganisationFactory(host=True)

    page = client.get(reverse("organisation_new"))

    assert set(page.context["form"].fields["parent"].queryset) == {own.organisation, orderer}


@pytest.mark.parametrize("value", ["x", "0", "9" * 30])
def test_a_part_of_nothing_is_not_there(client, national, value):
    assert client.get(f"{reverse('organisation_new')}?del-av={value}").status_code == 404


def test_details_are_changed(client, national):
    organisation = OrganisationFactory(host=True)

    client.post(
        reverse("organisation_edit", args=[organisation.pk]), details(version="1", is_host="on", kind="association")
    )

    organisation.refresh_from_db()
    assert (organisation.name, organisation.is_host) == ("Haninge kommun", True)


def test_a_region_cannot_make_hosts(client):
    client.force_login(MembershipFactory(regional=True).user)
    organisation = OrganisationFactory()

    client.post(reverse("organisation_edit", args=[organisation.pk]), details(version="1", is_host="on"))

    organisation.refresh_from_db()
    assert (organisation.name, organisation.is_host) == ("Haninge kommun", False)


def test_another_regions_host_is_not_changed(client):
    client.force_login(MembershipFactory(regional=True).user)
    other = OrganisationFactory(host=True)

    assert client.post(reverse("organisation_edit", args=[other.pk]), details()).status_code == 404


def test_an_invitation_is_posted_once_however_often_the_form_is_sent(client, national):
    organisation, form = OrganisationFactory(), invitation_form()

    for _time in range(2):
        answer = client.post(reverse("invite", args=[organisation.pk]), form)

    invitation = Invitation.objects.get()
    letter = Letter.objects.get()
    assert answer.url == reverse("organisation", args=[organisation.pk])
    assert (invitation.email, invitation.role, invitation.invited_by) == ("ny@example.org", "orderer", national.user)
    assert (letter.address, letter.values, letter.expires_at - letter.created_at) == (
        "ny@example.org",
        {},
        dt.timedelta(days=7),
    )


def test_a_role_that_one_may_not_give_is_no_choice(client):
    membership = MembershipFactory(regional=True)
    client.force_login(membership.user)

    answer = client.post(
        reverse("invite", args=[membership.organisation_id]), invitation_form(role="national_coordinator")
    )

    assert (list(answer.context["form"].errors), Invitation.objects.count()) == (["role"], 0)


def test_a_region_gives_no_role_at_another_regions_host(client):
    client.force_login(MembershipFactory(regional=True).user)
    other = OrganisationFactory(host=True)

    answer = client.post(reverse("invite", args=[other.pk]), invitation_form(role="supervisor"))

    assert (answer.status_code, Invitation.objects.count()) == (302, 0)


def test_somebody_invited_makes_an_account_and_is_in(client, national):
    organisation = OrganisationFactory(name="Haninge kommun")
    client.post(reverse("invite", args=[organisation.pk]), invitation_form())
    client.logout()
    url = link_of(Invitation.objects.get())

    shown = client.get(url)
    answer = client.post(url, {"given_name": "Ny", "family_name": "Namn", "password": "tre okända ord"})

    assert (shown.status_code, b"Haninge kommun" in shown.content) == (200, True)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/hjalp/").context["shell"]["me_name"] == "Ny Namn"
    assert client.get(url).status_code == 410


@pytest.mark.parametrize("password", ["kort", "123456789012", "password1234", "", "ny@example.org"])
def test_a_weak_password_makes_no_account(client, national, password):
    client.post(reverse("invite", args=[OrganisationFactory().pk]), invitation_form())
    client.logout()

    answer = client.post(link_of(Invitation.objects.get()), {"given_name": "Ny", "password": password})

    assert (list(answer.context["form"].errors), User.objects.filter(email="ny@example.org").count()) == (
        ["password"],
        0,
    )


def test_somebody_with_an_account_signs_in_first_and_then_takes_the_role_up(client, national):
    user = UserFactory(email="ny@example.org", password=PASSWORD)
    organisation = OrganisationFactory()
    client.post(reverse("invite", args=[organisation.pk]), invitation_form())
    client.logout()
    url = link_of(Invitation.objects.get())

    sent_to = client.get(url).url
    client.force_login(user)
    client.get(url)
    still_open = Invitation.objects.get().accepted_at
    client.post(url)

    assert sent_to == f"{reverse('account_login')}?next={url}"
    assert still_open is None
    assert Membership.objects.open().filter(user=user, organisation=organisation, role="orderer").count() == 1


def test_somebody_else_who_is_signed_in_is_told_so(client, national):
    client.post(reverse("invite", args=[OrganisationFactory().pk]), invitation_form())
    url = link_of(Invitation.objects.get())

    answer = client.post(url)

    assert (answer.status_code, b"ny@example.org" in answer.content) == (200, False)
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize("token", ["x", "1-" + "a" * 64, "%20", "å"])
def test_a_link_that_was_never_given_is_gone(client, token):
    assert client.get(f"/inbjudan/{token}/").status_code == 410


def test_a_role_is_taken_back(client, national):
    other = MembershipFactory(orderer=True)

    answer = client.post(reverse("end_membership", args=[other.pk]))

    other.refresh_from_db()
    assert (answer.url, other.ended_at is None) == (reverse("organisation", args=[other.organisation_id]), False)


def test_nobody_takes_their_own_role_back(client, national):
    MembershipFactory(national=True)

    client.post(reverse("end_membership", args=[national.pk]))

    national.refresh_from_db()
    assert national.ended_at is None


def test_a_region_takes_no_role_from_another_regions_people(client):
    client.force_login(MembershipFactory(regional=True).user)
    other = MembershipFactory(supervisor=True)

    assert client.post(reverse("end_membership", args=[other.pk])).status_code == 404


def test_a_region_takes_no_role_that_it_could_not_give(client):
    region = MembershipFactory(regional=True)
    client.force_login(region.user)
    mighty = MembershipFactory(national=True, organisation=region.organisation)

    client.post(reverse("end_membership", args=[mighty.pk]))

    mighty.refresh_from_db()
    assert mighty.ended_at is None


def test_members_are_not_shown_to_those_who_do_not_manage_them(client):
    client.force_login(MembershipFactory(dpo=True).user)
    member = MembershipFactory(orderer=True)

    answer = client.get(reverse("organisation", args=[member.organisation_id]))

    assert (answer.status_code, member.user.email.encode() in answer.content) == (200, False)


def test_a_region_sees_only_invitations_that_it_sent(client):
    region = MembershipFactory(regional=True)
    client.force_login(region.user)
    organisation = OrganisationFactory()
    InvitationFactory(organisation=organisation, invited_by=region.user, email="min@example.org")
    InvitationFactory(organisation=organisation, email="annan@example.org")

    answer = client.get(reverse("organisation", args=[organisation.pk]))

    assert [i.email for i in answer.context["invitations"]] == ["min@example.org"]


def test_an_invitation_that_was_taken_up_or_has_fallen_needs_no_letter():
    sender = MembershipFactory(national=True).user
    first, wanted = InvitationFactory(invited_by=None), InvitationFactory(invited_by=sender)
    taken = InvitationFactory(invited_by=sender, accepted_at=JANUARY, accepted_by=UserFactory())
    fallen = InvitationFactory(invited_by=MembershipFactory(national=True, ended_at=JANUARY).user)

    asked = {invitation.pk for invitation in (first, wanted, taken, fallen)}
    assert registrations.still_wanted(asked) == {first.pk, wanted.pk}


def test_inviting_again_takes_the_letter_with_the_old_link_back(client, national):
    organisation = OrganisationFactory()

    for _time in range(2):
        client.post(reverse("invite", args=[organisation.pk]), invitation_form())

    states = Letter.objects.order_by("pk").values_list("state", flat=True)
    assert (Invitation.objects.count(), list(states)) == (1, ["cancelled", "queued"])


def test_an_invitation_says_when_it_no_longer_works(client, national):
    organisation, now = OrganisationFactory(), timezone.now()
    invited = {"organisation": organisation, "invited_by": national.user}
    InvitationFactory(email="ny@example.org", **invited, invited_at=now)
    InvitationFactory(email="gammal@example.org", **invited, invited_at=now - Invitation.OPEN_FOR)
    InvitationFactory(email="fallen@example.org", organisation=organisation, invited_at=now)

    answer = client.get(reverse("organisation", args=[organisation.pk]))

    works = {invitation.email: invitation.works for invitation in answer.context["invitations"]}
    assert works == {"ny@example.org": True, "gammal@example.org": False, "fallen@example.org": False}
    assert answer.content.decode().count("Gäller inte längre") == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_an_organisations_page_asks_as_much_for_one_invitation_as_for_three(
    client, national, rows, django_assert_num_queries
):
    organisation = OrganisationFactory()
    InvitationFactory.create_batch(rows, organisation=organisation)
    client.get(reverse("organisation", args=[organisation.pk]))

    with django_assert_num_queries(ORGANISATION_QUERIES):
        answer = client.get(reverse("organisation", args=[organisation.pk]))

    assert len(answer.context["invitations"]) == rows


ORGANISATION_QUERIES = 15


def test_a_role_is_taken_back_after_saying_whom_it_concerns(client, national):
    member = MembershipFactory(supervisor=True)
    PersonAccessFactory.create_batch(2, member=member)
    path = reverse("end_membership", args=[member.pk])

    asked = client.get(path)
    still = Membership.objects.get(pk=member.pk).ended_at
    client.post(path)

    assert ("2 personer" in asked.content.decode(), still) == (True, None)
    assert Membership.objects.get(pk=member.pk).ended_by == national.user


def test_somebody_without_a_role_is_told_so_and_can_sign_out(client):
    client.force_login(UserFactory())

    page = client.get("/")

    text = page.content.decode()
    assert (page.status_code, "Du har ingen roll just nu" in text, reverse("account_logout") in text) == (
        403,
        True,
        True,
    )

"""Former names, and organisations that go up in another."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from peersupport.accounts.permissions import Role
from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory import merging
from peersupport.directory.actions import memberships, merge, organisations
from peersupport.directory.actions.invitations import standing
from peersupport.directory.models import (
    Contact,
    Invitation,
    Invoicing,
    Membership,
    Organisation,
    OrganisationName,
    OrganisationRole,
    PersonAccess,
    now_in,
)
from peersupport.directory.roles import roles_to_give
from peersupport.directory.tests.factories import (
    JANUARY,
    ContactFactory,
    InvitationFactory,
    InvoicingFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PersonAccessFactory,
)
from peersupport.shared.refusals import Refused

pytestmark = pytest.mark.django_db
LATER = JANUARY + dt.timedelta(days=30)


@pytest.fixture
def two() -> tuple[Organisation, Organisation]:
    return OrganisationFactory(name="Gamla kommun"), OrganisationFactory(name="Nya kommun")


def go_up(old: Organisation, into: Organisation) -> None:
    merge.merge(old=old, into=into, by=UserFactory(), at=LATER)


def rename(organisation: Organisation, name: str, at=JANUARY) -> None:
    version = Organisation.objects.get(pk=organisation.pk).version
    organisations.change(
        organisation=organisation, version=version, name=name, kind="municipality", by=UserFactory(), at=at
    )


def test_names_of_before_stay_with_their_days():
    organisation = OrganisationFactory(name="A")

    for name, at in (("A", JANUARY), ("B", JANUARY), ("C", LATER)):
        rename(organisation, name, at)

    names = OrganisationName.objects.order_by("pk").values_list("name", "since", "until")
    assert list(names) == [("A", None, JANUARY.date()), ("B", JANUARY.date(), LATER.date())]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"since": LATER.date()}], ids=str)
def test_the_database_refuses_a_former_name_that_is_none(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationNameFactory(**wrong)


def test_an_organisation_is_found_by_every_name_it_has_had():
    renamed = OrganisationNameFactory(name="Lyckeby köping").organisation
    new = OrganisationFactory(merged=True, name="Lyckeby landskommun").merged_into
    named, _other = OrganisationFactory(name="Lyckeby kommun"), OrganisationFactory(name="Berga kommun")

    found = Organisation.objects.current().called("lyckeby")

    once = {renamed: "Lyckeby köping", new: "Lyckeby landskommun", named: None}
    assert {row: row.once for row in found} == once


def test_an_organisation_is_found_by_the_first_digits_of_its_number():
    numbered = OrganisationFactory(org_number="2120000142")

    assert list(Organisation.objects.called("212000-01")) == [numbered]


def test_the_old_row_stays_and_says_where_it_went(two):
    old, new = two
    by = UserFactory()

    merge.merge(old=old, into=new, by=by, at=LATER)

    old.refresh_from_db()
    assert (old.merged_into, old.merged_by, old.merged_at) == (new, by, LATER)
    assert list(Organisation.objects.current()) == [new]


def test_people_act_in_the_new_one_and_see_whom_they_saw(two):
    old, new = two
    alone = MembershipFactory(manager=True, organisation=old)
    twice = MembershipFactory(manager=True, organisation=old)
    there = MembershipFactory(manager=True, organisation=new, user=twice.user)
    sight = PersonAccessFactory(member=alone)
    same = {"person": PersonAccessFactory(member=twice).person, "because": "tests:1"}
    PersonAccessFactory(member=there, **same)
    ended = MembershipFactory(orderer=True, organisation=old, ended_at=JANUARY)

    go_up(old, new)

    assert set(Membership.objects.open().values_list("pk", "organisation")) == {
        (alone.pk, new.pk),
        (there.pk, new.pk),
    }
    assert Membership.objects.get(pk=ended.pk).organisation == old
    alone.refresh_from_db()
    assert list(PersonAccess.objects.given_to(alone)) == [sight]
    assert PersonAccess.objects.given_to(there).count() == 1
    assert PersonAccess.objects.open().filter(organisation=old).count() == 0


def test_invitations_follow_and_one_to_both_leads_nowhere_any_more(two):
    old, new = two
    sender = MembershipFactory(national=True).user
    follows = InvitationFactory(organisation=old, invited_by=sender)
    stays = InvitationFactory(organisation=old, email="eva@example.org", invited_by=sender)
    twin = InvitationFactory(organisation=new, email="eva@example.org", invited_by=sender)

    go_up(old, new)

    rows = list(Invitation.objects.select_related("organisation").order_by("pk"))
    assert [row.organisation for row in rows] == [new, old, new]
    assert standing(rows) == [follows, twin]
    assert stays in rows


def test_contacts_follow_and_nobody_is_there_twice(two):
    old, new = two
    follows = ContactFactory(organisation=old)
    double = ContactFactory(organisation=old, email="eva@example.org")
    ContactFactory(organisation=new, email="eva@example.org")
    earlier = ContactFactory(organisation=old, ended=True)

    go_up(old, new)

    for row in (follows, double, earlier):
        row.refresh_from_db()
    assert [row.organisation for row in (follows, double, earlier)] == [new, new, new]
    assert (double.until, Contact.objects.open().filter(organisation=new).count()) == (LATER.date(), 2)


def test_roles_end_with_the_old_one_and_go_on_with_the_new_one(two):
    old, new = two
    for role in ("orderer", "payer"):
        OrganisationRoleFactory(organisation=old, role=role)
    OrganisationRoleFactory(organisation=new, role="payer")

    go_up(old, new)

    day, first = LATER.date(), JANUARY.date()
    roles = OrganisationRole.objects.order_by("organisation", "role").values_list(
        "organisation", "role", "since", "until"
    )
    assert list(roles) == [
        (old.pk, "orderer", first, day),
        (old.pk, "payer", first, day),
        (new.pk, "orderer", day, None),
        (new.pk, "payer", first, None),
    ]


def test_parts_follow_and_invoicing_details_do_not(two):
    old, new = two
    part = OrganisationFactory(kind="department", parent=old)
    InvoicingFactory(organisation=old)

    go_up(old, new)

    part.refresh_from_db()
    assert (part.parent, Invoicing.objects.get().organisation) == (new, old)


def test_what_went_up_in_the_old_one_is_in_the_new_one_now(two):
    old, new = two
    oldest = OrganisationFactory()
    go_up(oldest, old)
    member = MembershipFactory(orderer=True, organisation=new)

    go_up(old, new)

    assert {row["pk"] for row in now_in(member)} == {oldest.pk, old.pk, new.pk}


def test_name_and_number_are_free_again(two):
    old, new = two
    Organisation.objects.filter(pk=old.pk).update(org_number="2120000142")
    go_up(old, new)

    again = OrganisationFactory(name=old.name, org_number="2120000142")

    assert list(Organisation.objects.current().order_by("pk")) == [new, again]


def refusal_of(old: Organisation, into: Organisation) -> Refused:
    before = Organisation.objects.filter(merged_into__isnull=False).count()
    with pytest.raises(Refused) as refusal:
        go_up(old, into)
    assert Organisation.objects.filter(merged_into__isnull=False).count() == before
    return refusal.value


def test_nothing_goes_up_in_itself_or_in_what_is_gone(two):
    old, new = two
    gone = OrganisationFactory(merged=True)

    for one, other in ((old, old), (old, gone), (gone, new)):
        assert isinstance(refusal_of(one, other), merge.CantMerge)


def test_nothing_goes_up_in_a_part_of_itself(two):
    part = OrganisationFactory(kind="department", parent=two[0])

    assert isinstance(refusal_of(two[0], part), merge.CantMerge)


def test_a_host_goes_up_in_nothing(two):
    assert isinstance(refusal_of(OrganisationFactory(host=True), two[1]), merge.CantMerge)

    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(host=True, merged=True)


def test_parts_of_the_same_name_are_seen_to_first(two):
    for parent in two:
        OrganisationFactory(kind="department", name="Socialförvaltningen", parent=parent)

    assert isinstance(refusal_of(*two), merge.CantMerge)


def test_a_tree_stays_at_most_five_levels_deep(two):
    deep = two[1]
    for _level in range(4):
        deep = OrganisationFactory(kind="department", parent=deep)
    OrganisationFactory(kind="department", parent=two[0])

    assert isinstance(refusal_of(two[0], deep), merge.CantMerge)


@pytest.mark.parametrize("wrong", ["merged_at", "merged_by", "merged_into"])
def test_the_database_refuses_half_a_merge(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(merged=True, **{wrong: None})


def test_what_has_gone_up_is_changed_by_nobody_and_gives_no_role():
    gone = OrganisationFactory(merged=True)
    national = MembershipFactory(role=Role.NATIONAL_COORDINATOR)

    assert gone.may_be_changed_by(national) is False
    assert gone not in Organisation.objects.managed_by(national)
    assert roles_to_give(national, gone) == []
    with pytest.raises(memberships.WrongPlace):
        memberships.grant(user=national.user, organisation=gone, role=Role.ORDERER, by=national.user, at=JANUARY)
    with pytest.raises(Refused):
        rename(gone, "Ny kommun")


@pytest.mark.django_db(transaction=True)
def test_of_two_that_go_up_in_each_other_at_once_one_is_left(two):
    user, start, told = UserFactory(), threading.Barrier(2), []

    def go(old: Organisation, into: Organisation) -> None:
        try:
            start.wait()
            merge.merge(old=old, into=into, by=user, at=LATER)
        except merge.CantMerge as refusal:
            told.append(refusal.field)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in (two, two[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (told, Organisation.objects.current().count()) == (["into"], 1)


def test_each_app_tells_once_what_follows():
    assert set(merging.MOVES) == {"programs", "placements"}
    with pytest.raises(ValueError, match="programs"):
        merging.register("programs", merging.MOVES["programs"])

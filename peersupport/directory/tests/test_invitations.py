"""The only way to an account."""

import datetime as dt
import threading

import pytest
from django.db import connection

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.actions import invitations, memberships
from peersupport.directory.models import Invitation, Membership, Person
from peersupport.directory.tests.factories import (
    JANUARY,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
)
from peersupport.links import onetime

pytestmark = pytest.mark.django_db
PASSWORD = "tre okända ord"


def invited(email="ny@example.org", role=Role.ORDERER, organisation=None, by=None, at=JANUARY):
    organisation = organisation or OrganisationFactory(host=role in memberships.AT_HOSTS_ONLY)
    invitation, link = invitations.invite(
        email=email,
        given_name="Ny",
        organisation=organisation,
        role=role,
        by=by or MembershipFactory(national=True).user,
        at=at,
    )
    return invitation, onetime.token_of(link)


def test_a_new_account_gets_the_role_it_was_invited_to():
    invitation, token = invited()

    membership = invitations.accept(token=token, given_name="Nya", family_name="Namnet", password=PASSWORD, at=JANUARY)

    user = User.objects.get(email="ny@example.org")
    invitation.refresh_from_db()
    assert (membership.user, membership.organisation, membership.role) == (user, invitation.organisation, Role.ORDERER)
    assert (user.get_full_name(), user.check_password(PASSWORD), user.is_demo) == ("Nya Namnet", True, False)
    assert (invitation.accepted_by, invitation.accepted_at) == (user, JANUARY)


def test_a_link_works_once():
    _invitation, token = invited()
    invitations.accept(token=token, given_name="Nya", password=PASSWORD, at=JANUARY)

    with pytest.raises(onetime.LinkSpent):
        invitations.accept(token=token, given_name="Annan", password=PASSWORD, at=JANUARY)

    assert Membership.objects.filter(role=Role.ORDERER).count() == 1


@pytest.mark.parametrize(("after", "works"), [(dt.timedelta(days=7, seconds=-1), True), (dt.timedelta(days=7), False)])
def test_a_link_works_for_seven_days(after, works):
    _invitation, token = invited()

    if works:
        assert invitations.find(token=token, at=JANUARY + after)[0].email == "ny@example.org"
    else:
        with pytest.raises(onetime.LinkSpent):
            invitations.find(token=token, at=JANUARY + after)


def test_inviting_again_makes_a_new_link_and_ends_the_old_one():
    host = OrganisationFactory(host=True)
    first, old = invited(organisation=host, role=Role.SUPERVISOR)
    second, new = invited(organisation=host, role=Role.SUPERVISOR)

    with pytest.raises(onetime.LinkSpent):
        invitations.find(token=old, at=JANUARY)
    assert first == second
    assert invitations.find(token=new, at=JANUARY)[0] == first


def test_an_invitation_falls_with_its_senders_role():
    sender = MembershipFactory(regional=True)
    _invitation, token = invited(role=Role.SUPERVISOR, organisation=sender.organisation, by=sender.user)
    MembershipFactory(national=True)
    assert invitations.find(token=token, at=JANUARY)[0].invited_by == sender.user

    memberships.end(membership=sender, by=UserFactory(), at=JANUARY)

    with pytest.raises(onetime.LinkSpent):
        invitations.accept(token=token, given_name="Nya", password=PASSWORD, at=JANUARY)
    assert not User.objects.filter(email="ny@example.org").exists()


def test_the_first_coordinators_invitation_has_no_sender_and_stands():
    host = OrganisationFactory(host=True)
    _invitation, link = invitations.invite(
        email="ny@example.org", given_name="Ny", organisation=host, role=Role.NATIONAL_COORDINATOR, by=None, at=JANUARY
    )

    assert invitations.find(token=onetime.token_of(link), at=JANUARY)[0].organisation == host


@pytest.mark.parametrize("token", ["", "1", "1-abc", "9" * 19 + "-" + "a" * 64, "1-" + "0" * 64, "٣-" + "a" * 64])
def test_a_token_that_was_never_given_opens_nothing(token):
    invited()

    with pytest.raises(onetime.LinkSpent):
        invitations.find(token=token, at=JANUARY)


def test_an_address_with_an_account_is_asked_to_sign_in():
    UserFactory(email="ny@example.org")
    invitation, token = invited()

    with pytest.raises(invitations.SignInFirst):
        invitations.accept(token=token, given_name="Inkräktare", password=PASSWORD, at=JANUARY)

    invitation.refresh_from_db()
    assert (invitation.accepted_at, Membership.objects.filter(role=Role.ORDERER).count()) == (None, 0)


def test_an_account_takes_up_a_further_role():
    user = UserFactory(email="ny@example.org")
    _invitation, token = invited()

    membership = invitations.accept(token=token, user=user, at=JANUARY)

    assert (membership.user, User.objects.filter(email="ny@example.org").count()) == (user, 1)


def test_nobody_takes_up_somebody_elses_invitation():
    _invitation, token = invited()

    with pytest.raises(invitations.ForSomebodyElse):
        invitations.accept(token=token, user=UserFactory(), at=JANUARY)

    assert invitations.find(token=token, at=JANUARY)[0].accepted_at is None


def test_somebody_who_has_the_role_is_not_invited_to_it():
    membership = MembershipFactory(orderer=True)

    with pytest.raises(invitations.AlreadyMember) as refusal:
        invited(email=membership.user.email, organisation=membership.organisation)

    assert (refusal.value.field, Invitation.objects.count()) == ("email", 0)


def test_nobody_invites_themselves():
    user = UserFactory()

    with pytest.raises(invitations.NotForYourself):
        invited(email=user.email, by=user)


def test_a_hosts_role_is_not_offered_elsewhere():
    with pytest.raises(memberships.WrongPlace):
        invited(role=Role.SUPERVISOR, organisation=OrganisationFactory())


def peer_supporter_with_account(host, email="Ny@Example.org"):
    person = PersonFactory(email=email)
    RegistrationFactory(person=person, host=host)
    return person


def test_a_peer_supporters_account_is_tied_to_the_hosts_person():
    host = OrganisationFactory(host=True)
    person = peer_supporter_with_account(host)
    _invitation, token = invited(role=Role.PEER_SUPPORTER, organisation=host)

    membership = invitations.accept(token=token, given_name="Ny", password=PASSWORD, at=JANUARY)

    assert Person.objects.get(pk=person.pk).user == membership.user


@pytest.mark.parametrize("case", ["another host", "two of them", "another role"])
def test_a_doubtful_person_is_not_tied_to_an_account(case):
    host = OrganisationFactory(host=True)
    peer_supporter_with_account(OrganisationFactory(host=True) if case == "another host" else host)
    if case == "two of them":
        peer_supporter_with_account(host)
    role = Role.SUPERVISOR if case == "another role" else Role.PEER_SUPPORTER
    _invitation, token = invited(role=role, organisation=host)

    invitations.accept(token=token, given_name="Ny", password=PASSWORD, at=JANUARY)

    assert Person.objects.filter(user__isnull=False).count() == 0


@pytest.mark.django_db(transaction=True)
def test_inviting_somebody_who_takes_the_role_up_in_the_same_moment_is_refused():
    host = OrganisationFactory(host=True)
    _invitation, token = invited(organisation=host, role=Role.SUPERVISOR)

    def take():
        invitations.accept(token=token, given_name="Ny", password=PASSWORD, at=JANUARY)
        connection.close()

    def before_the_row_is_read(execute, sql, *others):
        if 'FROM "directory_invitation"' in sql and "FOR NO KEY UPDATE" in sql:
            taker = threading.Thread(target=take)
            taker.start()
            taker.join()
        return execute(sql, *others)

    with connection.execute_wrapper(before_the_row_is_read), pytest.raises(invitations.AlreadyMember):
        invited(organisation=host, role=Role.SUPERVISOR)

    assert (Membership.objects.filter(role=Role.SUPERVISOR).count(), Invitation.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_the_link_at_once_make_one_account():
    _invitation, token = invited()
    outcomes, ready = [], threading.Barrier(2)

    def take(name):
        ready.wait()
        try:
            invitations.accept(token=token, given_name=name, password=PASSWORD, at=JANUARY)
            outcomes.append("made")
        except onetime.LinkSpent:
            outcomes.append("spent")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[name]) for name in ("A", "B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["made", "spent"]
    assert Membership.objects.filter(role=Role.ORDERER).count() == 1

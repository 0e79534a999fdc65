"""Invite somebody to a role, and let them take it up."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.actions import accounts
from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.actions import memberships
from peersupport.directory.models import Invitation, Membership, Organisation, Person
from peersupport.directory.roles import roles_to_give
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.shared.refusals import Refused

PURPOSE = "invitation"


class AlreadyMember(Refused):
    """The person has this role in this organisation."""


class NotForYourself(Refused):
    """Nobody gives themselves a role."""


class SignInFirst(Refused):
    """The address has an account, so only its owner may take the invitation up."""


class ForSomebodyElse(Refused):
    """The invitation went to another address than the one that is signed in."""


@transaction.atomic
def invite(
    *,
    email: str,
    given_name: str,
    family_name: str = "",
    organisation: Organisation,
    role: Role | str,
    by: User | None,
    at: datetime,
) -> tuple[Invitation, OneTimeLink]:
    """An invitation and its link, which works once and for seven days.

    Inviting the same person to the same role again makes a new link; the old one stops working. ``by`` is None for the
    very first coordinator. Raises AlreadyMember, NotForYourself, memberships.WrongPlace.
    """
    if by is not None and by.email == email:
        raise NotForYourself(_("Somebody else has to give you a role."), field="email")
    if role in memberships.AT_HOSTS_ONLY and not organisation.is_host:
        raise memberships.WrongPlace(_("This role belongs to associations that run cohorts."), field="role")
    if Membership.objects.open().filter(user__email=email, organisation=organisation, role=role).exists():
        raise _already_member()
    asked = Invitation(
        email=email,
        organisation=organisation,
        role=role,
        given_name=given_name,
        family_name=family_name,
        invited_by=by,
        invited_at=at,
    )
    invitation = _one_open(asked)
    return invitation, onetime.issue(purpose=PURPOSE, subject_id=invitation.pk, at=at, expires_at=invitation.expires_at)


def _already_member() -> AlreadyMember:
    return AlreadyMember(_("This person has the role already."), field="email")


def _one_open(asked: Invitation) -> Invitation:
    """The one open invitation to a role, as it was asked for last. Two who invite at once share it."""
    Invitation.objects.bulk_create([asked], ignore_conflicts=True)
    open_ones = Invitation.objects.select_for_update(no_key=True).waiting()
    invitation = open_ones.filter(email=asked.email, organisation=asked.organisation_id, role=asked.role).first()
    if invitation is None:  # it was there a moment ago, and has been taken up since
        raise _already_member()
    for field in ("given_name", "family_name", "invited_by", "invited_at"):
        setattr(invitation, field, getattr(asked, field))
    invitation.save(update_fields=["given_name", "family_name", "invited_by", "invited_at"])
    return invitation


def find(*, token: str, at: datetime, lock: bool = False) -> tuple[Invitation, OneTimeLink]:
    """The invitation behind a link. Raises links.onetime.LinkSpent, also when its sender may no longer invite so."""
    link = onetime.find(purpose=PURPOSE, token=token, at=at, lock=lock)
    invitation = Invitation.objects.select_related("organisation").get(pk=link.subject_id)
    if not standing([invitation]):
        raise onetime.spent()
    return invitation, link


def standing(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Those whose sender can still give the role: an invitation is no stronger than whoever invited. One query."""
    asked = list(invitations)
    senders = Membership.objects.open().filter(user__in={one.invited_by_id for one in asked}, user__is_active=True)
    given = list(senders)
    return [
        one
        for one in asked
        if one.invited_by_id is None
        or any(one.role in roles_to_give(role, one.organisation) for role in given if role.user_id == one.invited_by_id)
    ]


@transaction.atomic
def accept(
    *,
    token: str,
    user: User | None = None,
    given_name: str = "",
    family_name: str = "",
    password: str | None = None,
    at: datetime,
) -> Membership:
    """Take an invitation up: as ``user`` who is signed in, or with a new account.

    A peer supporter's account is tied to the person whom the host has under the same address.
    Raises links.onetime.LinkSpent, SignInFirst, ForSomebodyElse.
    """
    invitation, link = find(token=token, at=at, lock=True)
    if user is None:
        if User.objects.filter(email=invitation.email).exists():
            raise SignInFirst(_("You have an account already. Sign in to take up the invitation."))
        user = accounts.create(
            email=invitation.email, given_name=given_name, family_name=family_name, password=password
        )
    elif user.email != invitation.email:
        raise ForSomebodyElse(_("The invitation went to another address than the one you are signed in with."))
    onetime.use(link, at=at)
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership = memberships.grant(
        user=user, organisation=invitation.organisation, role=invitation.role, by=invitation.invited_by, at=at
    )
    if invitation.role == Role.PEER_SUPPORTER:
        _tie_to_person(invitation, user)
    return membership


def _tie_to_person(invitation: Invitation, user: User) -> None:
    """Only where the address leaves no doubt: one person of this host, without an account."""
    if Person.objects.filter(user=user).exists():
        return
    same = Person.objects.filter(
        email__iexact=invitation.email, user=None, registrations__host=invitation.organisation_id
    )
    found = list(same.values_list("pk", flat=True)[:2])
    if len(found) == 1:
        Person.objects.filter(pk=found[0], user=None).update(user=user)

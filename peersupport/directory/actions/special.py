"""Handle somebody specially: the register knows them by an alias (ADR 34)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from peersupport.accounts.actions import accounts
from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.actions import memberships
from peersupport.directory.actions.invitations import PURPOSE
from peersupport.directory.models import Invitation, Membership, Person
from peersupport.links import onetime
from peersupport.shared import codes
from peersupport.shared.refusals import Refused


class HasOtherRoles(Refused):
    """Their account is needed for something else than to be a participant."""


@transaction.atomic
def give_alias(person: Person, *, by: User, at: datetime) -> None:
    """Make the row an alias, without a way to reach whom it is about. ``person`` is locked. Raises HasOtherRoles."""
    user, addresses = person.user, addresses_of(person)
    person.given_name, person.family_name, person.email, person.phone = _alias(), "", "", ""
    person.user, person.special_at, person.special_by = None, at, by
    person.save(update_fields=["given_name", "family_name", "email", "phone", "user", "special_at", "special_by"])
    if user is not None:
        close_account(user, by=by, at=at)
    forget_invitations(user, addresses, at=at)


def addresses_of(person: Person) -> set[str]:
    """Where they are reached, in lower case: as a participant, and by their account. One query at most."""
    known = {person.email, person.user.email if person.user else ""}
    return {address.lower() for address in known} - {""}


def _alias() -> str:
    """A name that nobody chose, and that nobody else has."""
    while True:
        name = f"{Person.ALIAS} {codes.code(Person.ALIAS_CODE)}"
        if not Person.objects.filter(given_name=name).exists():
            return name


def close_account(user: User, *, by: User, at: datetime) -> None:
    """The account of somebody who is a participant or a peer supporter here and nothing else. Raises HasOtherRoles."""
    roles = list(Membership.objects.open().filter(user=user))
    if any(role.role != Role.PEER_SUPPORTER for role in roles):
        raise HasOtherRoles(_("They have another role here than that of a peer supporter. End that one first."))
    for role in roles:
        memberships.end(membership=role, by=by, at=at)
    accounts.erase(user=user)


def forget_invitations(user: User | None, addresses: Collection[str], *, at: datetime) -> None:
    """Those that wait are gone with their links; of the others it stays that somebody was invited."""
    theirs = Q(lowered__in=addresses) if user is None else Q(lowered__in=addresses) | Q(accepted_by=user)
    found = Invitation.objects.annotate(lowered=Lower("email")).filter(theirs)
    ids = list(found.values_list("pk", flat=True))
    for pk in ids:
        onetime.take_back(purpose=PURPOSE, subject_id=pk, at=at)
    rows = Invitation.objects.filter(pk__in=ids)
    rows.waiting().delete()
    rows.update(**Invitation.PERSONAL)

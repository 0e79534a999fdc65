"""Somebody has died: the register knows it, and no way to write to them."""

from datetime import date, datetime

from django.db import transaction

from peersupport.accounts.models import User
from peersupport.directory.actions.special import addresses_of, close_account, forget_invitations
from peersupport.directory.models import Person


@transaction.atomic
def note(person: Person, *, on: date, by: User, at: datetime) -> None:
    """Their address, phone and account are gone, the name stays. ``person`` is locked. Raises HasOtherRoles."""
    user, addresses = person.user, addresses_of(person)
    person.died_on, person.email, person.phone, person.user = on, "", "", None
    person.save(update_fields=["died_on", "email", "phone", "user"])
    if user is not None:
        close_account(user, by=by, at=at)
    forget_invitations(user, addresses, at=at)

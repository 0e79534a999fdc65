"""Handle somebody specially: from one press on, nothing in the house says who they are (ADR 34)."""

from datetime import datetime

from django.db import transaction

from peersupport.accounts.models import User
from peersupport.directory.actions.special import addresses_of, give_alias
from peersupport.directory.models import Person
from peersupport.letters import outbox
from placements.actions import special as placements
from training.actions import special as training


@transaction.atomic
def handle_specially(*, person: Person, by: User, at: datetime) -> Person:
    """Give the person an alias and erase every copy of their name and of how they are reached; the person as they are
    now.

    What they have done and have stays. It can't be undone, and done twice it is done once. Raises HasOtherRoles.
    """
    row = Person.objects.locked().get(pk=person.pk)
    if row.special_at is not None:
        return row
    addresses = addresses_of(row)
    outbox.forget_person(addresses=addresses, user=row.user)
    training.forget(person=row, addresses=addresses, by=by, at=at)
    placements.forget(person=row)
    give_alias(row, by=by, at=at)
    return row

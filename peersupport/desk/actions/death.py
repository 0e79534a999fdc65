"""Somebody has died: no letter goes to them, and nobody waits for them (domain 7.9)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.actions import death as directory
from peersupport.directory.actions.special import addresses_of
from peersupport.directory.models import Person
from peersupport.letters import outbox
from peersupport.shared.refusals import Refused
from placements.actions import death as placements
from training.actions import death as training


@transaction.atomic
def note(*, person: Person, died_on: date, by: User, at: datetime) -> None:
    """End what goes on, and forget how the person was reached. What they have done stays under their name.

    Noted twice it is noted once. Raises Refused beside ``died_on``, and HasOtherRoles.
    """
    row = Person.objects.locked().get(pk=person.pk)
    if row.died_on is not None:
        return
    if died_on > localtime(at).date():
        raise Refused(_("The day can't be in the future."), field="died_on")
    addresses = addresses_of(row)
    outbox.forget_person(addresses=addresses, user=row.user)
    training.end_all(person=row, addresses=addresses, by=by, at=at)
    placements.end_all(person=row, on=died_on, by=by, at=at)
    directory.note(row, on=died_on, by=by, at=at)

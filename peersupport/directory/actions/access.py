"""Give and take the sight of a person."""

from datetime import datetime

from django.db import transaction

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.models import Organisation, Person, PersonAccess, Registration


@transaction.atomic
def register(*, person: Person, host: Organisation, at: datetime) -> Registration:
    """This host answers for this person's data from now on. Safe to repeat."""
    return Registration.objects.get_or_create(person=person, host=host, defaults={"registered_at": at})[0]


@transaction.atomic
def give(*, person: Person, user: User, role: Role, because: str, at: datetime) -> None:
    """Let ``user`` see ``person`` in ``role`` until :func:`end` is called with the same ``because``. Safe to repeat."""
    PersonAccess.objects.bulk_create(
        [PersonAccess(person=person, user=user, role=role, because=because, since=at)], ignore_conflicts=True
    )


@transaction.atomic
def end(*, because: str, at: datetime, role: Role | None = None) -> int:
    """Take back what was given for one reason (in one role, or in all); the number of accesses ended."""
    given = PersonAccess.objects.open().filter(because=because)
    if role is not None:
        given = given.filter(role=role)
    return given.update(until=at)


@transaction.atomic
def end_all(*, user: User, role: Role | str, at: datetime) -> int:
    """Take back everything that somebody was given to see in one role; the number of accesses ended."""
    return PersonAccess.objects.open().filter(user=user, role=role).update(until=at)

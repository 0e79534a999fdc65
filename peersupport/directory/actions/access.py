"""Give and take the sight of people.

What gives a sight is named by ``because``, as "training.participation:7", so that it ends with its cause. Locks are
taken in one order, memberships before sights, so whoever hands over gives first and takes back then.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Greatest

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership, Organisation, Person, PersonAccess, Registration
from peersupport.directory.models.access import PersonAccessQuerySet


@transaction.atomic
def register(*, person: Person, host: Organisation, at: datetime) -> Registration:
    """This host answers for this person's data from now on. Safe to repeat."""
    return Registration.objects.get_or_create(person=person, host=host, defaults={"registered_at": at})[0]


@transaction.atomic
def give(*, to: Iterable[Membership], of: Mapping[str, int], by: User, at: datetime) -> None:
    """Let these members see people, until :func:`end` is called for the same cause. Safe to repeat.

    ``of`` maps each cause to the id of the person it shows. The memberships are locked, and those that have ended by
    now are passed over: who gives and who ends a role at the same moment wait for each other.
    """
    wanted = [membership.pk for membership in to]
    members = Membership.objects.open().filter(pk__in=wanted).select_for_update(no_key=True).order_by("pk")
    PersonAccess.objects.bulk_create(
        [
            PersonAccess(
                person_id=person_id,
                user_id=member.user_id,
                organisation_id=member.organisation_id,
                role=member.role,
                because=because,
                since=at,
                given_by=by,
            )
            for member in members
            for because, person_id in of.items()
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def end(
    *,
    because: Collection[str],
    by: User,
    at: datetime,
    role: Role | None = None,
    keep: Collection[Membership] = (),
) -> int:
    """Take back what was given for these causes (in one role, or in all); the number of sights ended.

    What the members in ``keep`` were given stays: those who go on seeing are not seen to stop and begin again.
    """
    given = PersonAccess.objects.open().filter(because__in=because)
    if role is not None:
        given = given.filter(role=role)
    for member in keep:
        given = given.exclude(user=member.user_id, organisation=member.organisation_id, role=member.role)
    return _end(given, by=by, at=at)


@transaction.atomic
def end_all(*, membership: Membership, by: User, at: datetime) -> int:
    """Take back everything that somebody was given to see in one role at one organisation; how many sights ended."""
    return _end(PersonAccess.objects.given_to(membership), by=by, at=at)


@transaction.atomic
def follow(*, old: Organisation, new: Organisation, by: User, at: datetime) -> None:
    """What was given at ``old`` is given at ``new`` from now on. The memberships that have it are locked already."""
    given = PersonAccess.objects.open().filter(organisation=old)
    same = {name: OuterRef(name) for name in ("person", "user", "role", "because")}
    _end(given.filter(Exists(PersonAccess.objects.open().filter(organisation=new, **same))), by=by, at=at)
    given.update(organisation=new)


def _end(given: PersonAccessQuerySet, *, by: User, at: datetime) -> int:
    """End these sights, locked in one order. None ends before it began: the clocks of two who act may differ."""
    pks = list(given.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    return PersonAccess.objects.filter(pk__in=pks).update(until=Greatest(F("since"), Value(at)), ended_by=by)

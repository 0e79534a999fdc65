"""Whom to ask about an order, and seats as dots."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership
from programs.models import OrderLine, Seat

MOST_CONTACTS = 3
SHAPES = 5  # the sprite has so many shapes; a sixth orderer or funder gets the first one again
DOTS = {
    Seat.Status.RESERVED: "held",
    Seat.Status.CONFIRMED: "confirmed",
    Seat.Status.ASSIGNED: "named",
    Seat.Status.DELIVERED: "named",
}


@dataclass(frozen=True)
class Dot:
    """A seat as parts/seat_dots.html draws it."""

    state: str


def contacts_of(*, lines: Iterable[OrderLine]) -> list[User]:
    """Whom an orderer asks about an order: coordinators of the cohorts' hosts, or the nation's while it has no cohort.

    One query.
    """
    hosts = {line.cohort.host_id for line in lines if line.cohort_id}
    asked = Q(role=Role.REGIONAL_COORDINATOR, organisation__in=hosts) if hosts else Q(role=Role.NATIONAL_COORDINATOR)
    members = Membership.objects.open().filter(asked)
    people = User.objects.filter(pk__in=members.values("user"), is_active=True)
    return list(people.order_by("given_name", "family_name", "pk")[:MOST_CONTACTS])

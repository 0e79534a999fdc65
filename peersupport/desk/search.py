"""Search over everything that somebody may open: names of people and places, numbers of orders, seats, certificates.

Each group asks once, for a few rows more than nobody reads. Django escapes what LIKE would take for a wildcard.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Permission
from peersupport.directory.models import Municipality, Organisation, Person
from placements.models import Workplace
from programs.models import Cohort, Order, Seat
from training.models import Certificate

HITS = 8
SHORTEST = 2  # letters; one letter is half the register
LONGEST = 100


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    text: str = ""


@dataclass(frozen=True)
class Group:
    title: str | Promise
    icon: str
    hits: list[Hit]


def search(text: str, membership) -> list[Group]:
    """At most HITS of each kind that the role may see. At most six queries."""
    text = " ".join(text.split())[:LONGEST]
    if len(text) < SHORTEST:
        return []
    return [group for group in _groups(text, membership) if group.hits]


def _groups(text: str, membership) -> Iterator[Group]:
    if any(character.isdigit() for character in text):
        if membership.may(Permission.ORDER_SEE):
            yield Group(_("Orders and seats"), "inbox", _orders(text, membership))
        if membership.may(Permission.CERTIFICATE_ISSUE):
            yield Group(_("Certificates"), "award", _certificates(text, membership))
    elif membership.may(Permission.PERSON_SEE):
        yield Group(_("People"), "user", _people(text, membership))
    if membership.may(Permission.COHORT_SEE):
        yield Group(_("Cohorts"), "graduation-cap", _cohorts(text, membership))
    if membership.may(Permission.WORKPLACE_SEE):
        yield Group(_("Workplaces"), "building", _workplaces(text, membership))
    if membership.may(Permission.ORGANISATION_SEE):
        yield Group(_("Organisations"), "building-2", _organisations(text, membership))
        yield Group(_("Municipalities"), "map-pin", _municipalities(text))


def _people(text: str, membership) -> list[Hit]:
    """By name, but not by its index: to find eight rare names PostgreSQL would walk half the register in order."""
    rows = Person.objects.visible_to(membership).named(text).order_by(Concat("sort_name", Value("")), "pk")
    return [Hit(row.list_name, reverse("person", args=[row.pk])) for row in rows[:HITS]]


def _orders(text: str, membership) -> list[Hit]:
    """By the order's number, or a seat's, which begins with it; a funded seat's begins with G."""
    number = text.upper()
    if number.startswith("G-"):
        seats = Seat.objects.visible_to(membership).filter(number__startswith=number).select_related("cohort")
        if not membership.may(Permission.COHORT_MANAGE):
            return []
        return [
            Hit(seat.number, reverse("training:cohort_seats", args=[seat.cohort_id]), seat.cohort.name)
            for seat in seats.order_by("number")[:HITS]
        ]
    orders = Order.objects.visible_to(membership).filter(number__startswith=number.partition("/")[0])
    return [
        Hit(order.number, reverse("programs:order", args=[order.number]), order.orderer.name)
        for order in orders.select_related("orderer").order_by("number")[:HITS]
    ]


def _certificates(text: str, membership) -> list[Hit]:
    rows = Certificate.objects.visible_to(membership).filter(number__startswith=text.upper()).select_related("person")
    return [
        Hit(row.number, reverse("person", args=[row.person_id]), row.person.list_name)
        for row in rows.order_by("number")[:HITS]
    ]


def _cohorts(text: str, membership) -> list[Hit]:
    rows = Cohort.objects.visible_to(membership).filter(name__icontains=text).select_related("host")
    return [
        Hit(row.name, reverse("training:cohort", args=[row.pk]), row.host.name)
        for row in rows.order_by("-starts_on", "pk")[:HITS]
    ]


def _workplaces(text: str, membership) -> list[Hit]:
    rows = Workplace.objects.visible_to(membership).filter(name__icontains=text).select_related("municipality")
    return [
        Hit(row.name, reverse("placements:workplace", args=[row.pk]), row.municipality.name)
        for row in rows.order_by("sort_name", "pk")[:HITS]
    ]


def _organisations(text: str, membership) -> list[Hit]:
    """By name, also a former one, or by number."""
    rows = Organisation.objects.visible_to(membership).current().called(text)
    return [
        Hit(row.name, reverse("organisation", args=[row.pk]), _what_it_is(row, text))
        for row in rows.order_by("sort_name", "pk")[:HITS]
    ]


def _what_it_is(organisation: Organisation, text: str) -> str:
    """Its kind; and the former name that was searched for, where its own doesn't have it."""
    if organisation.once is None or text.casefold() in organisation.name.casefold():
        return organisation.get_kind_display()
    return _("earlier %(name)s") % {"name": organisation.once}


def _municipalities(text: str) -> list[Hit]:
    rows = Municipality.objects.filter(Q(name__icontains=text) | Q(code=text)).select_related("county")
    return [
        Hit(row.name, f"{reverse('organisations')}?kommun={row.code}", row.county.name)
        for row in rows.order_by("sort_name", "pk")[:HITS]
    ]

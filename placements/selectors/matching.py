"""Who can start somewhere, and which people and workplaces fit each other.

Nobody is scored: a workplace fits what somebody wishes or says what doesn't, workplaces may be sorted by distance for
one person, and people are sorted by name alone.
"""

from datetime import date

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Cast, Cos, Greatest, Least, Lower, Power, Radians, Round, Sin, Sqrt
from django.db.models.lookups import LessThanOrEqual

from peersupport.directory.models import Person, Registration
from placements.models import Introduction, Opening, Placement, Workplace, WorkWish
from training.models import Certificate, Participation

EARTH_KM = 6371.0
STEP_KM = 10  # municipalities are points here, so anything finer would be made up
SORTS = {"": ("km", "workplace__sort_name", "pk"), "namn": ("workplace__sort_name", "pk"), "start": ("begins", "pk")}


def to_place(membership, *, search: str = "") -> QuerySet[Certificate]:
    """Certificates of those who can start somewhere, the newest first: without a search, those not at work now."""
    found = (
        Certificate.objects.visible_to(membership)
        .in_force()
        .of_the_living()
        .select_related("person", "participation__cohort")
    )
    words = search.lower().split()
    if words:
        found = found.annotate(given=Lower("person__given_name"), family=Lower("person__family_name"))
        for word in words:
            found = found.filter(Q(given__contains=word) | Q(family__contains=word))
    else:
        found = found.exclude(Exists(Placement.objects.open().filter(person=OuterRef("person"))))
    return found.order_by("-pk")


def people_to_match(membership, *, on: date) -> QuerySet[WorkWish]:
    """Wishes of those who are certified or in a course and have no placement, by name."""
    theirs = {"person": OuterRef("person")}
    certified = Exists(Certificate.objects.in_force().filter(**theirs))
    in_course = Exists(Participation.objects.filter(**theirs, status=Participation.Status.ADMITTED))
    at_work = Exists(Placement.objects.open().filter(**theirs))
    rows = WorkWish.objects.visible_to(membership).shown(on).filter(certified | in_course, ~at_work)
    return rows.annotate(certified=certified).select_related("person").order_by("person__sort_name", "pk")


def openings_to_match(membership) -> QuerySet[Opening]:
    """Workplaces that somebody sees and where a peer supporter is wanted, by name."""
    rows = Opening.objects.visible_to(membership).with_room()
    return rows.select_related("workplace__owner", "workplace__municipality").order_by("workplace__sort_name", "pk")


def places_to_avoid(person: Person) -> QuerySet[Workplace]:
    """Workplaces that somebody may leave out of what they are proposed to, by name: those that may come in question."""
    hosts = Registration.objects.filter(person=person).values("host")
    rows = Workplace.objects.open().filter(host__in=hosts)
    return rows.only("name").order_by("sort_name", "pk")


def openings_for(wish: WorkWish, membership, *, on: date) -> QuerySet[Opening]:
    """Where the person could be proposed, each with what fits: ``in_reach``, ``right_percent``, ``in_time``, ``liked``.

    ``km`` is a straight line between two municipalities, to the nearest ten. Places that they would rather not be
    proposed to are not among them, and nothing says that there are any.
    """
    hosts = Registration.objects.filter(person=wish.person_id).values("host")
    rows = openings_to_match(membership).filter(workplace__host__in=hosts)
    rows = rows.exclude(workplace__in=wish.avoids.values("pk"))
    proposed = Introduction.objects.open().filter(person=wish.person_id, workplace=OuterRef("workplace"))
    begins = Greatest(F("from_on"), Value(on))  # GREATEST leaves out what is empty
    return rows.annotate(
        km=_rounded(_between("workplace__municipality", wish.municipality)),
        in_reach=_says(_reached(_between("workplace__municipality", wish.municipality), wish.km)),
        right_percent=_says(Q(percent_least__lte=wish.percent_most, percent_most__gte=wish.percent_least)),
        begins=begins,
        in_time=_says(_waits(on) | Q(from_on__gte=wish.from_on or on)),
        liked=_says(_is_liked(wish)),
        is_proposed=Exists(proposed),
    )


def certified_at(introduction: Introduction) -> Participation | None:
    """The course that certified the person at the host of an introduction, the latest; None before a certificate."""
    in_force = Certificate.objects.in_force().filter(participation=OuterRef("pk"))
    both = {"person": introduction.person_id, "host": introduction.host_id}
    return Participation.objects.filter(Exists(in_force), **both).order_by("-pk").first()


def that_fit(rows: QuerySet[Opening]) -> QuerySet[Opening]:
    return rows.filter(in_reach=True, right_percent=True, in_time=True, liked=True)


def people_for(opening: Opening, membership, *, on: date) -> QuerySet[WorkWish]:
    """Those whose limits take the workplace in, by name and in no other order; ``km`` as in :func:`openings_for`."""
    unit = opening.workplace
    rows = people_to_match(membership, on=on).at_host(unit.host_id).exclude(avoids=unit)
    names_a_day = opening.from_on is not None and opening.from_on > on
    in_time = Q(from_on=None) | Q(from_on__lte=opening.from_on) if names_a_day else Q()
    distance = _between("municipality", unit.municipality)
    return (
        rows.filter(
            Q(km=None) | Q(km__gte=distance),
            Q(kinds=[]) | Q(kinds__contains=[unit.kind]),
            in_time,
            percent_least__lte=opening.percent_most,
            percent_most__gte=opening.percent_least,
        )
        .exclude(not_kinds__contains=[unit.kind])
        .annotate(away=_rounded(distance))
        .select_related("municipality")
    )


def _waits(on: date) -> Q:
    """Whether a workplace takes somebody whenever they can: it has named no day, or that day has been."""
    return Q(from_on=None) | Q(from_on__lte=on)


def _says(condition: Q | Value) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _reached(distance: Combinable, km: int | None) -> Q | Value:
    return Value(True) if km is None else Q(LessThanOrEqual(distance, km))


def _is_liked(wish: WorkWish) -> Q | Value:
    if wish.kinds:
        return Q(workplace__kind__in=wish.kinds)
    return ~Q(workplace__kind__in=wish.not_kinds) if wish.not_kinds else Value(True)


def _between(path: str, place) -> Combinable:
    """Kilometres in a straight line from a row's municipality to ``place`` (haversine); NULL without one."""
    if place is None:
        return Value(None, output_field=FloatField())
    here, there = Radians(F(f"{path}__latitude")), Radians(Value(place.latitude))
    east = Radians(F(f"{path}__longitude") - Value(place.longitude))
    half = Power(Sin((here - there) / 2.0), 2) + Cos(here) * Cos(there) * Power(Sin(east / 2.0), 2)
    return 2 * EARTH_KM * ASin(Sqrt(Least(half, Value(1.0))))


def _rounded(distance: Combinable) -> Cast:
    return Cast(Round(distance / STEP_KM) * STEP_KM, IntegerField())

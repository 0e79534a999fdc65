"""What peer supporters can learn after the certificate, who goes, and the hours that it makes."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Sum, When

from peersupport.directory.models import Person, Registration
from placements.models import Education, EducationHours, EducationNeed, SignUp
from training.models import Certificate

NEEDS_OF = timedelta(days=183)  # what was asked for half a year ago is answered, or asked for again


def education_of(membership) -> QuerySet[Education]:
    """What the reader may see, with its numbers and how they stand in it themself."""
    rows = Education.objects.visible_to(membership).select_related("host")
    return rows.with_numbers().with_own(membership)


def persons_host(*, person: Person, education: Education) -> int | None:
    """The id of the host that answers for somebody's rows about an education: its own where it can, else their first.

    None for somebody whom no host answers for.
    """
    known = Registration.objects.filter(person=person)
    first = Case(When(host=education.host_id, then=0), default=1)
    return known.order_by(first, "pk").values_list("host", flat=True).first()


def sign_ups_in(*, education: Education, membership) -> QuerySet[SignUp]:
    """Who goes and who waits, as the reader may see them: the line in its order."""
    rows = SignUp.objects.visible_to(membership).filter(education=education).exclude(status=SignUp.Status.WITHDRAWN)
    return rows.select_related("person", "host").order_by("status", "signed_up_at", "pk")


def to_sign_up(*, education: Education, membership, search: str = "") -> QuerySet[Person]:
    """People with a certificate in force who neither go nor wait; nobody who is handled specially or has died."""
    certified = Certificate.objects.visible_to(membership).in_force().filter(person=OuterRef("pk"))
    going = SignUp.objects.filter(education=education, person=OuterRef("pk")).exclude(status=SignUp.Status.WITHDRAWN)
    people = Person.objects.visible_to(membership).living().named(search).filter(special_at=None)
    return people.filter(Exists(certified), ~Exists(going)).order_by("sort_name", "pk")


def hours_since(*, person: Person, since: date) -> Decimal:
    """The hours that count from a day on: what a renewal asks for. One query."""
    counted = EducationHours.objects.counted().filter(person=person, held_on__gte=since)
    return counted.aggregate(n=Sum("hours"))["n"] or Decimal(0)


@dataclass(frozen=True)
class Ledger:
    """Somebody's own hours, the newest first."""

    rows: list[EducationHours]

    @property
    def counted(self) -> Decimal:
        return self._sum(EducationHours.Status.APPROVED)

    @property
    def waiting(self) -> Decimal:
        return self._sum(EducationHours.Status.REPORTED)

    def _sum(self, status: str) -> Decimal:
        return sum((row.hours for row in self.rows if row.status == status), Decimal(0))


def ledger_of(membership) -> Ledger:
    """One query."""
    rows = EducationHours.objects.visible_to(membership).select_related("sign_up__education")
    return Ledger(list(rows.order_by("-held_on", "-pk")))


@dataclass(frozen=True)
class Need:
    label: str
    times: int


def needs_raised(membership, *, on: date) -> list[Need]:
    """What supervision has asked for lately, most often first. One query."""
    rows = EducationNeed.objects.visible_to(membership).filter(raised_on__gte=on - NEEDS_OF)
    counted = rows.values_list("theme").annotate(n=Count("pk")).order_by("-n", "theme")
    return [Need(str(EducationNeed.Theme(theme).label), times) for theme, times in counted]

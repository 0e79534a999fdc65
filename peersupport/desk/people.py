"""The list of people, with how far each has come. One definition of the steps, for the filter and for the list."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Person
from placements.models import Placement
from training.models import Certificate, Participation

STEPS = {
    "antagen": _("In training"),
    "certifierad": _("Certified, not placed"),
    "placerad": _("At work"),
}
TONES = {"antagen": "sjo", "certifierad": "hj", "placerad": "mo"}


@dataclass(frozen=True)
class Row:
    person: Person
    step: str | Promise
    tone: str
    cohort: str
    workplace: str


def people(membership, *, text: str = "", step: str = "") -> QuerySet[Person]:
    """Those whom somebody sees, by name; ``step`` is one of STEPS, as far as that person's rows are seen too."""
    rows = Person.objects.visible_to(membership).named(text)
    courses = Participation.objects.visible_to(membership)
    at_work = Placement.objects.visible_to(membership).active().values("person")
    match step:
        case "antagen":
            rows = rows.filter(pk__in=courses.filter(status=Participation.Status.ADMITTED).values("person"))
        case "certifierad":
            certified = courses.filter(status=Participation.Status.CERTIFIED).exclude(_revoked())
            rows = rows.filter(pk__in=certified.values("person")).exclude(pk__in=at_work)
        case "placerad":
            rows = rows.filter(pk__in=at_work)
    return rows.only("given_name", "family_name").order_by("sort_name", "pk")


def rows_of(found: list[Person], membership) -> list[Row]:
    """What the list shows of the people on one page. Two queries."""
    ids = [person.pk for person in found]
    courses = Participation.objects.visible_to(membership).filter(person__in=ids).order_by("admitted_at", "pk")
    placements = Placement.objects.visible_to(membership).active().filter(person__in=ids).order_by("starts_on", "pk")
    shown = courses.annotate(revoked=_revoked()).values_list("person", "status", "cohort__name", "revoked")
    latest = {pk: course for pk, *course in shown}
    at_work = dict(placements.values_list("person", "workplace__name"))
    return [_row(person, *latest.get(person.pk, ("", "", False)), at_work.get(person.pk, "")) for person in found]


def _revoked() -> Exists:
    """Whether the certificate of a course was revoked: then it opens no workplace."""
    return Exists(Certificate.objects.filter(participation=OuterRef("pk"), revoked_at__isnull=False))


def _row(person: Person, status: str, cohort: str, revoked: bool, workplace: str) -> Row:
    """``status`` is that of the latest course; all are empty where there is nothing that may be seen."""
    if workplace:
        return Row(person, STEPS["placerad"], TONES["placerad"], cohort, workplace)
    match status:
        case Participation.Status.CERTIFIED if revoked:
            return Row(person, _("Certificate revoked"), "li", cohort, "")
        case Participation.Status.CERTIFIED:
            return Row(person, STEPS["certifierad"], TONES["certifierad"], cohort, "")
        case Participation.Status.ADMITTED:
            return Row(person, STEPS["antagen"], TONES["antagen"], cohort, "")
    return Row(person, Participation.Status(status).label if status else "", "", cohort, "")

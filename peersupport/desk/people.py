"""The list of people, with how far each has come. One definition of the steps, for the filter and for the list."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Person
from placements.models import Placement
from training.models import Participation

STEPS = {
    "antagen": _("In training"),
    "certifierad": _("Certified, not placed"),
    "placerad": _("At work"),
}
TONES = {"antagen": "bl", "certifierad": "hj", "placerad": "mo"}


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
            certified = courses.filter(status=Participation.Status.CERTIFIED).values("person")
            rows = rows.filter(pk__in=certified).exclude(pk__in=at_work)
        case "placerad":
            rows = rows.filter(pk__in=at_work)
    return rows.order_by("sort_name", "pk")


def rows_of(found: list[Person], membership) -> list[Row]:
    """What the list shows of the people on one page. Two queries."""
    ids = [person.pk for person in found]
    courses = Participation.objects.visible_to(membership).filter(person__in=ids).select_related("cohort")
    latest = {row.person_id: row for row in courses.order_by("admitted_at", "pk")}
    placements = Placement.objects.visible_to(membership).active().filter(person__in=ids).select_related("workplace")
    at_work = {row.person_id: row for row in placements.order_by("starts_on", "pk")}
    return [_row(person, latest.get(person.pk), at_work.get(person.pk)) for person in found]


def _row(person: Person, course: Participation | None, placement: Placement | None) -> Row:
    step, tone = "", ""
    if placement:
        step, tone = STEPS["placerad"], TONES["placerad"]
    elif course and course.status == Participation.Status.CERTIFIED:
        step, tone = STEPS["certifierad"], TONES["certifierad"]
    elif course and course.status == Participation.Status.ADMITTED:
        step, tone = STEPS["antagen"], TONES["antagen"]
    elif course:
        step = course.get_status_display()
    return Row(person, step, tone, course.cohort.name if course else "", placement.workplace.name if placement else "")

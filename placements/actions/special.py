"""Handle somebody specially: what was written about them at work is erased (ADR 34)."""

from django.db import transaction

from peersupport.directory.models import Person
from placements.models import EducationHours, Placement


@transaction.atomic
def forget(*, person: Person) -> None:
    """Why they began before a workplace was ready, and what they have learned elsewhere; that they did stays."""
    Placement.objects.filter(person=person).exclude(override_reason="").update(**Placement.PERSONAL)
    EducationHours.objects.filter(person=person).exclude(what="").update(**EducationHours.PERSONAL)

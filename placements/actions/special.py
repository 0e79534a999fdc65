"""Handle somebody specially: what was written about them at work is erased (ADR 34)."""

from django.db import transaction

from peersupport.directory.models import Person
from placements.models import EducationHours, Placement, WellnessPlan


@transaction.atomic
def forget(*, person: Person) -> None:
    """Their own plan, why they began before a workplace was ready, what they learned elsewhere. That they did stays."""
    Placement.objects.filter(person=person).exclude(override_reason="").update(**Placement.PERSONAL)
    EducationHours.objects.filter(person=person).exclude(what="").update(**EducationHours.PERSONAL)
    WellnessPlan.objects.filter(person=person).delete()

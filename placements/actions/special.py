"""Handle somebody specially: what was written about them at work is erased (ADR 34)."""

from django.db import transaction

from peersupport.directory.models import Person
from placements.models import Placement


@transaction.atomic
def forget(*, person: Person) -> None:
    """Why they began before a workplace was ready; that they did, and by whose decision, stays."""
    Placement.objects.filter(person=person).exclude(override_reason="").update(**Placement.PERSONAL)

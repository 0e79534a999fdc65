"""Who can start somewhere."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from placements.models import Placement
from training.models import Certificate


def to_place(membership, *, search: str = "") -> QuerySet[Certificate]:
    """Certificates of those who can start somewhere, the newest first: without a search, those not at work now."""
    found = Certificate.objects.visible_to(membership).in_force().select_related("person", "participation__cohort")
    words = search.lower().split()
    if words:
        found = found.annotate(given=Lower("person__given_name"), family=Lower("person__family_name"))
        for word in words:
            found = found.filter(Q(given__contains=word) | Q(family__contains=word))
    else:
        found = found.exclude(Exists(Placement.objects.open().filter(person=OuterRef("person"))))
    return found.order_by("-pk")

"""Whose months of supervision an order may owe for."""

from datetime import date

from django.db.models import Q, QuerySet

from peersupport.shared.calendar import add_months
from placements.models import Placement
from programs.models import OrderLine

MONTHS_BACK = 12  # what has been missed for longer, a coordinator settles with the orderer


def with_supervision_ordered(on: date) -> QuerySet[Placement]:
    """Those that have begun and lasted into the last year, in programmes in which somebody has months left."""
    lines = OrderLine.objects.still_to_come().filter(kind=OrderLine.Kind.SUPERVISION)
    programmes = lines.values("order__programme")
    ordered = Q(workplace__programme__in=programmes) | Q(participation__cohort__programme__in=programmes)
    lasted = Q(ends_on=None) | Q(ends_on__gte=add_months(on.replace(day=1), -MONTHS_BACK))
    return Placement.objects.begun().filter(ordered, lasted).order_by("pk")

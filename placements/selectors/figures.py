"""The programme's figures: who has started, who hasn't, and where."""

from django.db.models import Count, Exists, OuterRef

from placements.models import Placement, Workplace
from programs.models import Programme
from training.models import Certificate, Participation


def placements_started(*, programme: Programme) -> int:
    """Placements that people certified in the programme have started, whether they go on or have ended."""
    return Placement.objects.begun().filter(participation__cohort__programme=programme).count()


def certified_without_placement(*, programme: Programme) -> int:
    """People with a valid certificate of the programme who have never started a placement."""
    certified = Participation.objects.filter(
        Exists(Certificate.objects.in_force().of_the_living().filter(participation=OuterRef("pk"))),
        cohort__programme=programme,
        status=Participation.Status.CERTIFIED,
    )
    never = certified.exclude(Exists(Placement.objects.begun().filter(person=OuterRef("person"))))
    return never.aggregate(n=Count("person", distinct=True))["n"]


def workplaces_ready(*, programme: Programme) -> int:
    return Workplace.objects.ready().filter(programme=programme).count()


def counties_with_a_placement(*, programme: Programme) -> list[str]:
    """Codes of the counties where people certified in the programme have started."""
    placed = Placement.objects.begun().filter(participation__cohort__programme=programme)
    counties = placed.values_list("workplace__municipality__county", flat=True).distinct()
    return list(counties.order_by("workplace__municipality__county"))

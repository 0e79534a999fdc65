"""Who has what a certificate takes, and what is missing: the one place where it is decided."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from peersupport.accounts.models import User
from programs.models import Cohort, EthicalGuidelines, Requirement, Requirements
from training.models import Participation
from training.rules import Eligibility, Standing


def eligibility(annotated: Participation) -> Eligibility:
    """Of a row that came ``with_requirements()``."""
    return Eligibility(
        standing=standing(annotated),
        takes_summing_up=annotated.takes_summing_up,
        summed_up=annotated.summed_up,
        guidelines=annotated.guidelines,
        acknowledged=annotated.acknowledged,
        takes_assignments=annotated.takes_assignments,
        assignments_left=annotated.assignments_left,
    )


def eligibility_of(*, participation: Participation) -> Eligibility:
    """One person's, as it is in the database now. One query."""
    return eligibility(Participation.objects.with_requirements().get(pk=participation.pk))


def standing_of(*, participation: Participation) -> Standing:
    """One person's standing, as it is in the database now. One query."""
    return standing(Participation.objects.with_attendance().get(pk=participation.pk))


def standings_of(*, participations: Iterable[int]) -> dict[int, Standing]:
    """The standing of each, as it is in the database now. One query."""
    rows = Participation.objects.with_attendance().filter(pk__in=list(participations))
    return {row.pk: standing(row) for row in rows}


def standing(annotated: Participation) -> Standing:
    """The standing of a row that came ``with_attendance()``."""
    return Standing(
        sessions=annotated.sessions,
        registered=annotated.registered,
        attended=annotated.attended,
        required=annotated.required,
        made_up=annotated.made_up,
    )


def guidelines_of(*, participation: Participation) -> EthicalGuidelines | None:
    """The version that their certificate takes; None when it takes none. One query, and one for the cohort."""
    return Requirements.of(Requirement.objects.of(participation.cohort)).guidelines


def may_sum_up(*, cohort: Cohort, by: User) -> QuerySet[User]:
    """Who may have held a summing-up interview that ``by`` notes: the cohort's leaders, or they themself."""
    leaders = cohort.leaders.values("user")
    return User.objects.filter(Q(pk__in=leaders) | Q(pk=by.pk)).order_by("given_name", "family_name", "pk")

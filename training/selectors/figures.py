"""The figures of a programme. Each is counted here and nowhere else."""

from programs.models import Programme
from training.models import Certificate, Participation


def people_total(*, programme: Programme) -> int:
    """People who have taken part in a cohort of the programme and didn't leave it; somebody in two cohorts is one."""
    taking_part = Participation.objects.present_in_course().filter(cohort__programme=programme)
    return taking_part.values("person").distinct().count()


def certified_total(*, programme: Programme) -> int:
    """People with a certificate from the programme that hasn't been revoked."""
    standing = Certificate.objects.not_revoked().filter(participation__cohort__programme=programme)
    return standing.values("person").distinct().count()

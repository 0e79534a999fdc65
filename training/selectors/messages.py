"""Messages as those who write them and those who get them read them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from programs.models import Cohort
from training.models import CohortMessage, Participation


@dataclass(frozen=True)
class Audience:
    """Who a message written now goes to; ``silent`` of them have neither an account nor an address for letters."""

    everybody: int
    silent: int

    @property
    def written_to(self) -> int:
        return self.everybody - self.silent


@dataclass(frozen=True)
class WrittenMessage:
    """One in the list of those who hold the course."""

    message: CohortMessage
    receivers: int
    can_be_regretted: bool


def audience_of(cohort: Cohort) -> Audience:
    rows = Participation.objects.to_be_told().filter(cohort=cohort)
    no_account = Q(person__user=None) | Q(person__user__is_active=False)
    return Audience(
        **rows.aggregate(everybody=Count("pk"), silent=Count("pk", filter=no_account & Q(person__email="")))
    )


def messages_in(*, cohort: Cohort, membership, at: datetime) -> list[WrittenMessage]:
    """Newest first, those that were taken back too: that they were written, not what they said."""
    rows = CohortMessage.objects.visible_to(membership).filter(cohort=cohort).annotate(receivers=Count("copies"))
    rows = rows.select_related("written_by", "regretted_by").order_by("-written_at", "-pk")
    return [WrittenMessage(row, row.receivers, row.regretted_at is None and at < row.told_at) for row in rows]


def messages_to(participations, *, at: datetime) -> list[CohortMessage]:
    """What these participants have been told, newest first."""
    return list(CohortMessage.objects.told_to(participations, at=at).order_by("-written_at", "-pk"))

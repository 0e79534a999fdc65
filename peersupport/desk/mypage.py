"""Min sida: what a peer supporter sees of their own course, work and supervision."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from placements.models import Placement
from training.models import Certificate, CohortMessage, Participation, Respondent
from training.selectors import MyCourse, asks_of, messages_to, my_courses


@dataclass(frozen=True)
class MyPage:
    courses: list[MyCourse]
    certificates: list[Certificate]
    placements: list[Placement]
    told: list[CohortMessage]  # by those who hold their courses, newest first
    asks: list[Respondent]  # what they can say of a course now

    @property
    def next_supervision(self) -> date | None:
        due = [placement.plan.next_due_on for placement in self.placements if placement.plan.next_due_on]
        return min(due, default=None)


def my_page(membership, *, at: datetime) -> MyPage:
    """At most eight queries."""
    participations = Participation.objects.visible_to(membership)
    certificates = Certificate.objects.visible_to(membership).in_force().with_copy()
    placements = Placement.objects.visible_to(membership).open().with_names().select_related("plan")
    return MyPage(
        my_courses(participations, on=localtime(at).date()),
        list(certificates.order_by("-issued_on")),
        list(placements.order_by("-starts_on")),
        messages_to(participations.present_in_course(), at=at),
        asks_of(participations.present_in_course(), on=localtime(at).date()),
    )

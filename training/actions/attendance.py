"""Register who was there."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training.actions import warnings
from training.models import Attendance, CourseDay, DayMark, Participation


class NotYet(Refused):
    """The day hasn't come, or its cohort hasn't opened."""


class NotInTheCohort(Refused):
    """A mark for somebody who isn't a participant of the day's cohort, or a mark that doesn't exist."""


@transaction.atomic
def register_day(*, day: CourseDay, marks: dict[int, str], by: User, at: datetime) -> None:
    """Keep the day marks (participation → DayMark), as one mark for each of the day's sessions; those given before are
    changed, those left out stay.

    Its sessions count as registered once everybody who is expected has a mark. Two who save at once wait for each other
    on the day's row, and the later mark stands. Raises NotYet, NotInTheCohort.
    """
    day = CourseDay.objects.locked().select_related("cohort").get(pk=day.pk)
    if day.date > timezone.localtime(at).date():
        raise NotYet(_("This day hasn't come yet."))
    if day.cohort.status in (Cohort.Status.DRAFT, Cohort.Status.CANCELLED):
        raise NotYet(_("The cohort is “%s”: there is no attendance to register.") % day.cohort.get_status_display())
    in_course = Participation.objects.present_in_course().filter(cohort=day.cohort_id)
    expected = set(in_course.expected_on(day.date).values_list("pk", flat=True))
    everybody = set(in_course.values_list("pk", flat=True))
    if not set(marks) <= everybody or not set(marks.values()) <= set(DayMark.values):
        raise NotInTheCohort(_("The list of participants has changed. Check it and save again."))
    _keep(day, marks)
    marked = set(Attendance.objects.filter(session__day=day).values_list("participation", flat=True))
    if marked and (expected or everybody) <= marked:
        day.sessions.update(registered_at=at, registered_by=by)
    warnings.follow(participations=everybody, at=at)


def _keep(day: CourseDay, marks: dict[int, str]) -> None:
    Attendance.objects.bulk_create(
        [
            Attendance(participation_id=pk, session=session, mark=DayMark(mark).halves[session.part])
            for session in day.sessions.order_by("pk")
            for pk, mark in marks.items()
        ],
        update_conflicts=True,
        unique_fields=["participation", "session"],
        update_fields=["mark"],
    )

"""Register who was there."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training.models import Attendance, CourseDay, Participation


class NotYet(Refused):
    """The day hasn't come, or its cohort hasn't opened."""


class NotInTheCohort(Refused):
    """A mark for somebody who isn't a participant of the day's cohort, or a mark that doesn't exist."""


@transaction.atomic
def register_day(*, day: CourseDay, marks: dict[int, str], by: User, at: datetime) -> None:
    """Keep the marks (participation → mark) of one day; those given before are changed, those left out stay.

    The day counts as registered once every participant has a mark. Two who save at once wait for each other on the
    day's row, and the later mark stands. Raises NotYet, NotInTheCohort.
    """
    day = CourseDay.objects.locked().select_related("cohort").get(pk=day.pk)
    if day.date > timezone.localtime(at).date():
        raise NotYet(_("This day hasn't come yet."))
    if day.cohort.status in (Cohort.Status.DRAFT, Cohort.Status.CANCELLED):
        raise NotYet(_("The cohort is “%s”: there is no attendance to register.") % day.cohort.get_status_display())
    participants = set(
        Participation.objects.present_in_course().filter(cohort=day.cohort_id).values_list("pk", flat=True)
    )
    if not set(marks) <= participants or not set(marks.values()) <= set(Attendance.Mark.values):
        raise NotInTheCohort(_("The list of participants has changed. Check it and save again."))
    Attendance.objects.bulk_create(
        [Attendance(participation_id=pk, day=day, mark=mark) for pk, mark in marks.items()],
        update_conflicts=True,
        unique_fields=["participation", "day"],
        update_fields=["mark"],
    )
    marked = set(Attendance.objects.filter(day=day).values_list("participation", flat=True))
    if participants and participants <= marked:
        day.registered_at, day.registered_by = at, by
        day.save(update_fields=["registered_at", "registered_by"])

"""Course days and who was there."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Case, DecimalField, Deferrable, Q, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows
from programs.models import Cohort


class CourseDayQuerySet(Rows):
    def visible_to(self, membership) -> "CourseDayQuerySet":
        """The days of the cohorts that somebody sees."""
        return self.filter(cohort__in=Cohort.objects.visible_to(membership))

    def of_running_cohorts(self) -> "CourseDayQuerySet":
        return self.filter(cohort__status=Cohort.Status.RUNNING)

    def to_register(self, on: date) -> "CourseDayQuerySet":
        """Days that have come, in running cohorts, whose attendance isn't registered."""
        return self.of_running_cohorts().filter(registered_at=None, date__lte=on)


class CourseDay(models.Model):
    """Kursdag. The number is the day's place in the course; a red day is marked, never forbidden."""

    cohort = models.ForeignKey("programs.Cohort", models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    date = models.DateField()
    red_day = models.CharField(max_length=40, blank=True)  # the Swedish name of the holiday, or ""
    registered_at = models.DateTimeField(null=True)
    registered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who move it at once: actions

    objects = CourseDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="course_day_number_from_one", condition=Q(number__gte=1)),
            # held at the end of each statement, so that one statement may move many days past each other
            models.UniqueConstraint(
                fields=["cohort", "number"], name="course_day_number_once", deferrable=Deferrable.IMMEDIATE
            ),
            models.UniqueConstraint(
                fields=["cohort", "date"], name="course_day_date_once", deferrable=Deferrable.IMMEDIATE
            ),
            models.CheckConstraint(
                name="course_day_registered_when_and_by_whom",
                condition=Q(registered_at=None, registered_by=None)
                | Q(registered_at__isnull=False, registered_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["date"], name="course_day_by_date"),
            models.Index(fields=["date"], condition=Q(registered_at=None), name="course_day_to_register"),
        ]

    def __str__(self) -> str:
        return f"Day {self.number}, {self.date}"


class AttendanceQuerySet(Rows):
    def days_attended(self):
        """An aggregate: days there, a half day as a half."""
        return Sum(
            Case(
                *(When(mark=m, then=Value(share)) for m, share in Attendance.SHARE.items()), output_field=DecimalField()
            )
        )


class Attendance(models.Model):
    """One person, one day. No reason is ever kept."""

    class Mark(models.TextChoices):
        PRESENT = "present", _("Here")
        HALF = "half", _("Half day")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    SHARE = {Mark.PRESENT: Decimal(1), Mark.HALF: Decimal("0.5"), Mark.EXCUSED: Decimal(0), Mark.ABSENT: Decimal(0)}

    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="attendance")
    day = models.ForeignKey(CourseDay, models.CASCADE, related_name="attendance")
    mark = models.CharField(max_length=8, choices=Mark)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participation", "day"], name="one_mark_per_person_and_day"),
            models.CheckConstraint(
                name="attendance_mark_known", condition=Q(mark__in=["present", "half", "excused", "absent"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.day_id}: {self.mark}"

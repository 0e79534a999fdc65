"""Course days, and the two sessions of each."""

from datetime import date, datetime

from django.db import models
from django.db.models import Deferrable, Exists, F, OuterRef, Q
from django.utils.timezone import localtime
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
        return self.of_running_cohorts().filter(_half_is_left(), date__lte=on)

    def with_registration(self) -> "CourseDayQuerySet":
        """With ``is_registered``: the attendance of the whole day is."""
        return self.annotate(is_registered=~_half_is_left())


def _half_is_left() -> Exists:
    """Whether a day has a session whose attendance isn't registered."""
    return Exists(CourseSession.objects.filter(day=OuterRef("pk"), registered_at=None))


class CourseDay(models.Model):
    """Kursdag. The number is the day's place in the course; a red day is marked, never forbidden."""

    cohort = models.ForeignKey("programs.Cohort", models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    date = models.DateField()
    red_day = models.CharField(max_length=40, blank=True)  # the Swedish name of the holiday, or ""
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
        ]
        indexes = [models.Index(fields=["date"], name="course_day_by_date")]

    def __str__(self) -> str:
        return f"Day {self.number}, {self.date}"


class CourseSessionQuerySet(Rows):
    def visible_to(self, membership) -> "CourseSessionQuerySet":
        """Those of the cohorts that somebody sees."""
        return self.filter(day__cohort__in=Cohort.objects.visible_to(membership))

    def of_cohort(self, cohort_id: int) -> "CourseSessionQuerySet":
        return self.filter(day__cohort=cohort_id)

    def to_come(self, at: datetime) -> "CourseSessionQuerySet":
        """Those that have not begun by then, on Swedish clocks."""
        now = localtime(at)
        return self.filter(Q(day__date__gt=now.date()) | Q(day__date=now.date(), starts_at__gt=now.time()))

    def in_order(self) -> "CourseSessionQuerySet":
        return self.order_by("day__date", "starts_at", "pk")

    def stamp(self, at: datetime, **also) -> int:
        """Say that they have changed: calendars that hold them then know (their SEQUENCE is the version)."""
        return self.update(version=F("version") + 1, changed_at=at, **also)


class CourseSession(models.Model):
    """Kurspass: half a course day, with hours on Swedish clocks. Without leaders of its own the cohort's lead it.

    Once somebody has changed it by hand it stays when the start of the course moves.
    """

    class Part(models.TextChoices):
        MORNING = "morning", _("Morning")
        AFTERNOON = "afternoon", _("Afternoon")

    PERSONAL = {}

    day = models.ForeignKey(CourseDay, models.CASCADE, related_name="sessions")
    part = models.CharField(max_length=9, choices=Part)
    starts_at = models.TimeField(_("starts at"))
    ends_at = models.TimeField(_("ends at"))
    module = models.ForeignKey("training.Module", models.PROTECT, null=True, related_name="+")
    room = models.CharField(_("room"), max_length=80, blank=True)  # "": the cohort's place
    registered_at = models.DateTimeField(null=True)
    registered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    changed_by_hand_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    objects = CourseSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "part"], name="course_session_part_once"),
            models.CheckConstraint(name="course_session_part_known", condition=Q(part__in=["morning", "afternoon"])),
            models.CheckConstraint(name="course_session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="course_session_registered_when_and_by_whom",
                condition=Q(registered_at=None, registered_by=None)
                | Q(registered_at__isnull=False, registered_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["day"], condition=Q(registered_at=None), name="course_session_to_register")]

    def __str__(self) -> str:
        return f"{self.part} of day {self.day_id}"


class SessionLeader(models.Model):
    """One of the cohort's leaders leads this session; the others don't."""

    session = models.ForeignKey(CourseSession, models.CASCADE, related_name="leaders")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = Rows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="leader_once_per_session")]

    def __str__(self) -> str:
        return f"{self.user_id} leads {self.session_id}"

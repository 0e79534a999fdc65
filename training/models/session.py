"""The halves of a course day."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows
from programs.models import Cohort
from training.models.course import CourseDay


class CourseSessionQuerySet(Rows):
    def visible_to(self, membership) -> "CourseSessionQuerySet":
        """Those of the cohorts that somebody sees."""
        return self.filter(day__cohort__in=Cohort.objects.visible_to(membership))

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
    changed_by_hand_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    objects = CourseSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "part"], name="course_session_part_once"),
            models.CheckConstraint(name="course_session_part_known", condition=Q(part__in=["morning", "afternoon"])),
            models.CheckConstraint(name="course_session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]

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

"""The meeting at the end of a course: workplaces come, and those who want to meet them get ten minutes with each."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.shared.models import Rows
from placements.models.workplace import Workplace
from programs.models import Cohort


def held_by(membership) -> models.QuerySet:
    """Cohorts whose people somebody may bring together with workplaces: of their own host, for the nation all."""
    cohorts = Cohort.objects.visible_to(membership)
    if membership.role == Role.NATIONAL_COORDINATOR:
        return cohorts
    return cohorts.filter(host=membership.organisation_id)


class MeetingQuerySet(Rows):
    def visible_to(self, membership) -> "MeetingQuerySet":
        """Coordinators and leaders of the cohort."""
        if membership.role not in (*COORDINATORS, Role.COURSE_LEADER):
            return self.none()
        return self.filter(cohort__in=held_by(membership))


class Meeting(models.Model):
    """One for a cohort. Who meets whom in which round isn't kept: it follows from the pairs (rules.rounds)."""

    cohort = models.OneToOneField("programs.Cohort", models.CASCADE, related_name="+")
    begins_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(_("minutes for each"), default=10)
    place = models.CharField(_("place"), max_length=120)
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)  # afterwards: each pair whether they want to go on
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="meeting_of_5_to_30_minutes", condition=Q(minutes__gte=5, minutes__lte=30)),
            models.CheckConstraint(
                name="meeting_asked_when_and_by_whom",
                condition=Q(asked_at=None, asked_by=None) | Q(asked_at__isnull=False, asked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting of cohort {self.cohort_id}"

    def round_at(self, number: int) -> datetime:
        """When a round begins, counted from nought."""
        return self.begins_at + timedelta(minutes=self.minutes * number)


class MeetingPlace(models.Model):
    """A workplace that comes, and has a table."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="places")
    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="+")

    objects = Rows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "workplace"], name="workplace_comes_once")]

    def __str__(self) -> str:
        return f"Workplace {self.workplace_id} at meeting {self.meeting_id}"


class MeetingPair(models.Model):
    """That somebody of the cohort wants to meet a workplace that comes."""

    place = models.ForeignKey(MeetingPlace, models.CASCADE, related_name="pairs")
    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="+")

    objects = Rows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "participation"], name="pair_meets_once")]

    def __str__(self) -> str:
        return f"Participation {self.participation_id} at place {self.place_id}"

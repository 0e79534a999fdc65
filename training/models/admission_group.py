"""Who reads and assesses the applications to a cohort."""

from django.db import models
from django.db.models import Q

from peersupport.shared.models import Rows


class AssessorQuerySet(Rows):
    def open(self) -> "AssessorQuerySet":
        return self.filter(ended_at=None)


class Assessor(models.Model):
    """Somebody in a cohort's admission group. Nobody else sees an application, whatever their role."""

    cohort = models.ForeignKey("programs.Cohort", models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    added_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = AssessorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"], condition=Q(ended_at=None), name="once_in_an_admission_group"
            ),
            models.CheckConstraint(
                name="assessor_ended_when_and_by_whom",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.cohort_id}"

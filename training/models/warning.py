"""That somebody's attendance has come below what a certificate takes, so that it is said once."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows, label_of
from training import rules


class AttendanceWarningQuerySet(Rows):
    def open(self) -> "AttendanceWarningQuerySet":
        """What is so now."""
        return self.filter(ended_at=None)

    def to_talk_about(self) -> "AttendanceWarningQuerySet":
        return self.open().filter(talked_at=None)


class AttendanceWarning(models.Model):
    """One crossing of a limit, from when to when; written by actions.warnings alone, from rules.Standing."""

    class Level(models.TextChoices):
        BELOW = rules.BELOW, _("Below the limit")
        OUT_OF_REACH = rules.OUT_OF_REACH, _("Out of reach")

    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="warnings")
    level = models.CharField(max_length=12, choices=Level)
    crossed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    talked_at = models.DateTimeField(null=True)
    talked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    get_level_display = label_of("level", Level)
    objects = AttendanceWarningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participation"], condition=Q(ended_at=None), name="one_open_warning_per_person"
            ),
            models.CheckConstraint(name="warning_level_known", condition=Q(level__in=["below", "out_of_reach"])),
            models.CheckConstraint(
                name="warning_ends_after_it_began", condition=Q(ended_at=None) | Q(ended_at__gte=F("crossed_at"))
            ),
            models.CheckConstraint(
                name="warning_talked_when_and_by_whom",
                condition=Q(talked_at=None, talked_by=None) | Q(talked_at__isnull=False, talked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}: participation {self.participation_id}"

"""What makes a workplace that was ready need a new staff session: another manager, or many new people in the team."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows
from placements.models.staff_session import StaffSession
from placements.models.workplace import Workplace


class StaffChangeQuerySet(Rows):
    def not_met(self) -> "StaffChangeQuerySet":
        """Those after which no session has been held, or for a new manager none with a manager in the room."""
        after = StaffSession.objects.filter(workplace=OuterRef("workplace"), held_on__gte=OuterRef("since"))
        met_manager = Exists(after.filter(managers_present__gte=1))
        return self.filter(
            Q(~met_manager, cause=StaffChange.Cause.MANAGER) | Q(~Exists(after), cause=StaffChange.Cause.TURNOVER)
        )


class StaffChange(models.Model):
    """One such change, from a day on. How many are new is a number, and nobody's name."""

    class Cause(models.TextChoices):
        MANAGER = "manager", _("A new manager")
        TURNOVER = "turnover", _("New people in the team")

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="changes")
    cause = models.CharField(max_length=8, choices=Cause)
    since = models.DateField()
    newcomers = models.PositiveSmallIntegerField(null=True)  # of a turnover: since the latest staff session
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = StaffChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="staff_change_cause_known", condition=Q(cause__in=["manager", "turnover"])),
            models.CheckConstraint(
                name="turnover_has_a_number",
                condition=Q(cause="manager", newcomers=None)
                | Q(cause="turnover", newcomers__isnull=False, newcomers__gte=1),
            ),
        ]
        indexes = [models.Index(fields=["workplace", "-since"], name="staff_change_by_workplace")]

    def __str__(self) -> str:
        return f"{self.cause} at {self.workplace_id}"

"""What somebody has ticked of what makes a workplace ready."""

from django.db import models
from django.db.models import Q

from peersupport.shared.models import Rows, label_of
from placements.models.workplace import Workplace
from programs.models import ReadinessItem

TICKED = [(kind.value, kind.label) for kind in ReadinessItem.Kind if kind not in ReadinessItem.KNOWN]


class ReadinessTickQuerySet(Rows):
    def standing(self) -> "ReadinessTickQuerySet":
        """Those that nobody has taken back."""
        return self.filter(undone_at=None)


class ReadinessTick(models.Model):
    """One thing is in place at a workplace: who said so and when, and who took it back."""

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="ticks")
    kind = models.CharField(max_length=16, choices=TICKED)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    get_kind_display = label_of("kind", ReadinessItem.Kind)
    objects = ReadinessTickQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workplace", "kind"], condition=Q(undone_at=None), name="one_tick_stands_for_each_thing"
            ),
            models.CheckConstraint(
                name="tick_of_what_is_ticked",
                condition=Q(
                    kind__in=[
                        *("decision", "role", "introduction", "access", "documentation", "supervision_time"),
                        *("risk", "absence", "network", "follow_ups"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="tick_undone_when_and_by_whom",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.workplace_id}"

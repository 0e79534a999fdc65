"""A pause in somebody's work: from when to when, and never why."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows, days


class PlacementPauseQuerySet(Rows):
    def on(self, day: date) -> "PlacementPauseQuerySet":
        """Those that are made on a day."""
        return self.not_over(day).filter(begins_on__lte=day)

    def not_over(self, day: date) -> "PlacementPauseQuerySet":
        """Those that are made on a day, or will be later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class PlacementPause(models.Model):
    """Vilande (domain 7.9): still employed, not at work. The supervision plan rests; letters about it rest with it."""

    placement = models.ForeignKey("placements.Placement", models.CASCADE, related_name="pauses")
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True)  # null: nobody knows yet
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = PlacementPauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="placement_pause_ends_after_it_began",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
            ),
            ExclusionConstraint(
                name="one_pause_at_a_time_of_a_placement",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    (
                        days("begins_on", "ends_on"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"Pause of placement {self.placement_id} from {self.begins_on}"

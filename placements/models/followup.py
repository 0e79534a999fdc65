"""Uppföljning: the planned talks after 1, 3, 6 and 12 months."""

from django.db import models
from django.db.models import Q

from peersupport.accounts.permissions import Role


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, membership) -> "FollowUpQuerySet":
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(placement__host=membership.organisation_id)
            case Role.SUPERVISOR:
                return self.filter(placement__supervisor=membership.user_id)
            case Role.UNIT_MANAGER:
                return self.filter(placement__workplace__manager=membership.user_id)
        return self.none()

    def waiting(self) -> "FollowUpQuerySet":
        return self.filter(held_on=None, placement__status="active")


class FollowUp(models.Model):
    """Made when a placement starts, one for each of the programme's months; noted when it was held."""

    placement = models.ForeignKey("placements.Placement", models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    held_on = models.DateField(null=True)
    held_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "months"], name="one_follow_up_per_month_mark"),
            models.CheckConstraint(
                name="follow_up_held_when_and_by_whom",
                condition=Q(held_on=None, held_by=None) | Q(held_on__isnull=False, held_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(held_on=None), name="follow_up_waiting")]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.months} months"

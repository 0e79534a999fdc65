"""Uppföljning: the planned talks after 1, 3, 6 and 12 months."""

from django.db import models
from django.db.models import Q

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows
from placements.models.placement import Placement


class FollowUpQuerySet(Rows):
    def visible_to(self, membership) -> "FollowUpQuerySet":
        """Whoever sees the placement, but for the peer supporter, who is told in person."""
        if membership.role == Role.NATIONAL_COORDINATOR:
            return self
        if membership.role in (Role.REGIONAL_COORDINATOR, Role.SUPERVISOR, Role.UNIT_MANAGER):
            return self.filter(placement__in=Placement.objects.visible_to(membership))
        return self.none()

    def waiting(self) -> "FollowUpQuerySet":
        return self.filter(held_on=None, placement__status=Placement.Status.ACTIVE)


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
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(held_on=None), name="follow_up_waiting"),
            models.Index(fields=["placement"], condition=Q(held_on=None), name="follow_up_waiting_of"),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.months} months"

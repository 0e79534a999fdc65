"""A peer supporter's own plan for lasting in the work: theirs alone, and shared for as long as they say."""

from datetime import date

from django.db import models
from django.db.models import Q

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows


class WellnessPlanQuerySet(Rows):
    def owned_by(self, membership) -> "WellnessPlanQuerySet":
        if membership.role != Role.PEER_SUPPORTER:
            return self.none()
        return self.filter(person__user=membership.user_id)

    def shared_with(self, membership, *, on: date) -> "WellnessPlanQuerySet":
        """What somebody has been given to read, in the role in which they were, until its last day."""
        open_ones = WellnessShare.objects.open(on).filter(
            to__user=membership.user_id, to__role=membership.role, to__organisation=membership.organisation_id
        )
        return self.filter(pk__in=open_ones.values("plan"))


class WellnessPlan(models.Model):
    """What its owner has written, sealed. No list shows that there is one but to whom it is shared."""

    PERSONAL = {"sealed": ""}

    person = models.OneToOneField("directory.Person", models.CASCADE, related_name="+")
    seal_id = models.UUIDField(unique=True)
    sealed = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    objects = WellnessPlanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Wellness plan {self.pk}"


class WellnessShareQuerySet(Rows):
    def open(self, on: date) -> "WellnessShareQuerySet":
        return self.filter(ended_at=None, until__gte=on, to__ended_at=None)


class WellnessShare(models.Model):
    """Who may read a plan, and until which day."""

    plan = models.ForeignKey(WellnessPlan, models.CASCADE, related_name="shares")
    to = models.ForeignKey("directory.Membership", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    until = models.DateField()  # the last day
    ended_at = models.DateTimeField(null=True)

    objects = WellnessShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "to"], condition=Q(ended_at=None), name="one_open_share_with_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"Share {self.pk} of plan {self.plan_id}"

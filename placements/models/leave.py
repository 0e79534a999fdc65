"""A supervisor is away for a while, and somebody stands in."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows, days

WARNED_AHEAD = timedelta(days=14)


class SupervisorLeaveQuerySet(Rows):
    def visible_to(self, membership) -> "SupervisorLeaveQuerySet":
        if membership.role == Role.NATIONAL_COORDINATOR:
            return self
        if membership.role == Role.REGIONAL_COORDINATOR:
            return self.filter(host=membership.organisation_id)
        return self.none()

    def running(self) -> "SupervisorLeaveQuerySet":
        """Those in which the substitute has the sight of the people."""
        return self.filter(began_at__isnull=False, over_at=None)

    def to_follow(self, on: date) -> "SupervisorLeaveQuerySet":
        """Those that have begun or ended since anybody looked."""
        has_come = Q(began_at=None, begins_on__lte=on, ends_on__gte=on)
        return self.filter(has_come | Q(began_at__isnull=False, over_at=None, ends_on__lt=on))

    def without_substitute(self, on: date) -> "SupervisorLeaveQuerySet":
        """Those that go on, or begin soon, and nobody stands in."""
        return self.filter(substitute=None, ends_on__gte=on, begins_on__lte=on + WARNED_AHEAD)


class SupervisorLeave(models.Model):
    """From when to when, who stands in, and never why. Meanwhile the substitute sees and meets the people."""

    supervisor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    substitute = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    began_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = SupervisorLeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="leave_ends_after_it_began", condition=Q(ends_on__gte=F("begins_on"))),
            models.CheckConstraint(name="nobody_stands_in_for_themselves", condition=~Q(substitute=F("supervisor"))),
            models.CheckConstraint(name="leave_is_over_once_begun", condition=Q(over_at=None) | ~Q(began_at=None)),
            ExclusionConstraint(
                name="one_leave_at_a_time",
                expressions=[
                    ("supervisor", RangeOperators.EQUAL),
                    ("host", RangeOperators.EQUAL),
                    (
                        days("begins_on", "ends_on"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["supervisor", "host"], condition=Q(over_at=None), name="leave_not_over"),
            models.Index(fields=["substitute"], condition=Q(over_at=None), name="leave_stood_in"),
        ]

    def __str__(self) -> str:
        return f"Leave {self.pk}"

"""Days on which somebody and their supervisor have agreed not to meet."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows


class AgreedAbsenceQuerySet(Rows):
    def not_over(self, day: date) -> "AgreedAbsenceQuerySet":
        return self.filter(ends_on__gte=day)


class AgreedAbsence(models.Model):
    """A holiday or the like: from when to when, never why. No session is planned in it; longer ones are pauses."""

    placement = models.ForeignKey("placements.Placement", models.CASCADE, related_name="absences")
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = AgreedAbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_ends_after_it_began", condition=Q(ends_on__gte=F("begins_on"))),
        ]

    def __str__(self) -> str:
        return f"Absence {self.pk}"

"""What a course needs to know of a participant, and no more."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CourseNeeds(models.Model):
    """Told by the participant, or noted for them: what they need, never why (domain 1.3, 7.3)."""

    class Solved(models.TextChoices):
        """Whether somebody has something to live on during the course; never what it is."""

        YES = "yes", _("Yes")
        NO = "no", _("Not yet")

    PERSONAL = dict.fromkeys(("food", "access", "contact_name", "contact_phone"), "")

    participation = models.OneToOneField("training.Participation", models.CASCADE, related_name="needs")
    food = models.CharField(_("food"), max_length=200, blank=True)
    access = models.CharField(_("to be able to take part"), max_length=300, blank=True)
    contact_name = models.CharField(_("somebody we may phone"), max_length=100, blank=True)
    contact_phone = models.CharField(_("their phone"), max_length=20, blank=True)
    income_solved = models.CharField(_("income during the course"), max_length=3, choices=Solved, blank=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: they themself
    identity_checked_at = models.DateTimeField(null=True)
    identity_checked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="income_solved_known", condition=Q(income_solved__in=["", "yes", "no"])),
            models.CheckConstraint(
                name="needs_told_when", condition=Q(told_at__isnull=False) | Q(told_at=None, told_by=None)
            ),
            models.CheckConstraint(
                name="identity_checked_when_and_by_whom",
                condition=Q(identity_checked_at=None, identity_checked_by=None)
                | Q(identity_checked_at__isnull=False, identity_checked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Needs of participation {self.participation_id}"

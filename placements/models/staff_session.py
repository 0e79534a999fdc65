"""The staff sessions that make a workplace ready for a peer supporter."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from placements.models.workplace import Workplace


class StaffSession(models.Model):
    """Personalträff: one of the sessions where the workplace's staff and managers learn what a peer supporter does."""

    class Theme(models.TextChoices):
        """What was asked about, in codes: no free text."""

        ROLE = "role", _("Role and limits")
        RECOVERY = "recovery", _("Recovery")
        CONFIDENTIALITY = "confidentiality", _("Confidentiality and records")
        TEAM = "team", _("Working together")
        SUPPORT = "support", _("Support and supervision")
        WORRIES = "worries", _("Worries")
        PRACTICAL = "practical", _("Practical matters")

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="staff_sessions")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField(_("day"))
    head_count = models.PositiveSmallIntegerField(_("how many came"))
    managers_present = models.PositiveSmallIntegerField(_("of whom managers"))
    first_time = models.PositiveSmallIntegerField(
        _("of whom for the first time")
    )  # the sum is the team that is reached
    themes = ArrayField(
        models.CharField(max_length=20, choices=Theme), default=list, verbose_name=_("themes asked about")
    )
    led_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workplace", "number"], name="staff_session_number_once"),
            models.CheckConstraint(
                name="staff_session_themes_known",
                condition=Q(
                    themes__contained_by=[
                        "role",
                        "recovery",
                        "confidentiality",
                        "team",
                        "support",
                        "worries",
                        "practical",
                    ]
                ),
            ),
            models.CheckConstraint(name="somebody_came", condition=Q(head_count__gte=1)),
            models.CheckConstraint(
                name="managers_among_those_who_came", condition=Q(managers_present__lte=F("head_count"))
            ),
            models.CheckConstraint(
                name="first_timers_among_those_who_came", condition=Q(first_time__lte=F("head_count"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workplace_id}/{self.number}"

"""Avstämning: what manager and supervisor note at a follow-up, in codes about the work and never about the person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.shared.models import Rows
from placements.models.followup import FollowUp


class CheckInQuerySet(Rows):
    def visible_to(self, membership) -> "CheckInQuerySet":
        """Coordinators read all that they follow up; manager and supervisor each what their own role noted."""
        rows = self.filter(follow_up__in=FollowUp.objects.visible_to(membership))
        return rows if membership.role in COORDINATORS else rows.filter(role=membership.role)


class CheckIn(models.Model):
    """How the conditions of work are, as one role sees them at one follow-up. No free text: nothing about anybody."""

    class By(models.TextChoices):
        """Who notes: the role that somebody acts in."""

        NATIONAL_COORDINATOR = Role.NATIONAL_COORDINATOR.value, _("National coordinator")
        REGIONAL_COORDINATOR = Role.REGIONAL_COORDINATOR.value, _("Regional coordinator")
        UNIT_MANAGER = Role.UNIT_MANAGER.value, _("Unit manager")
        SUPERVISOR = Role.SUPERVISOR.value, _("Supervisor")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Don't know")

    class Obstacle(models.TextChoices):
        ROLE = "role", _("The role is unclear")
        TEAM = "team", _("Worry in the team")
        TIME = "time", _("Too little time for supervision")
        FUNDING = "funding", _("Uncertain funding")
        RECORDS = "records", _("Records, systems or keys")
        PREMISES = "premises", _("Rooms and equipment")
        MANAGEMENT = "management", _("Change of manager or reorganisation")
        OTHER = "other", _("Something else")

    QUESTIONS = ("role_description", "within_hours", "recommends")

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="check_ins")
    role = models.CharField(max_length=25, choices=By)
    role_description = models.CharField(_("there is a written role description"), max_length=7, choices=Answer)
    within_hours = models.CharField(_("supervision fits within paid hours"), max_length=7, choices=Answer)
    recommends = models.CharField(_("would advise other units to do the same"), max_length=7, choices=Answer)
    funded_until = models.DateField(_("funding is secured until"), null=True, blank=True)
    obstacles = ArrayField(
        models.CharField(max_length=10, choices=Obstacle), default=list, verbose_name=_("what stands in the way")
    )
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    objects = CheckInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "role"], name="check_in_once_per_role"),
            models.CheckConstraint(
                name="check_in_role_known",
                condition=Q(role__in=["national_coordinator", "regional_coordinator", "unit_manager", "supervisor"]),
            ),
            models.CheckConstraint(
                name="check_in_answers_known",
                condition=Q(
                    role_description__in=["yes", "partly", "no", "unknown"],
                    within_hours__in=["yes", "partly", "no", "unknown"],
                    recommends__in=["yes", "partly", "no", "unknown"],
                ),
            ),
            models.CheckConstraint(
                name="check_in_obstacles_known",
                condition=Q(
                    obstacles__contained_by=[
                        "role",
                        "team",
                        "time",
                        "funding",
                        "records",
                        "premises",
                        "management",
                        "other",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Check-in {self.pk}"

    @property
    def obstacle_labels(self) -> list[str]:
        """What stands in the way, in words, in the order of the form."""
        return [str(label) for code, label in self.Obstacle.choices if code in self.obstacles]

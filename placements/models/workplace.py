"""Where peer supporters work, and the staff sessions that make a workplace ready for one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows, label_of, swedish_sort


class WorkplaceQuerySet(Rows):
    def visible_to(self, membership) -> "WorkplaceQuerySet":
        """The nation sees all, a region and its course leaders those of their host, a manager their own there."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR | Role.COURSE_LEADER:
                return self.filter(host=membership.organisation_id)
            case Role.UNIT_MANAGER:
                return self.filter(manager=membership.user_id).of_owner(membership.organisation_id)
        return self.none()

    def of_owner(self, organisation_id: int) -> "WorkplaceQuerySet":
        """Units of an organisation, or of a part of it."""
        return self.filter(Q(owner=organisation_id) | Q(owner__parent=organisation_id))

    def ready(self) -> "WorkplaceQuerySet":
        return self.filter(status=Workplace.Status.READY)


class Workplace(models.Model):
    """A unit that wants a peer supporter. Ready: a named manager and contact person, and the staff sessions held."""

    class Status(models.TextChoices):
        INTERESTED = "interested", _("Interested")
        PREPARING = "preparing", _("Preparing")
        READY = "ready", _("Ready")
        CLOSED = "closed", _("Closed")

    class Kind(models.TextChoices):
        """Kinds of unit seen in the programme (domain 1.5)."""

        INPATIENT = "inpatient_care", _("Inpatient care")
        OUTPATIENT = "outpatient_clinic", _("Outpatient clinic")
        COMMUNITY = "community_mental_health", _("Community mental health")
        HOUSING_SUPPORT = "housing_support", _("Housing support")
        SUPPORTED_HOUSING = "supported_housing", _("Supported housing")
        SOCIAL_ACTIVITY = "social_activity", _("Social activity or meeting place")
        OTHER = "other", _("Other")

    STEPS = {
        Status.INTERESTED: {Status.PREPARING, Status.CLOSED},
        Status.PREPARING: {Status.READY, Status.CLOSED},
        Status.READY: {Status.PREPARING, Status.CLOSED},
        Status.CLOSED: set(),
    }
    PERSONAL = {
        "manager_name": "",
        "manager_email": "",
        "manager_phone": "",
        "contact_name": "",
        "contact_email": "",
        "contact_phone": "",
    }

    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="+", verbose_name=_("programme"))
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("host"))
    owner = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("owner"))
    municipality = models.ForeignKey(
        "directory.Municipality", models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=25, choices=Kind)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.INTERESTED)
    manager = models.ForeignKey("accounts.User", models.SET_NULL, null=True, blank=True, related_name="+")
    manager_name = models.CharField(_("manager"), max_length=120, blank=True)
    manager_email = models.EmailField(_("manager's e-mail"), blank=True)
    manager_phone = models.CharField(_("manager's phone"), max_length=20, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact person's e-mail"), blank=True)
    contact_phone = models.CharField(_("contact person's phone"), max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions
    sort_name = swedish_sort("name")

    get_status_display = label_of("status", Status)
    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name", "programme"], name="workplace_name_once_per_owner"),
            models.CheckConstraint(
                name="workplace_kind_known",
                condition=Q(
                    kind__in=[
                        "inpatient_care",
                        "outpatient_clinic",
                        "community_mental_health",
                        "housing_support",
                        "supported_housing",
                        "social_activity",
                        "other",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="workplace_status_known", condition=Q(status__in=["interested", "preparing", "ready", "closed"])
            ),
            models.CheckConstraint(
                name="ready_workplace_has_manager_and_contact",
                condition=~Q(status="ready") | (~Q(manager_name="") & ~Q(contact_name="")),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="workplace_by_name"),
            models.Index(fields=["host", "sort_name"], name="workplace_by_host"),
        ]

    def __str__(self) -> str:
        return self.name


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
        ]

    def __str__(self) -> str:
        return f"{self.workplace_id}/{self.number}"

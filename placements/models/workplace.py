"""Where peer supporters work."""

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
        """Those that were declared ready and lack nothing since, with a peer supporter or without."""
        return self.open().filter(ready_on__isnull=False)

    def open(self) -> "WorkplaceQuerySet":
        return self.exclude(status=Workplace.Status.CLOSED)

    def next_step_first(self) -> "WorkplaceQuerySet":
        """In the order in which something is to be done, and then by name."""
        return self.order_by(F("next_on").asc(nulls_last=True), "sort_name", "pk")


class Workplace(models.Model):
    """A unit on its way to a peer supporter, with one, or waiting for the next. ``ready_on``: all was in place then."""

    class Status(models.TextChoices):
        INTERESTED = "interested", _("Interested")
        DIALOGUE = "dialogue", _("In dialogue")
        AGREEMENT = "agreement", _("Agreement to be made")
        PREPARING = "preparing", _("Preparing")
        READY = "ready", _("Ready")
        HAS_PEER = "has_peer", _("Has a peer supporter")
        RESTING = "resting", _("Resting")
        CLOSED = "closed", _("Closed")

    class Kind(models.TextChoices):
        """Kinds of unit seen in the programme (domain 1.5)."""

        INPATIENT = "inpatient_care", _("Inpatient care")
        OUTPATIENT = "outpatient_clinic", _("Outpatient clinic")
        COMMUNITY = "community_mental_health", _("Community mental health")
        HOUSING_SUPPORT = "housing_support", _("Housing support")
        SUPPORTED_HOUSING = "supported_housing", _("Supported housing")
        SOCIAL_ACTIVITY = "social_activity", _("Social activity or meeting place")
        SUPPORTIVE = "supportive_accommodation", _("Supportive accommodation")
        HOUSING_FIRST = "housing_first", _("Housing First")
        ACT_TEAM = "act_team", _("ACT or FACT team")
        IPS = "ips", _("Supported employment (IPS)")
        SCHOOL = "school", _("School")
        CIVIL_SOCIETY = "civil_society", _("Civil society")
        OTHER = "other", _("Other")

    class Shift(models.TextChoices):
        """When the team works: staff sessions have to reach each of them."""

        DAY = "day", _("Days")
        EVENING = "evening", _("Evenings")
        NIGHT = "night", _("Nights")
        WEEKEND = "weekend", _("Weekends")

    _ANY_TIME = {Status.HAS_PEER, Status.RESTING, Status.CLOSED}
    STEPS = {
        Status.INTERESTED: {Status.DIALOGUE, Status.AGREEMENT, Status.PREPARING, *_ANY_TIME},
        Status.DIALOGUE: {Status.INTERESTED, Status.AGREEMENT, Status.PREPARING, *_ANY_TIME},
        Status.AGREEMENT: {Status.DIALOGUE, Status.PREPARING, *_ANY_TIME},
        Status.PREPARING: {Status.READY, *_ANY_TIME},
        Status.READY: {Status.PREPARING, *_ANY_TIME},
        Status.HAS_PEER: {Status.RESTING, Status.CLOSED},
        Status.RESTING: {Status.DIALOGUE, Status.PREPARING, Status.READY, Status.HAS_PEER, Status.CLOSED},
        Status.CLOSED: set(),
    }
    EARLY = (Status.INTERESTED, Status.DIALOGUE, Status.AGREEMENT)  # before its preparation begins
    BY_HAND = (*EARLY, Status.PREPARING, Status.RESTING)  # the others follow from what happens
    PERSONAL = {
        "next_step": "",
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
    ready_on = models.DateField(null=True, editable=False)  # declared ready; null again once something is missing
    caretaker = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("who sees to it")
    )  # the coordinator who takes the next step
    next_step = models.CharField(_("next step"), max_length=120, blank=True, default="", db_default="")
    next_on = models.DateField(_("by which day"), null=True, blank=True)
    team_size = models.PositiveSmallIntegerField(_("people in the team"), null=True, blank=True)  # null: not known
    shifts = ArrayField(
        models.CharField(max_length=8, choices=Shift), default=list, db_default=[], verbose_name=_("shifts")
    )
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
                        *("inpatient_care", "outpatient_clinic", "community_mental_health", "housing_support"),
                        *("supported_housing", "social_activity", "supportive_accommodation", "housing_first"),
                        *("act_team", "ips", "school", "civil_society", "other"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="workplace_status_known",
                condition=Q(
                    status__in=[
                        *("interested", "dialogue", "agreement", "preparing", "ready", "has_peer", "resting", "closed"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="workplace_ready_since_a_day",
                condition=Q(status="ready", ready_on__isnull=False)
                | Q(status__in=["has_peer", "resting", "closed"])
                | Q(status__in=["interested", "dialogue", "agreement", "preparing"], ready_on=None),
            ),
            models.CheckConstraint(
                name="workplace_next_step_has_a_day",
                condition=Q(next_step="", next_on=None) | ~Q(next_step="") & Q(next_on__isnull=False),
            ),
            models.CheckConstraint(
                name="workplace_shifts_known",
                condition=Q(shifts__contained_by=["day", "evening", "night", "weekend"]),
            ),
            models.CheckConstraint(
                name="workplace_team_of_somebody", condition=Q(team_size=None) | Q(team_size__gte=1)
            ),
            models.CheckConstraint(
                name="ready_workplace_has_manager_and_contact",
                condition=Q(ready_on=None) | Q(status="closed") | (~Q(manager_name="") & ~Q(contact_name="")),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="workplace_by_name"),
            models.Index(fields=["host", "sort_name"], name="workplace_by_host"),
            models.Index(fields=["next_on", "sort_name", "id"], name="workplace_by_next_step"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shift_labels(self) -> list[str]:
        """When the team works in words, in the order of the form."""
        return [str(label) for code, label in self.Shift.choices if code in self.shifts]

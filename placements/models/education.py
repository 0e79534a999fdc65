"""Fortbildning och nätverksträffar: what peer supporters meet for after their certificate."""

from datetime import date, datetime

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.directory.models import Registration
from peersupport.shared.models import Rows, label_of


class EducationQuerySet(Rows):
    def visible_to(self, membership) -> "EducationQuerySet":
        """The nation sees all; a host its own and what is for the whole country; a peer what their hosts give."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR | Role.SUPERVISOR:
                return self.filter(Q(host=membership.organisation_id) | Q(for_everybody=True))
            case Role.PEER_SUPPORTER:
                hosts = Registration.objects.filter(person__user=membership.user_id).values("host")
                return self.filter(Q(host__in=hosts) | Q(for_everybody=True))
        return self.none()

    def managed_by(self, membership) -> "EducationQuerySet":
        """Coordinators change what their own organisation gives; the nation changes all."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(host=membership.organisation_id)
        return self.none()

    def with_numbers(self) -> "EducationQuerySet":
        """With how many have a place (``taken``), and how many wait for one (``waiting``)."""
        rows = SignUp.objects.filter(education=OuterRef("pk")).order_by().values("education").annotate(n=Count("pk"))
        return self.annotate(
            taken=Coalesce(Subquery(rows.filter(status=SignUp.Status.PLACED).values("n")), 0),
            waiting=Coalesce(Subquery(rows.filter(status=SignUp.Status.WAITING).values("n")), 0),
        )

    def with_own(self, membership) -> "EducationQuerySet":
        """With ``own``: how the reader stands in it, empty where they haven't signed up."""
        mine = SignUp.objects.filter(education=OuterRef("pk"), person__user=membership.user_id)
        return self.annotate(own=Coalesce(Subquery(mine.values("status")[:1]), models.Value("")))

    def to_come(self, at: datetime) -> "EducationQuerySet":
        return self.filter(ends_at__gte=at)

    def past(self, at: datetime) -> "EducationQuerySet":
        return self.filter(ends_at__lt=at)


class Education(models.Model):
    """One course or network meeting, on one day. Whoever was there has its hours in the ledger (EducationHours)."""

    class Kind(models.TextChoices):
        COURSE = "course", _("Continuing education")
        NETWORK = "network", _("Network meeting")

    class Status(models.TextChoices):
        OPEN = "open", _("Open for sign-up")
        HELD = "held", pgettext_lazy("of a meeting", "Held")
        CALLED_OFF = "called_off", _("Called off")

    STEPS = {Status.OPEN: {Status.HELD, Status.CALLED_OFF}, Status.HELD: set(), Status.CALLED_OFF: set()}

    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("given by"))
    for_everybody = models.BooleanField(_("for peer supporters in the whole country"), default=False)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    description = models.CharField(_("what it is about"), max_length=600, blank=True)
    place = models.CharField(_("place"), max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hours = models.DecimalField(_("hours that count"), max_digits=4, decimal_places=1)
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)  # null: room for everybody
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    get_status_display = label_of("status", Status)
    objects = EducationQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "education"
        constraints = [
            models.CheckConstraint(name="education_kind_known", condition=Q(kind__in=["course", "network"])),
            models.CheckConstraint(
                name="education_status_known", condition=Q(status__in=["open", "held", "called_off"])
            ),
            models.CheckConstraint(name="education_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="education_hours_up_to_100", condition=Q(hours__gte=0, hours__lte=100)),
            models.CheckConstraint(name="education_has_a_place", condition=Q(capacity=None) | Q(capacity__gte=1)),
        ]
        indexes = [
            models.Index(fields=["-starts_at", "id"], name="education_by_start"),
            models.Index(fields=["host", "-starts_at"], name="education_by_host"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        return localtime(self.starts_at).date()

    def takes_sign_ups(self, at: datetime) -> bool:
        return self.status == self.Status.OPEN and at < self.starts_at


class SignUpQuerySet(Rows):
    def visible_to(self, membership) -> "SignUpQuerySet":
        """Those of people whom the reader's role shows them. A supervisor plans by dates, not by who goes where."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(Q(host=membership.organisation_id) | Q(education__host=membership.organisation_id))
            case Role.PEER_SUPPORTER:
                return self.filter(person__user=membership.user_id)
        return self.none()

    def placed(self) -> "SignUpQuerySet":
        return self.filter(status=SignUp.Status.PLACED)

    def in_turn(self) -> "SignUpQuerySet":
        """Those who wait, the first in line first."""
        return self.filter(status=SignUp.Status.WAITING).order_by("signed_up_at", "pk")


class SignUp(models.Model):
    """Somebody's place in an education, or in its line."""

    class Status(models.TextChoices):
        PLACED = "placed", _("Has a place")
        WAITING = "waiting", _("On the waiting list")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    STEPS = {
        Status.WAITING: {Status.PLACED, Status.WITHDRAWN},
        Status.PLACED: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.PLACED, Status.WAITING},
    }

    education = models.ForeignKey(Education, models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status)
    signed_up_at = models.DateTimeField()  # the last time: the place in the line
    came = models.BooleanField(null=True)  # null: not noted yet

    get_status_display = label_of("status", Status)
    objects = SignUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["education", "person"], name="one_sign_up_each"),
            models.CheckConstraint(
                name="sign_up_status_known", condition=Q(status__in=["placed", "waiting", "withdrawn"])
            ),
            models.CheckConstraint(name="who_came_had_a_place", condition=Q(came=None) | Q(status="placed")),
        ]
        indexes = [models.Index(fields=["person"], name="sign_up_by_person")]

    def __str__(self) -> str:
        return f"Sign-up {self.pk}"


class EducationHoursQuerySet(Rows):
    def visible_to(self, membership) -> "EducationHoursQuerySet":
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(host=membership.organisation_id)
            case Role.PEER_SUPPORTER:
                return self.filter(person__user=membership.user_id)
        return self.none()

    def counted(self) -> "EducationHoursQuerySet":
        return self.filter(status=EducationHours.Status.APPROVED)

    def to_decide(self) -> "EducationHoursQuerySet":
        return self.filter(status=EducationHours.Status.REPORTED)


class EducationHours(models.Model):
    """A row of the ledger of hours: from an education of ours, or from one that somebody else gave.

    What is approved counts towards the renewal of a certificate: ``selectors.hours_since``.
    """

    class Status(models.TextChoices):
        REPORTED = "reported", _("Waits for a yes")
        APPROVED = "approved", _("Counts")
        DECLINED = "declined", _("Doesn't count")

    STEPS = {
        Status.REPORTED: {Status.APPROVED, Status.DECLINED},
        Status.APPROVED: {Status.DECLINED},
        Status.DECLINED: {Status.APPROVED},
    }
    PERSONAL = {"what": ""}

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    sign_up = models.OneToOneField(SignUp, models.PROTECT, null=True, related_name="hours")  # null: given elsewhere
    what = models.CharField(_("what it was"), max_length=120, blank=True)  # of one that was given elsewhere
    held_on = models.DateField(_("day"))
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)
    status = models.CharField(max_length=8, choices=Status)
    noted_at = models.DateTimeField()

    get_status_display = label_of("status", Status)
    objects = EducationHoursQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "education hours"
        constraints = [
            models.CheckConstraint(
                name="education_hours_status_known", condition=Q(status__in=["reported", "approved", "declined"])
            ),
            models.CheckConstraint(name="education_hours_some", condition=Q(hours__gte=0, hours__lte=100)),
            models.CheckConstraint(
                name="education_hours_of_ours_have_no_words", condition=Q(sign_up=None) | Q(what="")
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-held_on"], name="education_hours_by_person"),
            models.Index(fields=["host"], condition=Q(status="reported"), name="education_hours_to_decide"),
        ]

    def __str__(self) -> str:
        return f"Hours {self.pk}"


class EducationNeedQuerySet(Rows):
    def visible_to(self, membership) -> "EducationNeedQuerySet":
        """What was asked for at the reader's host; the nation sees all."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR | Role.SUPERVISOR:
                return self.filter(host=membership.organisation_id)
        return self.none()


class EducationNeed(models.Model):
    """What supervision has shown that people want to learn more about: a theme at a host, and never whose it was."""

    class Theme(models.TextChoices):
        ROLE = "role", _("Role and limits")
        TEAM = "team", _("Working in the team")
        RECOVERY = "recovery", _("Recovery")
        CONVERSATION = "conversation", _("Conversations that are hard")
        SUICIDE = "suicide", _("Meeting people with thoughts of suicide")
        ETHICS = "ethics", _("Ethics and confidentiality")
        GROUPS = "groups", _("Leading groups")
        INFLUENCE = "influence", _("User influence")
        LAW = "law", _("Laws and how services are organised")
        SELF_CARE = "self_care", _("Lasting in the role")

    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    theme = models.CharField(_("theme"), max_length=12, choices=Theme)
    raised_on = models.DateField()

    objects = EducationNeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="education_need_theme_known",
                condition=Q(
                    theme__in=[
                        "role",
                        "team",
                        "recovery",
                        "conversation",
                        "suicide",
                        "ethics",
                        "groups",
                        "influence",
                        "law",
                        "self_care",
                    ]
                ),
            )
        ]
        indexes = [models.Index(fields=["host", "raised_on"], name="education_need_by_host")]

    def __str__(self) -> str:
        return f"Need {self.pk}: {self.theme}"

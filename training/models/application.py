"""One person's wish to be trained."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, membership) -> "ApplicationQuerySet":
        """Only coordinators assess: the nation all, a region what its host received."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(host=membership.organisation_id)
        return self.none()

    def undecided(self) -> "ApplicationQuerySet":
        return self.filter(status=Application.Status.RECEIVED)


class Application(models.Model):
    """Sent on the public page, with consent. Somebody who isn't admitted never becomes a Person in the register."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        ADMITTED = "admitted", _("Admitted")
        REJECTED = "rejected", _("Not admitted")

    class Reason(models.TextChoices):
        """Why not, in codes that say nothing of health (domain 1.4)."""

        FULL = "full", _("The cohort is full")
        REQUIREMENTS = "requirements", _("Does not meet the requirements")
        WITHDREW = "withdrew", _("Withdrew")
        OTHER = "other", _("Other")

    STEPS = {Status.RECEIVED: {Status.ADMITTED, Status.REJECTED}, Status.ADMITTED: set(), Status.REJECTED: set()}
    PERSONAL = {"given_name": "Erased", "family_name": "", "email": "erased@example.invalid", "phone": ""}

    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, related_name="+")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    seat = models.ForeignKey("programs.Seat", models.PROTECT, null=True, related_name="+")  # whose code was used
    given_name = models.CharField(_("first name"), max_length=100)
    family_name = models.CharField(_("last name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(max_length=2, default="sv")
    consent_version = models.CharField(max_length=20)
    consented_at = models.DateTimeField()
    received_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "email"], condition=Q(status="received"), name="one_open_application_per_cohort"
            ),
            models.CheckConstraint(
                name="application_status_known", condition=Q(status__in=["received", "admitted", "rejected"])
            ),
            models.CheckConstraint(
                name="application_reason_known",
                condition=Q(reason__in=["", "full", "requirements", "withdrew", "other"]),
            ),
            models.CheckConstraint(
                name="application_decided_when_and_by_whom",
                condition=Q(status="received", decided_at=None, decided_by=None)
                | Q(~Q(status="received"), decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="application_rejected_with_a_reason",
                condition=Q(status="rejected") & ~Q(reason="") | ~Q(status="rejected") & Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["cohort", "status"], name="application_by_cohort")]

    def __str__(self) -> str:
        return f"Application {self.pk}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

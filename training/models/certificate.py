"""Proof that somebody is a certified peer supporter."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows


class CertificateQuerySet(Rows):
    def visible_to(self, membership) -> "CertificateQuerySet":
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(host=membership.organisation_id)
            case Role.PEER_SUPPORTER:
                return self.filter(person__user=membership.user_id)
        return self.none()

    def running_out(self, first: date, last: date) -> "CertificateQuerySet":
        """In force, with a last day between these two, of people who may renew them."""
        return self.in_force().of_the_living().filter(valid_until__range=(first, last))

    def not_revoked(self) -> "CertificateQuerySet":
        return self.filter(revoked_at=None)

    def in_force(self) -> "CertificateQuerySet":
        """Neither revoked nor suspended; some may be past their last day."""
        return self.not_revoked().filter(suspended_at=None)

    def of_the_living(self) -> "CertificateQuerySet":
        return self.filter(person__died_on=None)

    def with_copy(self) -> "CertificateQuerySet":
        """With the ``edition``, ``code`` and ``language`` of the paper that counts."""
        copies = apps.get_model("training", "CertificateCopy").objects.current().filter(certificate=OuterRef("pk"))
        return self.annotate(**{name: Subquery(copies.values(name)) for name in ("edition", "code", "language")})


class Certificate(models.Model):
    """That somebody is certified, under one number for good. The papers that say so are its copies."""

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    participation = models.OneToOneField("training.Participation", models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, unique=True)  # C-2026-0001
    issued_on = models.DateField()
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    valid_until = models.DateField(null=True)  # null: it has no last day, as its programme said
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    suspended_at = models.DateTimeField(null=True)  # for now; a case may lift it (CertificateCase)
    suspended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="certificate_revoked_when_and_by_whom",
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_suspended_when_and_by_whom",
                condition=Q(suspended_at=None, suspended_by=None)
                | Q(suspended_at__isnull=False, suspended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_valid_after_issue",
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("issued_on")),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="certificate_by_person")]

    def __str__(self) -> str:
        return self.number

    def is_valid(self, on: date) -> bool:
        return self.is_in_force and (self.valid_until is None or on <= self.valid_until)

    @property
    def is_in_force(self) -> bool:
        """Neither revoked nor suspended."""
        return self.revoked_at is None and self.suspended_at is None

    @property
    def can_be_proposed(self) -> list:
        """What a case about the certificate as it stands may ask for."""
        proposal = apps.get_model("training", "CertificateCase").Proposal
        if self.revoked_at:
            return []
        return [proposal.LIFT if self.suspended_at else proposal.SUSPEND, proposal.REVOKE]

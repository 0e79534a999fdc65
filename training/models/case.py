"""Why a certificate may have to be suspended or revoked: read by few, and decided by two."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import COORDINATORS
from peersupport.shared.models import Rows, label_of
from training.models.certificate import Certificate


class CertificateCaseQuerySet(Rows):
    def visible_to(self, membership) -> "CertificateCaseQuerySet":
        """The coordinators of the certificate's host, and national ones."""
        if membership.role not in COORDINATORS:
            return self.none()
        return self.filter(certificate__in=Certificate.objects.visible_to(membership))

    def undecided(self) -> "CertificateCaseQuerySet":
        return self.filter(decided_at=None)

    def to_erase(self, at: datetime) -> "CertificateCaseQuerySet":
        """Those whose text isn't kept any longer."""
        return self.filter(decided_at__lte=at - CertificateCase.KEPT_FOR).exclude(sealed="")


class CertificateCase(models.Model):
    """One coordinator proposes and writes why; another one decides. The public never sees a word of it.

    The text is sealed; each time that somebody opens it leaves a Reading.
    """

    class Kind(models.TextChoices):
        INCIDENT = "incident", _("Incident")
        COMPLAINT = "complaint", _("Complaint")

    class Proposal(models.TextChoices):
        SUSPEND = "suspend", _("Suspend for now")
        REVOKE = "revoke", _("Revoke for good")
        LIFT = "lift", _("Make valid again")

    class Outcome(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("proposal", "Approved")
        DECLINED = "declined", pgettext_lazy("proposal", "Declined")

    PERSONAL = {"sealed": ""}
    KEPT_FOR = timedelta(days=2 * 365)  # after the decision; the decision itself stays with the certificate

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="cases")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    proposal = models.CharField(_("proposal"), max_length=7, choices=Proposal)
    seal_id = models.UUIDField(unique=True)  # what the seal is bound to: it opens for this row alone
    sealed = models.TextField()
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    get_kind_display = label_of("kind", Kind)
    get_proposal_display = label_of("proposal", Proposal)
    objects = CertificateCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(decided_at=None), name="one_open_case_of_a_certificate"
            ),
            models.CheckConstraint(name="case_kind_known", condition=Q(kind__in=["incident", "complaint"])),
            models.CheckConstraint(name="case_proposal_known", condition=Q(proposal__in=["suspend", "revoke", "lift"])),
            models.CheckConstraint(
                name="case_decided_when_by_whom_and_how",
                condition=Q(decided_at=None, decided_by=None, outcome="")
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(name="case_outcome_known", condition=Q(outcome__in=["", "approved", "declined"])),
            models.CheckConstraint(
                name="case_erased_once_decided", condition=~Q(sealed="") | Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(
                name="case_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("opened_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} of certificate {self.certificate_id}"

    @property
    def is_erased(self) -> bool:
        """What happened is erased; what was decided isn't."""
        return self.sealed == ""

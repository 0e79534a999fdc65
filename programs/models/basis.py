"""Faktureringsunderlag: the charges of one payer, from which an association's bookkeeping makes the invoice."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.directory.models import now_in
from peersupport.shared.models import Rows, label_of


class InvoiceBasisQuerySet(Rows):
    def visible_to(self, membership) -> "InvoiceBasisQuerySet":
        """The nation sees all, a region its own association's, an orderer those that their organisation is to pay."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(host=membership.organisation_id)
            case Role.ORDERER:
                return self.exported().filter(payer__in=now_in(membership))
        return self.none()

    def without_reference(self) -> "InvoiceBasisQuerySet":
        """Open ones that wait for the payer's reference."""
        return self.filter(status=InvoiceBasis.Status.OPEN, credits=None, buyer_reference="")

    def exported(self) -> "InvoiceBasisQuerySet":
        return self.exclude(status=InvoiceBasis.Status.OPEN)


class InvoiceBasis(models.Model):
    """One payer's charges under the same references. Open, it grows; locked, the database lets nothing of it change.

    ``document`` is what it said when it was locked (documents.einvoice), so that all exports stay the same although an
    address or a cohort's name changes. It is corrected by another one that ``credits`` it.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("basis", "Open")
        LOCKED = "locked", pgettext_lazy("basis", "Locked")
        CREDITED = "credited", pgettext_lazy("basis", "Credited")

    STEPS = {
        Status.OPEN: {Status.LOCKED},
        Status.LOCKED: {Status.CREDITED},
        Status.CREDITED: set(),
    }
    REFERENCES = ("buyer_reference", "order_reference", "contract_reference", "invoicing_object")
    # people write a colleague's name in a reference
    PERSONAL = {**dict.fromkeys(REFERENCES, ""), "document": None}

    number = models.CharField(_("number"), max_length=20, unique=True)
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("supplier"))
    payer = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("payer"))
    buyer_reference = models.CharField(_("buyer reference"), max_length=60, blank=True)
    order_reference = models.CharField(_("order reference"), max_length=60, blank=True)
    contract_reference = models.CharField(_("contract reference"), max_length=60, blank=True)
    invoicing_object = models.CharField(_("invoiced object"), max_length=60, blank=True)
    payment_days = models.PositiveSmallIntegerField(default=30, db_default=30)
    credits = models.ForeignKey("self", models.PROTECT, null=True, related_name="credited_by")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    locked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    locked_at = models.DateTimeField(null=True)
    document = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    get_status_display = label_of("status", Status)
    objects = InvoiceBasisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="basis_status_known", condition=Q(status__in=["open", "locked", "credited"])),
            models.CheckConstraint(
                name="basis_locked_when_by_whom_and_as_what",
                condition=Q(status="open", locked_at=None, locked_by=None, document=None)
                | Q(~Q(status="open"), locked_at__isnull=False, locked_by__isnull=False, document__isnull=False),
            ),
            models.CheckConstraint(
                name="a_credit_basis_is_not_credited", condition=Q(credits=None) | ~Q(status="credited")
            ),
            models.UniqueConstraint(
                fields=[
                    "host",
                    "payer",
                    "payment_days",
                    *("buyer_reference", "order_reference"),
                    "contract_reference",
                    "invoicing_object",
                ],
                condition=Q(status="open", credits=None),
                name="one_open_basis_for_the_same_references",
            ),
        ]
        indexes = [
            models.Index(fields=["-made_at", "id"], name="basis_by_time"),
            models.Index(fields=["host", "-made_at"], name="basis_by_host"),
            models.Index(fields=["payer", "-made_at"], name="basis_by_payer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def may_be_credited(self) -> bool:
        """A locked one; what credits another is itself put right by collecting anew."""
        return self.status == self.Status.LOCKED and self.credits_id is None

"""Where an organisation's invoices go, what their references look like, and what a host writes on those it sends."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Invoicing(models.Model):
    """An organisation's invoicing details. A part that has none uses those of the nearest above it (invoicing.py).

    The second half is what a supplier must state, so only hosts fill it in.
    """

    class Scheme(models.TextChoices):
        """How an address in Peppol is numbered (ICD codes)."""

        ORG_NUMBER = "0007", _("Organisation number (0007)")
        GLN = "0088", _("GLN (0088)")

    PERSONAL = {"recipient": "", "street": ""}  # people write a colleague's name on the envelope

    organisation = models.OneToOneField("directory.Organisation", models.PROTECT, related_name="+")
    e_scheme = models.CharField(_("kind of e-invoice address"), max_length=4, choices=Scheme, blank=True)
    e_id = models.CharField(_("e-invoice address"), max_length=13, blank=True)  # digits, no hyphen
    recipient = models.CharField(_("recipient"), max_length=120, blank=True)
    street = models.CharField(_("street or box"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)  # five digits, no space
    city = models.CharField(_("city"), max_length=60, blank=True)
    reference_masks = ArrayField(models.CharField(max_length=30), default=list, verbose_name=_("references look like"))
    reference_hint = models.CharField(_("hint about the reference"), max_length=200, blank=True)
    bankgiro = models.CharField(_("bankgiro"), max_length=8, blank=True)  # digits, no hyphen
    vat_number = models.CharField(_("VAT number"), max_length=14, blank=True)
    f_tax = models.BooleanField(_("approved for F-tax"), default=False)
    vat_text = models.CharField(_("words about VAT"), max_length=200, blank=True)
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), default=30)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="e_scheme_known", condition=Q(e_scheme__in=["", "0007", "0088"])),
            models.CheckConstraint(
                name="e_invoice_address_whole_or_none",
                condition=Q(e_scheme="", e_id="")
                | Q(e_scheme="0007", e_id__regex=r"^\d{10}$")
                | Q(e_scheme="0088", e_id__regex=r"^\d{13}$"),
            ),
            models.CheckConstraint(
                name="invoice_address_whole_or_none",
                condition=Q(recipient="", street="", postal_code="", city="")
                | (~Q(street="") & Q(postal_code__regex=r"^\d{5}$") & ~Q(city="")),
            ),
            models.CheckConstraint(
                name="bankgiro_seven_or_eight_digits", condition=Q(bankgiro="") | Q(bankgiro__regex=r"^\d{7,8}$")
            ),
            models.CheckConstraint(
                name="vat_number_swedish", condition=Q(vat_number="") | Q(vat_number__regex=r"^SE\d{10}01$")
            ),
            models.CheckConstraint(name="paid_within_a_year", condition=Q(payment_days__gte=1, payment_days__lte=365)),
        ]

    def __str__(self) -> str:
        return f"{self.e_scheme}:{self.e_id}" if self.e_id else f"{self.street}, {self.written_place}"

    @property
    def written_place(self) -> str:
        """As people write it: 136 81 Haninge."""
        return f"{self.postal_code[:3]} {self.postal_code[3:]} {self.city}" if self.postal_code else ""

    @property
    def written_bankgiro(self) -> str:
        """As people write it: 5050-1055."""
        return f"{self.bankgiro[:-4]}-{self.bankgiro[-4:]}" if self.bankgiro else ""

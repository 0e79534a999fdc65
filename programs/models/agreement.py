"""What an orderer and a host have agreed on: from when until when, and how much may be ordered under it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.directory.models import now_in
from peersupport.shared.models import Rows, label_of


class AgreementQuerySet(Rows):
    def visible_to(self, membership) -> "AgreementQuerySet":
        """The nation sees all, a region those of its own association, an orderer what has been signed with them."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(host=membership.organisation_id)
            case Role.ORDERER:
                return self.filter(orderer__in=now_in(membership)).exclude(status=Agreement.Status.DRAFT)
        return self.none()

    def active(self) -> "AgreementQuerySet":
        return self.filter(status=Agreement.Status.ACTIVE)

    def covering(self, order, *, on) -> "AgreementQuerySet":
        """Those in force on a day that an order of its orderer and programme can be placed under."""
        held = self.active().filter(valid_from__lte=on, valid_until__gte=on)
        return held.filter(orderer=order.orderer_id, programme=order.programme_id)


class Agreement(models.Model):
    """Avtal: a framework agreement, a call-off from one, a partnership (IOP) or a direct agreement.

    ``valid_until`` moves when the agreement is extended, which AgreementExtension logs. A ceiling that is null was
    never agreed on; seats rolled over from another period are added to ``ceiling_seats`` by AgreementEntry.
    """

    class Kind(models.TextChoices):
        FRAMEWORK = "framework", _("Framework agreement")
        CALL_OFF = "call_off", _("Call-off")
        PARTNERSHIP = "iop", _("Partnership (IOP)")
        DIRECT = "direct", _("Direct agreement")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", pgettext_lazy("agreement", "In force")
        ENDED = "ended", pgettext_lazy("agreement", "Ended")

    STEPS = {
        Status.DRAFT: {Status.ACTIVE, Status.ENDED},  # one that came to nothing ends as a draft
        Status.ACTIVE: {Status.ENDED},
        Status.ENDED: set(),
    }
    PERSONAL = {"number": "erased"}  # people write a colleague's name in a reference

    number = models.CharField(_("number"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="+", verbose_name=_("programme"))
    orderer = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("orderer"))
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("host"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="call_offs", verbose_name=_("called off from")
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    ceiling_seats = models.PositiveIntegerField(_("ceiling in seats"), null=True)
    ceiling_amount = models.DecimalField(_("ceiling in kronor"), max_digits=12, decimal_places=2, null=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    get_kind_display = label_of("kind", Kind)
    get_status_display = label_of("status", Status)
    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "orderer", "number"], name="agreement_number_once"),
            models.CheckConstraint(name="agreement_has_a_number", condition=~Q(number="")),
            models.CheckConstraint(
                name="agreement_kind_known", condition=Q(kind__in=["framework", "call_off", "iop", "direct"])
            ),
            models.CheckConstraint(name="agreement_status_known", condition=Q(status__in=["draft", "active", "ended"])),
            models.CheckConstraint(
                name="agreement_ends_after_it_begins", condition=Q(valid_until__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="only_call_offs_have_a_framework",
                condition=Q(kind="call_off", parent__isnull=False) | ~Q(kind="call_off") & Q(parent=None),
            ),
            models.CheckConstraint(
                name="agreement_ceilings_positive",
                condition=(Q(ceiling_seats=None) | Q(ceiling_seats__gte=1))
                & (Q(ceiling_amount=None) | Q(ceiling_amount__gt=0)),
            ),
        ]
        indexes = [models.Index(fields=["orderer", "-valid_until"], name="agreement_by_orderer")]

    def __str__(self) -> str:
        return self.number


class AgreementExtension(models.Model):
    """An agreement was made to hold longer. Rows are only ever added; a trigger refuses to change or delete them."""

    PERSONAL = {"reference": ""}  # people write a colleague's name in a reference

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="extensions")
    was = models.DateField()
    until = models.DateField(_("extended until"))
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="extension_makes_it_longer", condition=Q(until__gt=F("was"))),
            models.UniqueConstraint(fields=["agreement", "until"], name="one_extension_until_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.was} → {self.until}"


class AgreementEntry(models.Model):
    """Unused seats went from one agreement to the one after it: a row for each of the two, that are never changed."""

    class Reason(models.TextChoices):
        ROLLED_OUT = "rolled_out", _("Rolled over to the next period")
        ROLLED_IN = "rolled_in", _("Rolled over from the period before")

    PERSONAL = {}

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="entries")
    other = models.ForeignKey(Agreement, models.PROTECT, related_name="+")
    change = models.IntegerField()  # seats; below nought where they left
    reason = models.CharField(max_length=12, choices=Reason)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    get_reason_display = label_of("reason", Reason)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_entry_reason_known", condition=Q(reason__in=["rolled_out", "rolled_in"])
            ),
            models.CheckConstraint(
                name="agreement_entry_goes_one_way",
                condition=Q(reason="rolled_out", change__lt=0) | Q(reason="rolled_in", change__gt=0),
            ),
            models.CheckConstraint(name="agreement_entry_between_two", condition=~Q(agreement=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.change:+d}"

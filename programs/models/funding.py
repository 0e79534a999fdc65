"""Who pays for seats when no order does."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import COORDINATORS
from peersupport.shared.models import Rows, label_of


class FundingSourceQuerySet(Rows):
    def visible_to(self, membership) -> "FundingSourceQuerySet":
        """Coordinators add seats that any source pays for, so they see them all; nobody else sees budgets."""
        return self if membership.role in COORDINATORS else self.none()


class FundingSource(models.Model):
    """Who pays for a seat when no order does: a grant, an agreement, own funds (domain 0.3).

    Budget and target are null where none was set. How much is used is a sum over the seat ledger (selectors.funding).
    """

    class Kind(models.TextChoices):
        GRANT = "grant", _("Grant")
        AGREEMENT = "agreement", _("Agreement")
        OWN_FUNDS = "own_funds", _("Own funds")

    PERSONAL = {"registry_number": ""}  # people write a colleague's name in a reference

    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="funding_sources")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    funder = models.CharField(_("funder"), max_length=120)
    granted_on = models.DateField(_("granted on"), null=True, blank=True)
    registry_number = models.CharField(_("registry number"), max_length=60, blank=True)
    agreement = models.ForeignKey(
        "programs.Agreement", models.PROTECT, null=True, related_name="funding_sources", verbose_name=_("agreement")
    )
    valid_from = models.DateField(_("valid from"), null=True)
    valid_until = models.DateField(_("valid until"), null=True)
    amount = models.DecimalField(_("budget in kronor"), max_digits=12, decimal_places=2, null=True)
    target_seats = models.PositiveIntegerField(_("target in seats"), null=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    get_kind_display = label_of("kind", Kind)
    objects = FundingSourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "funder", "granted_on"], name="funding_source_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="funding_kind_known", condition=Q(kind__in=["grant", "agreement", "own_funds"])
            ),
            models.CheckConstraint(
                name="funding_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="funding_amount_positive", condition=Q(amount=None) | Q(amount__gt=0)),
            models.CheckConstraint(
                name="funding_target_positive", condition=Q(target_seats=None) | Q(target_seats__gte=1)
            ),
            models.CheckConstraint(
                name="only_agreements_fund_under_one", condition=Q(agreement=None) | Q(kind="agreement")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.funder}"

"""What things cost in a year: nationally, or at a host that has prices of its own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows, label_of
from programs.models.line import OrderLine

FIRST_YEAR, LAST_YEAR = 2010, 2100


class PriceListQuerySet(Rows):
    def visible_to(self, membership) -> "PriceListQuerySet":
        """The national prices are no secret; those of a host are its own and the nation's."""
        if membership.role == Role.REGIONAL_COORDINATOR:
            return self.filter(Q(host=None) | Q(host=membership.organisation_id))
        return self if membership.role == Role.NATIONAL_COORDINATOR else self.filter(host=None)


class PriceList(models.Model):
    """The prices of a programme in a year. Those of a host go before those of the nation, kind by kind."""

    PERSONAL = {}

    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="price_lists")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, null=True, related_name="+")  # null: all
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = PriceListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "host", "year"], name="one_price_list_a_year", nulls_distinct=False
            ),
            models.CheckConstraint(name="price_list_year", condition=Q(year__gte=2010, year__lte=2100)),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}, {self.year}"


class Price(models.Model):
    """What one of a kind costs, in kronor without VAT."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices")
    kind = models.CharField(_("what"), max_length=12, choices=OrderLine.Kind)
    unit_price = models.DecimalField(_("price"), max_digits=10, decimal_places=2)
    vat = models.CharField(_("VAT"), max_length=3, choices=OrderLine.Vat, default=OrderLine.Vat.EXEMPT)

    get_kind_display = label_of("kind", OrderLine.Kind)
    get_vat_display = label_of("vat", OrderLine.Vat)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["price_list", "kind"], name="one_price_per_kind"),
            models.CheckConstraint(name="price_not_negative", condition=Q(unit_price__gte=0)),
            models.CheckConstraint(
                name="price_kind_known", condition=Q(kind__in=["seats", "staff", "supervision", "education"])
            ),
            models.CheckConstraint(name="price_vat_known", condition=Q(vat__in=["E", "S25"])),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.unit_price}"

"""What a payer owes for something delivered, one row for each, and what is given back of it."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows, label_of
from programs.models.line import OrderLine

ORE = Decimal("0.01")


class ChargeQuerySet(Rows):
    def visible_to(self, membership) -> "ChargeQuerySet":
        """The nation sees all, a region what its own association is paid for. Payers see locked bases instead."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(host=membership.organisation_id)
        return self.none()

    def standing(self) -> "ChargeQuerySet":
        """Those that somebody owes: no credits, and nothing that was credited."""
        return self.filter(credits=None, credited=False)

    def not_invoiced(self) -> "ChargeQuerySet":
        """Those that somebody owes and that stand on no locked basis yet."""
        return self.standing().exclude(basis__status="locked")

    def of_seats_given_back(self) -> "ChargeQuerySet":
        """Those for seats that were called off late: of a seat that was delivered somebody owes all."""
        return self.standing().filter(seat__status="released").select_related("seat__cohort")

    def of_extras(self) -> "ChargeQuerySet":
        """Those for what has been given of other things than seats."""
        return self.standing().filter(seat=None)

    def uncollected(self) -> "ChargeQuerySet":
        """Those that somebody owes and no basis has yet. What was taken back before that never comes on one."""
        return self.standing().filter(basis=None)


class Charge(models.Model):
    """One seat, session or month that was delivered, at the price that was agreed; or a credit of one, as large.

    Rows are only added: the database lets a charge join one open basis, once, and notes by itself that it was credited.
    A seat has at most one charge that isn't credited, so it can't be billed twice. No name is here, and no reason.
    """

    PERSONAL = {}

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="charges")
    seat = models.ForeignKey("programs.Seat", models.PROTECT, null=True, related_name="charges")
    occasion = models.CharField(max_length=40, blank=True)  # of what isn't a seat: which session or month of the line
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")  # who is paid
    payer = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)  # kronor without VAT
    percent = models.PositiveSmallIntegerField(default=100, db_default=100)  # of the price: less when called off late
    vat = models.CharField(max_length=3, choices=OrderLine.Vat)
    net = models.GeneratedField(
        expression=Round(F("quantity") * Round(F("unit_price") * F("percent") / 100, precision=2), precision=2),
        output_field=models.DecimalField(max_digits=14, decimal_places=2),
        db_persist=True,
    )
    delivered_on = models.DateField()
    credits = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    credited = models.BooleanField(default=False, editable=False)  # set by the database when a row credits this one
    basis = models.ForeignKey("programs.InvoiceBasis", models.PROTECT, null=True, related_name="charges")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: a rule
    recorded_at = models.DateTimeField()

    get_vat_display = label_of("vat", OrderLine.Vat)
    objects = ChargeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(credits=None, credited=False), name="seat_billed_once"
            ),
            models.UniqueConstraint(
                fields=["line", "occasion"],
                condition=Q(seat=None, credits=None, credited=False),
                name="occasion_billed_once",
            ),
            models.UniqueConstraint(fields=["credits"], name="charge_credited_once"),
            models.CheckConstraint(name="a_credit_is_not_credited", condition=Q(credits=None) | Q(credited=False)),
            models.CheckConstraint(
                name="charge_of_a_seat_or_an_occasion",
                condition=Q(seat__isnull=False, occasion="") | Q(seat=None) & ~Q(occasion=""),
            ),
            models.CheckConstraint(name="charge_of_something", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="charge_price_not_negative", condition=Q(unit_price__gte=0)),
            models.CheckConstraint(name="charge_of_a_part_or_all", condition=Q(percent__gte=1, percent__lte=100)),
            models.CheckConstraint(name="charge_vat_known", condition=Q(vat__in=["E", "S25"])),
        ]
        indexes = [
            models.Index(fields=["host", "payer"], condition=Q(basis=None), name="charge_to_collect"),
            models.Index(fields=["occasion"], condition=Q(seat=None), name="charge_by_occasion"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.delivered_on}"

    @property
    def price(self) -> Decimal:
        """Kronor for one, after what is taken off; computed as the database computes ``net`` of it."""
        return (self.unit_price * self.percent / 100).quantize(ORE, rounding=ROUND_HALF_UP)

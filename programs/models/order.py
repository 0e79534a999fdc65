"""What a municipality or region has asked for."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.shared.models import label_of
from programs.models.cohort import Track


class OrderQuerySet(models.QuerySet):
    def sent(self) -> "OrderQuerySet":
        """Those that a coordinator has yet to confirm."""
        return self.filter(status=Order.Status.SENT)

    def visible_to(self, membership) -> "OrderQuerySet":
        """An orderer sees their organisation's orders, a region those with a line that it sees, the nation all."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(pk__in=OrderLine.objects.visible_to(membership).values("order"))
            case Role.ORDERER:
                return self.filter(orderer=membership.organisation_id)
        return self.none()


class Order(models.Model):
    """Beställning, with a number of its own: B-2026-0042."""

    class Status(models.TextChoices):
        SENT = "sent", pgettext_lazy("order", "Sent")
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")

    STEPS = {
        Status.SENT: {Status.CONFIRMED, Status.CANCELLED},
        Status.CONFIRMED: {Status.CANCELLED},
        Status.CANCELLED: set(),
    }
    PERSONAL = {"reference": ""}  # people write a colleague's name in a reference

    number = models.CharField(_("number"), max_length=20, unique=True)
    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="+")
    orderer = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("orderer"))
    placed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    reference = models.CharField(_("your reference"), max_length=60)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SENT)

    get_status_display = label_of("status", Status)
    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="order_has_a_reference", condition=~Q(reference="")),
            models.CheckConstraint(
                name="order_status_known", condition=Q(status__in=["sent", "confirmed", "cancelled"])
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "id"], name="order_by_time"),
            models.Index(fields=["orderer", "-placed_at"], name="order_by_orderer"),
            models.Index(fields=["status", "-placed_at"], name="order_by_status"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLineQuerySet(models.QuerySet):
    def waiting(self) -> "OrderLineQuerySet":
        return self.filter(status=OrderLine.Status.WAITING)

    def visible_to(self, membership) -> "OrderLineQuerySet":
        """A region sees the lines in its cohorts and those that wait for the next cohort in its county.

        A host without a county serves the whole country.
        """
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                unplaced = Q(cohort=None)
                if membership.organisation.county_id:
                    unplaced &= Q(county=membership.organisation.county_id)
                return self.filter(Q(cohort__host=membership.organisation_id) | unplaced)
            case Role.ORDERER:
                return self.filter(order__orderer=membership.organisation_id)
        return self.none()


class OrderLine(models.Model):
    """So many seats, in one cohort or in the next one of a county and track. Its seats are all held, or it waits.

    Nothing is sold in part without asking: a line that can't be held whole waits whole, or was made smaller by its
    orderer.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for seats")
        HELD = "held", _("Seats held")
        CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")

    STEPS = {
        Status.WAITING: {Status.HELD, Status.CANCELLED},
        Status.HELD: {Status.WAITING, Status.CANCELLED},  # waiting again when its cohort is called off
        Status.CANCELLED: set(),
    }
    MOST_SEATS = 500  # more than any order has been; a slip of the finger is caught here

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, null=True, related_name="lines")
    county = models.ForeignKey("directory.County", models.PROTECT, null=True, related_name="+")
    track = models.CharField(max_length=15, choices=Track, blank=True)
    quantity = models.PositiveSmallIntegerField(_("number of seats"))
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="line_orders_something", condition=Q(quantity__gte=1, quantity__lte=500)),
            models.CheckConstraint(name="line_price_not_negative", condition=Q(unit_price__gte=0)),
            models.CheckConstraint(name="line_track_known", condition=Q(track__in=["", *Track.values])),
            models.CheckConstraint(name="line_status_known", condition=Q(status__in=["waiting", "held", "cancelled"])),
            models.CheckConstraint(
                name="line_for_a_cohort_or_the_next_one",
                condition=Q(cohort__isnull=False) | Q(county__isnull=False, track__in=Track.values),
            ),
            models.CheckConstraint(name="line_held_in_a_cohort", condition=~Q(status="held") | Q(cohort__isnull=False)),
        ]
        indexes = [models.Index(fields=["status", "cohort"], name="line_waiting_for_cohort")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.quantity}"

    @property
    def price(self) -> Decimal:
        """Kronor without VAT, for all seats of the line."""
        return self.quantity * self.unit_price


class NumberSeries(models.Model):
    """The last number given in a series. The row is locked as an action's last statement, so numbers have no gaps."""

    prefix = models.CharField(max_length=10, primary_key=True)  # "B-2026"
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}: {self.last}"

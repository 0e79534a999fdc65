"""One thing of an order: seats, staff sessions, months of supervision, continuing education."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.directory.models import County, now_in
from peersupport.shared.models import Rows, label_of
from programs.models.cohort import Cohort, Track
from programs.models.order import Order


@dataclass(frozen=True)
class Wish:
    """Where an orderer wants their seats: in one cohort, or in the next one of a county and track."""

    cohort: Cohort | None = None
    county: County | None = None
    track: str = ""


class OrderLineQuerySet(Rows):
    def waiting(self) -> "OrderLineQuerySet":
        return self.filter(status=OrderLine.Status.WAITING)

    def suited_by(self, cohort) -> "OrderLineQuerySet":
        """Those that asked for this cohort, or for the next one where it is: as :meth:`OrderLine.suits` says of one."""
        where = {name: getattr(cohort, name) for name in OrderLine.WHERE}
        return self.filter(Q(cohort=cohort.pk) | Q(cohort=None, **where), order__programme=cohort.programme_id)

    def with_charged(self) -> "OrderLineQuerySet":
        """Each with ``charged``: how many of it somebody owes for."""
        owed = Q(charges__credits=None, charges__credited=False)
        return self.annotate(charged=Coalesce(Sum("charges__quantity", filter=owed), Decimal(0)))

    def still_to_come(self) -> "OrderLineQuerySet":
        """Lines that wait for seats, and what isn't seats until all of it is charged; what is free is charged never."""
        extras = Q(status=OrderLine.Status.ORDERED, unit_price__gt=0, charged__lt=F("quantity"))
        return self.with_charged().filter(Q(status=OrderLine.Status.WAITING) | extras)

    def of_seats(self) -> "OrderLineQuerySet":
        return self.filter(kind=OrderLine.Kind.SEATS)

    def visible_to(self, membership) -> "OrderLineQuerySet":
        """A region sees the lines in its cohorts and those that wait for the next cohort in its county.

        A host without a county serves the whole country. Drafts are seen by their order, not by their lines. Whoever
        pays for a line of somebody else's order sees that line.
        """
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self.exclude(status=OrderLine.Status.DRAFT)
            case Role.REGIONAL_COORDINATOR:
                unplaced = Q(cohort=None) & (Q(kind=OrderLine.Kind.SEATS) | Q(county__isnull=False))
                if membership.organisation.county_id:
                    unplaced &= Q(county=membership.organisation.county_id)
                seen = self.exclude(status=OrderLine.Status.DRAFT)
                return seen.filter(Q(cohort__host=membership.organisation_id) | unplaced)
            case Role.ORDERER:
                ours = now_in(membership)
                paid = Q(cost_bearer__in=ours) & ~Q(status=OrderLine.Status.DRAFT)
                return self.filter(Q(order__orderer__in=ours) | paid)
        return self.none()

    def on_receipt_for(self, membership) -> "OrderLineQuerySet":
        """Those on a membership's receipt: its part of each order, and all of one that it wrote."""
        return self.visible_to(membership) | self.filter(order__in=Order.objects.written_by(membership))

    def listed_for(self, membership) -> "OrderLineQuerySet":
        """Those that are shown of the orders that a membership sees: its part of each, and all of a draft."""
        return self.visible_to(membership) | self.filter(status=OrderLine.Status.DRAFT)


class OrderLine(models.Model):
    """So many of one thing. A line of seats is for one cohort, or for the next one of a county and track.

    Its seats are all held, or it waits: nothing is sold in part without asking. A line that can't be held whole waits
    whole, or was made smaller by its orderer. Other things than seats are simply ordered.
    """

    class Kind(models.TextChoices):
        SEATS = "seats", _("Training seats")
        STAFF_TRAINING = "staff", _("Staff training, three sessions")
        SUPERVISION = "supervision", _("Supervision, months")
        EDUCATION = "education", _("Continuing education, places")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("order", "Draft")
        WAITING = "waiting", _("Waiting for seats")
        HELD = "held", _("Seats held")
        ORDERED = "ordered", pgettext_lazy("line", "Ordered")
        CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")

    class Vat(models.TextChoices):
        """VAT categories of the European e-invoice (UNCL5305), with the rate where there is one."""

        EXEMPT = "E", _("Exempt from VAT")
        STANDARD = "S25", _("25 % VAT")

    class PaidFrom(models.TextChoices):
        """Which money its payer takes for it."""

        OWN = "own", _("Own budget")
        GRANT = "grant", _("State grant")
        PROJECT = "project", _("Project")

    class Priority(models.IntegerChoices):
        """Who comes first in line; within one priority whoever ordered first."""

        NORMAL = 0, pgettext_lazy("priority", "In order of time")
        BEFORE = 1, pgettext_lazy("priority", "Before those in order of time")
        FIRST = 2, pgettext_lazy("priority", "First of all")

    STEPS = {
        Status.DRAFT: {Status.WAITING, Status.HELD, Status.ORDERED},
        Status.WAITING: {Status.HELD, Status.CANCELLED},
        # waiting again when its cohort is called off
        Status.HELD: {Status.WAITING, Status.CANCELLED},
        Status.ORDERED: {Status.CANCELLED},
        Status.CANCELLED: {Status.WAITING, Status.HELD, Status.ORDERED},  # a cancellation undone
    }
    PERSONAL = {"buyer_reference": "", "paid_from_note": "", "priority_reason": "Erased"}
    WHERE = ("county_id", "track")  # what the next cohort has in common with a line that waits for it
    MOST_SEATS = 500  # more than any order has been; a slip of the finger is caught here

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    kind = models.CharField(_("what"), max_length=12, choices=Kind, default=Kind.SEATS, db_default="seats")
    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, null=True, related_name="lines")
    county = models.ForeignKey("directory.County", models.PROTECT, null=True, related_name="+")
    track = models.CharField(max_length=15, choices=Track, blank=True)
    quantity = models.PositiveSmallIntegerField(_("number of seats"))
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)  # kronor without VAT
    vat = models.CharField(_("VAT"), max_length=3, choices=Vat, default=Vat.EXEMPT, db_default="E")
    cost_bearer = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("cost bearer")
    )  # null: who pays the order
    buyer_reference = models.CharField(_("your reference"), max_length=60, blank=True)  # "": the order's
    paid_from = models.CharField(_("paid from"), max_length=7, choices=PaidFrom, default=PaidFrom.OWN, db_default="own")
    paid_from_note = models.CharField(_("which grant or project"), max_length=60, blank=True, db_default="")
    period_from = models.DateField(_("from"), null=True)  # agreed for what isn't seats; these have their cohort's days
    period_to = models.DateField(_("to"), null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    at_least = models.PositiveSmallIntegerField(_("smallest number you accept"), null=True)  # null: all or none
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL, db_default=0)
    priority_reason = models.CharField(_("reason"), max_length=200, blank=True)
    prioritised_at = models.DateTimeField(null=True)
    prioritised_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    get_kind_display = label_of("kind", Kind)
    get_vat_display = label_of("vat", Vat)
    get_paid_from_display = label_of("paid_from", PaidFrom)
    objects = OrderLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="line_orders_something", condition=Q(quantity__gte=1, quantity__lte=500)),
            models.CheckConstraint(name="line_price_not_negative", condition=Q(unit_price__gte=0)),
            models.CheckConstraint(name="line_track_known", condition=Q(track__in=["", *Track.values])),
            models.CheckConstraint(
                name="line_status_known",
                condition=Q(status__in=["draft", "waiting", "held", "ordered", "cancelled"]),
            ),
            models.CheckConstraint(
                name="line_kind_known", condition=Q(kind__in=["seats", "staff", "supervision", "education"])
            ),
            models.CheckConstraint(name="line_vat_known", condition=Q(vat__in=["E", "S25"])),
            models.CheckConstraint(name="line_paid_from_known", condition=Q(paid_from__in=["own", "grant", "project"])),
            models.CheckConstraint(
                name="line_period_whole_and_in_order",
                condition=Q(period_from=None, period_to=None)
                | Q(period_from__isnull=False, period_to__isnull=False, period_to__gte=F("period_from")),
            ),
            models.CheckConstraint(name="seats_have_no_period", condition=~Q(kind="seats") | Q(period_from=None)),
            models.CheckConstraint(
                name="line_for_a_cohort_or_the_next_one",
                condition=~Q(kind="seats") | Q(cohort__isnull=False) | Q(county__isnull=False, track__in=Track.values),
            ),
            models.CheckConstraint(name="line_held_in_a_cohort", condition=~Q(status="held") | Q(cohort__isnull=False)),
            models.CheckConstraint(
                name="only_seats_are_held_or_wait", condition=Q(kind="seats") | ~Q(status__in=["waiting", "held"])
            ),
            models.CheckConstraint(
                name="line_accepts_one_to_all",
                condition=Q(at_least=None) | Q(at_least__gte=1, at_least__lte=F("quantity")),
            ),
            models.CheckConstraint(name="line_priority_known", condition=Q(priority__in=[0, 1, 2])),
            models.CheckConstraint(
                name="line_prioritised_when_by_whom_and_why",
                condition=Q(priority=0, priority_reason="", prioritised_at=None, prioritised_by=None)
                | Q(prioritised_at__isnull=False, prioritised_by__isnull=False) & ~Q(priority_reason=""),
            ),
            models.CheckConstraint(name="seats_are_held_or_wait", condition=~Q(kind="seats", status="ordered")),
        ]
        indexes = [
            models.Index(fields=["status", "cohort"], name="line_waiting_for_cohort"),
            models.Index(
                fields=["county", "track"], condition=Q(status="waiting", cohort=None), name="line_waiting_for_next"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.quantity}"

    @property
    def asks_for(self) -> dict[str, object]:
        """What a cohort has to be to suit it: that very one, or one of its county and track. Needs the order."""
        where = {"pk": self.cohort_id} if self.cohort_id else {name: getattr(self, name) for name in self.WHERE}
        return {"programme_id": self.order.programme_id, **where}

    def suits(self, cohort: Cohort) -> bool:
        """Whether a cohort is one that it asks for. Needs the order, as asks_for does."""
        return all(getattr(cohort, name) == value for name, value in self.asks_for.items())

    @property
    def smallest(self) -> int:
        """The fewest seats together that its orderer takes."""
        return self.at_least or self.quantity

    @property
    def price(self) -> Decimal:
        """Kronor without VAT, for all of the line."""
        return self.quantity * self.unit_price

    @property
    def is_paid_by(self):
        """The organisation that is invoiced. Needs the order with its payer and orderer."""
        return self.cost_bearer or self.order.is_paid_by

    @property
    def reference(self) -> str:
        """The code that the invoice of this line needs."""
        return self.buyer_reference or self.order.reference

    @property
    def funds(self) -> str:
        """“State grant: Prioriterade insatser”; nothing of a budget of one's own, unless it says which."""
        if self.paid_from == self.PaidFrom.OWN and not self.paid_from_note:
            return ""
        return ": ".join(filter(None, [self.get_paid_from_display(), self.paid_from_note]))

    @staticmethod
    def in_turn():
        """The first in line first: by priority, then by time."""
        return [F("priority").desc(), F("order__placed_at"), F("pk")]

    @staticmethod
    def as_ordered():
        """Seats first, then in the order in which they were added."""
        return [models.Case(models.When(kind="seats", then=0), default=1), F("pk")]

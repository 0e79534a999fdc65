"""What was called off, and what that cost by the terms that the order was sent under."""

from django.db import models
from django.db.models import Q

from peersupport.shared.models import Rows
from programs.models.line import OrderLine


class CancellationQuerySet(Rows):
    def standing(self) -> "CancellationQuerySet":
        """Those that were not undone, and undo nothing."""
        return self.filter(undoes=None, undone=None)


class Cancellation(models.Model):
    """So many of an order line were called off, for that share of their price. Rows are only ever added.

    What is undone has a second row, which takes the amount of the first one away: what cancelling costs is the sum.
    Where a coordinator makes it cost less, a third row has the smaller share.
    """

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="cancellations")
    quantity = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)  # kronor without VAT
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone")
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: a rule, not a person
    at = models.DateTimeField()

    objects = CancellationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="cancellation_of_something", condition=Q(quantity__gte=1)),
            models.CheckConstraint(name="cancellation_is_a_percentage", condition=Q(percent__gte=0, percent__lte=100)),
            models.CheckConstraint(
                name="cancellation_costs_or_takes_away",
                condition=Q(undoes=None, amount__gte=0) | Q(undoes__isnull=False, amount__lte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.quantity} at {self.percent} %"

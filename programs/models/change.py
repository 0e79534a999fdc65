"""What was changed in an order after it was sent."""

from django.db import models
from django.db.models import Q

from programs.models.line import OrderLine
from programs.models.order import Order


class OrderChange(models.Model):
    """What somebody changed at once: by column what it said before, and what it says since. Rows are only ever added.

    Of a column that may hold a person's name (Order.PERSONAL) only that it changed is kept: both values are null.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="changes")
    line = models.ForeignKey(OrderLine, models.PROTECT, null=True, related_name="+")  # null: the whole order
    before = models.JSONField()
    after = models.JSONField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="order_change_of_something", condition=~Q(after={}))]

    def __str__(self) -> str:
        return f"{self.order_id}: {', '.join(self.after)}"

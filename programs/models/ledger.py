"""The seat ledger: every change of every seat, written once. Each number of seats anywhere is a sum over it."""

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.models import now_in
from peersupport.shared.models import Rows
from programs.models.seat import Seat


class Contingent(models.Model):
    """Places in a cohort that are promised to an organisation until a day, before it has ordered any.

    How many are left is a sum over the ledger. They become seats as the organisation orders, and are let go on the day
    after ``until``.
    """

    PERSONAL = {}

    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, related_name="contingents")
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("promised to")
    )
    until = models.DateField(_("promised until"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "organisation"], name="one_contingent_per_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.cohort_id}"


def places_in(state: str) -> CombinedExpression:
    """The sum that every number of seats is made of: what has come into a state, less what has gone out of it."""
    return Coalesce(Sum("count", filter=Q(became=state)), 0) - Coalesce(Sum("count", filter=Q(was=state)), 0)


class SeatEntryQuerySet(Rows):
    def visible_to(self, membership) -> "SeatEntryQuerySet":
        """The nation reads all of the ledger, a region that of its cohorts, an orderer what concerns their orders."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(cohort__host=membership.organisation_id)
            case Role.ORDERER:
                return self.filter(line__order__orderer__in=now_in(membership))
        return self.none()


class SeatEntry(models.Model):
    """``count`` places went from one state to another; "" is nowhere: before a seat was made, or in another cohort.

    Rows are only ever added; a trigger refuses to change or delete them, and another one adds what they say to
    ``Cohort.seats_taken``, which a constraint keeps within the capacity.
    """

    GUARANTEED = "guaranteed"  # promised in a contingent, not yet a seat
    OFFERED = "offered"  # kept for a waiting line until its orderer has answered
    TAKES_A_PLACE = (
        GUARANTEED,
        OFFERED,
        Seat.Status.RESERVED.value,
        Seat.Status.CONFIRMED.value,
        Seat.Status.ASSIGNED.value,
        Seat.Status.DELIVERED.value,
    )
    STATES = (*TAKES_A_PLACE, Seat.Status.RELEASED.value)

    class Why(models.TextChoices):
        ORDERED = "ordered", _("Ordered")
        FUNDED = "funded", _("Paid for by a funding source")
        CONFIRMED = "confirmed", _("Order confirmed")
        ADMITTED = "admitted", _("Somebody was admitted")
        LEFT = "left", _("The person left the seat")
        DELIVERED = "delivered", _("The training was given")
        GIVEN_BACK = "given_back", _("Given back")
        ORDER_CANCELLED = "order_cancelled", _("Order called off")
        COHORT_CANCELLED = "cohort_cancelled", _("Cohort called off")
        EXPIRED = "expired", _("The hold expired")
        UNUSED = "unused", _("Nobody used it")
        MOVED = "moved", _("Moved to another cohort")
        SPLIT = "split", _("Moved to another line of the order")
        UNDONE = "undone", _("A cancellation was undone")
        PROMISED = "promised", _("Promised to an organisation")
        ORDERED_OUT_OF = "ordered_out_of", _("Ordered out of what was promised")
        LET_GO = "let_go", _("A promise ended")
        OFFERED = "offered", _("Offered to somebody in line")
        TAKEN_UP = "taken_up", _("An offer was accepted")
        OFFER_ENDED = "offer_ended", _("An offer came to nothing")
        BEFORE = "before", _("Before the ledger was kept")

    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, related_name="+")
    seat = models.ForeignKey("programs.Seat", models.PROTECT, null=True, related_name="entries")
    line = models.ForeignKey("programs.OrderLine", models.PROTECT, null=True, related_name="+")
    contingent = models.ForeignKey(Contingent, models.PROTECT, null=True, related_name="entries")
    offer = models.ForeignKey("programs.Offer", models.PROTECT, null=True, related_name="entries")
    count = models.PositiveSmallIntegerField(default=1)
    was = models.CharField(max_length=10, blank=True)
    became = models.CharField(max_length=10, blank=True)
    why = models.CharField(max_length=20, choices=Why)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: a rule, not a person
    at = models.DateTimeField()

    objects = SeatEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entry_of_a_seat_or_of_promised_places",
                condition=Q(seat__isnull=False, contingent=None, offer=None, count=1)
                | Q(seat=None, line=None, contingent__isnull=False, offer=None, count__gte=1)
                | Q(seat=None, line__isnull=False, contingent=None, offer__isnull=False, count__gte=1),
            ),
            models.CheckConstraint(name="entry_changes_something", condition=~Q(was=F("became"))),
            models.CheckConstraint(
                name="entry_states_known",
                condition=Q(
                    was__in=[
                        *("", "guaranteed", "offered", "reserved", "confirmed", "assigned", "delivered", "released"),
                    ]
                )
                & Q(
                    became__in=[
                        *("", "guaranteed", "offered", "reserved", "confirmed", "assigned", "delivered", "released"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="only_contingents_guarantee",
                condition=Q(contingent__isnull=False) | ~Q(was="guaranteed") & ~Q(became="guaranteed"),
            ),
            models.CheckConstraint(
                name="only_offers_offer",
                condition=Q(offer=None) & ~Q(was="offered") & ~Q(became="offered")
                | Q(offer__isnull=False, was="", became="offered")
                | Q(offer__isnull=False, was="offered", became=""),
            ),
            models.CheckConstraint(
                name="entry_why_known",
                condition=Q(
                    why__in=[
                        *("ordered", "funded", "confirmed", "admitted", "left", "delivered", "given_back"),
                        *("order_cancelled", "cohort_cancelled", "expired", "unused", "moved", "split", "undone"),
                        *("promised", "ordered_out_of", "let_go", "offered", "taken_up", "offer_ended", "before"),
                    ]
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "id"], name="entry_by_cohort"),
            models.Index(fields=["line", "id"], name="entry_by_line"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id or self.offer_id or self.contingent_id}: {self.was} → {self.became}"

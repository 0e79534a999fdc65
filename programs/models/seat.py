"""Utbildningsplats: one place in a cohort, held for an order line or paid by a funding source."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.models import now_in
from peersupport.shared.models import Rows
from programs.models.cohort import Cohort


class SeatQuerySet(Rows):
    def visible_to(self, membership) -> "SeatQuerySet":
        """Orderers see the seats of their own orders, and those they pay for; coordinators those of their cohorts."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(cohort__host=membership.organisation_id)
            case Role.ORDERER:
                ours = now_in(membership)
                return self.filter(Q(line__order__orderer__in=ours) | Q(line__cost_bearer__in=ours))
        return self.none()

    def taking_a_place(self) -> "SeatQuerySet":
        """Those that count against the cohort's capacity: all but the released ones."""
        return self.exclude(status=Seat.Status.RELEASED)

    def asked_back(self, on: date) -> "SeatQuerySet":
        """Seats of orders that nobody sits in or has said to keep, once their cohort's release date has come."""
        ready = self.free_for_a_person().filter(line__isnull=False, kept_at=None)
        return ready.filter(cohort__status=Cohort.Status.OPEN, cohort__release_on__lte=on)

    def seen_on(self, day: date) -> "SeatQuerySet":
        """With ``is_replanned``: whether who goes on in it is being decided. What orderers are told, and no more."""
        return self.annotate(is_replanned=Q(replanned_from__lte=day, replanned_from__isnull=False))

    def unused_in(self, cohort: Cohort) -> "SeatQuerySet":
        """Seats that orders hold in it and that nobody has sat in."""
        return self.free_for_a_person().filter(cohort=cohort, line__isnull=False)

    def free_for_a_person(self) -> "SeatQuerySet":
        return self.filter(status__in=[Seat.Status.RESERVED, Seat.Status.CONFIRMED])

    def to_hand_out(self, on: date) -> "SeatQuerySet":
        """Those whose application code can still be used, in cohorts that aren't over."""
        return self.free_for_a_person().filter(cohort__status__in=Seat.TAKES_PEOPLE, cohort__ends_on__gte=on)


class Seat(models.Model):
    """One row per seat, with its own number (B-2026-0042/03) and an application code that the orderer hands out.

    The orderer sees number and state, never who sits in it. Who does is training.Participation, which points here.
    """

    class Status(models.TextChoices):
        RESERVED = "reserved", _("Reserved")
        CONFIRMED = "confirmed", _("Confirmed")
        ASSIGNED = "assigned", _("Assigned")
        DELIVERED = "delivered", _("Delivered")
        RELEASED = "released", _("Given back")

    STEPS = {
        Status.RESERVED: {Status.CONFIRMED, Status.ASSIGNED, Status.RELEASED},
        Status.CONFIRMED: {Status.ASSIGNED, Status.RELEASED},
        Status.ASSIGNED: {Status.DELIVERED, Status.CONFIRMED, Status.RESERVED},
        Status.DELIVERED: set(),
        Status.RELEASED: {Status.RESERVED, Status.CONFIRMED},  # a cancellation undone
    }

    TAKES_PEOPLE = (Cohort.Status.OPEN, Cohort.Status.RUNNING)

    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, related_name="seats")
    line = models.ForeignKey("programs.OrderLine", models.PROTECT, null=True, related_name="seats")
    funding = models.ForeignKey("programs.FundingSource", models.PROTECT, null=True, related_name="seats")
    unit_price = models.DecimalField(
        max_digits=10, decimal_places=2, null=True
    )  # kronor without VAT, that its funding pays; of an order's seat the line says it
    number = models.CharField(max_length=30, unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.RESERVED)
    application_code = models.CharField(max_length=12, unique=True)
    kept_at = models.DateTimeField(null=True)  # asked back, and kept
    kept_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    replanned_from = models.DateField(null=True)  # from this day on it isn't sure who goes on in it; training says so

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seat_has_an_order_line_or_a_funding_source",
                condition=Q(line__isnull=False, funding=None) | Q(line=None, funding__isnull=False),
            ),
            models.CheckConstraint(
                name="seat_keeps_the_price_that_its_funding_pays",
                condition=Q(funding=None, unit_price=None)
                | Q(funding__isnull=False, unit_price__isnull=False, unit_price__gte=0),
            ),
            models.CheckConstraint(
                name="seat_status_known",
                condition=Q(status__in=["reserved", "confirmed", "assigned", "delivered", "released"]),
            ),
            models.CheckConstraint(
                name="seat_replanned_while_somebody_has_it", condition=Q(replanned_from=None) | Q(status="assigned")
            ),
            models.CheckConstraint(
                name="seat_kept_when_and_by_whom",
                condition=Q(kept_at=None, kept_by=None) | Q(kept_at__isnull=False, kept_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["cohort", "status"], name="seat_by_cohort")]

    def __str__(self) -> str:
        return self.number

    def is_asked_back(self, on: date) -> bool:
        """The same rule as SeatQuerySet.asked_back, for a row at hand with its cohort."""
        asked = self.cohort.status == Cohort.Status.OPEN and self.cohort.release_on and self.cohort.release_on <= on
        return bool(asked and self.takes_applications and self.line_id and self.kept_at is None)

    def is_to_hand_out(self, on: date) -> bool:
        """The same rule as SeatQuerySet.to_hand_out, for a row at hand with its cohort."""
        return self.takes_applications and self.cohort.status in self.TAKES_PEOPLE and self.cohort.ends_on >= on

    @property
    def takes_applications(self) -> bool:
        """Nobody sits in it yet, and it hasn't been given back."""
        return self.status in (self.Status.RESERVED, self.Status.CONFIRMED)

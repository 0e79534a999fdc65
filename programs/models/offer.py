"""Erbjudande: places of a cohort that a waiting line may have, if its orderer says yes in time."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.directory.models import now_in
from peersupport.shared.models import Rows, label_of


class OfferQuerySet(Rows):
    def open(self) -> "OfferQuerySet":
        return self.filter(status=Offer.Status.OPEN)

    def let_go(self) -> "OfferQuerySet":
        """Those that came to nothing: the orderer said no or nothing, or they were taken back.

        Not those that ended because an order was called off, their own or, undone, the one that had freed the places.
        """
        from programs.models.ledger import SeatEntry

        reasons = [SeatEntry.Why.UNDONE, SeatEntry.Why.ORDER_CANCELLED]
        for_no_fault = SeatEntry.objects.filter(offer=OuterRef("pk"), why__in=reasons)
        return self.exclude(status__in=[Offer.Status.OPEN, Offer.Status.ACCEPTED]).exclude(Exists(for_no_fault))

    def visible_to(self, membership) -> "OfferQuerySet":
        """The nation sees all, a region those in its cohorts, an orderer those to their own organisation."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(cohort__host=membership.organisation_id)
            case Role.ORDERER:
                return self.filter(line__order__orderer__in=now_in(membership))
        return self.none()


class Offer(models.Model):
    """``seats`` places together, kept from others until ``ends_at``. The ledger has them as "offered" meanwhile."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("offer", "Waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
        DECLINED = "declined", pgettext_lazy("offer", "Declined")
        EXPIRED = "expired", pgettext_lazy("offer", "Not answered in time")
        WITHDRAWN = "withdrawn", pgettext_lazy("offer", "Taken back")

    STEPS = {
        Status.OPEN: {Status.ACCEPTED, Status.DECLINED, Status.EXPIRED, Status.WITHDRAWN},
        Status.ACCEPTED: set(),
        Status.DECLINED: set(),
        Status.EXPIRED: set(),
        Status.WITHDRAWN: set(),
    }
    PERSONAL = {}

    line = models.ForeignKey("programs.OrderLine", models.PROTECT, related_name="offers")
    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, related_name="offers")
    seats = models.PositiveSmallIntegerField(_("number of seats"))
    ends_at = models.DateTimeField(_("answer by"))
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+"
    )  # null: the line's turn
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)

    get_status_display = label_of("status", Status)
    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(status="open"), name="one_open_offer_per_line"),
            models.CheckConstraint(name="offer_of_a_seat_or_more", condition=Q(seats__gte=1)),
            models.CheckConstraint(name="offer_gives_time_to_answer", condition=Q(ends_at__gt=F("offered_at"))),
            models.CheckConstraint(
                name="offer_status_known",
                condition=Q(status__in=["open", "accepted", "declined", "expired", "withdrawn"]),
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "status"], name="offer_by_cohort"),
            models.Index(fields=["ends_at"], condition=Q(status="open"), name="offer_open_by_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.seats} in {self.cohort_id}"

"""A staff session to come: times that are proposed, one of which is chosen, and how many have said that they come."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows, label_of
from placements.models.staff_session import StaffSession
from placements.models.workplace import Workplace


class StaffBookingQuerySet(Rows):
    def visible_to(self, membership) -> "StaffBookingQuerySet":
        return self.filter(workplace__in=Workplace.objects.visible_to(membership))

    def open(self) -> "StaffBookingQuerySet":
        """Those that are still to be held."""
        return self.filter(status__in=[StaffBooking.Status.PROPOSED, StaffBooking.Status.BOOKED])

    def booked_on(self, day: date) -> "StaffBookingQuerySet":
        return self.filter(status=StaffBooking.Status.BOOKED, starts_at__date=day)

    def with_sign_ups(self) -> "StaffBookingQuerySet":
        """Each with ``staff_coming`` and ``managers_coming``."""
        staff, managers = (Coalesce(Sum(f"sign_ups__{who}"), 0) for who in ("staff", "managers"))
        return self.annotate(staff_coming=staff, managers_coming=managers)


class StaffBooking(models.Model):
    """One session that is proposed, booked, held or called off. Once it is held, what came of it is a StaffSession."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Times proposed")
        BOOKED = "booked", _("Booked")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Called off")

    STEPS = {
        Status.PROPOSED: {Status.BOOKED, Status.CANCELLED},
        Status.BOOKED: {Status.HELD, Status.CANCELLED},
        Status.HELD: set(),
        Status.CANCELLED: set(),
    }

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="bookings")
    leader = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    place = models.CharField(_("place"), max_length=120)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    status = models.CharField(max_length=9, choices=Status, default=Status.PROPOSED)
    starts_at = models.DateTimeField(null=True)  # the time that was chosen
    session = models.OneToOneField(StaffSession, models.PROTECT, null=True, related_name="booking")
    version = models.PositiveIntegerField(default=1, editable=False)  # the SEQUENCE of its file for calendars
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    get_status_display = label_of("status", Status)
    objects = StaffBookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="staff_booking_status_known",
                condition=Q(status__in=["proposed", "booked", "held", "cancelled"]),
            ),
            models.CheckConstraint(
                name="staff_booking_has_a_time_once_chosen",
                condition=Q(status="proposed", starts_at=None)
                | Q(status__in=["booked", "held"], starts_at__isnull=False)
                | Q(status="cancelled"),
            ),
            models.CheckConstraint(
                name="staff_booking_is_noted_once_held",
                condition=Q(status="held", session__isnull=False) | ~Q(status="held") & Q(session=None),
            ),
            models.CheckConstraint(name="staff_booking_takes_minutes", condition=Q(minutes__gte=15, minutes__lte=600)),
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(status="booked"), name="staff_booking_to_hold"),
        ]

    def __str__(self) -> str:
        return f"Staff booking {self.pk}"

    @property
    def ends_at(self):
        return self.starts_at and localtime(self.starts_at) + timedelta(minutes=self.minutes)


class ProposedTime(models.Model):
    """When a staff session could be."""

    booking = models.ForeignKey(StaffBooking, models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["booking", "starts_at"], name="a_time_is_proposed_once")]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.starts_at}"


class StaffSignUp(models.Model):
    """So many say that they come: a number, and nobody's name."""

    booking = models.ForeignKey(StaffBooking, models.CASCADE, related_name="sign_ups")
    staff = models.PositiveSmallIntegerField(_("how many of the staff"))
    managers = models.PositiveSmallIntegerField(_("how many managers"))
    signed_up_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="somebody_signs_up", condition=Q(staff__gte=1) | Q(managers__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.staff} + {self.managers}"

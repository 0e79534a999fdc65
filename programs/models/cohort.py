"""One run of the training: dates, a place, and a number of seats that is never oversold."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows, label_of


class Track(models.TextChoices):
    """Inriktning: what kind of workplace the training aims at."""

    PSYCHIATRY = "psykiatri", _("Psychiatry")
    COMMUNITY = "socialpsykiatri", _("Community mental health")
    OTHER = "other", _("Other")


class CohortQuerySet(Rows):
    def visible_to(self, membership) -> "CohortQuerySet":
        """The nation sees all, a region what it hosts or co-hosts, a leader their own there; orderers what is open."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR | Role.DATA_PROTECTION_OFFICER:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.run_by(membership.organisation_id)
            case Role.COURSE_LEADER:
                led = CohortLeader.objects.filter(user=membership.user_id).values("cohort")
                return self.run_by(membership.organisation_id).filter(pk__in=led)
            case Role.ORDERER:
                return self.orderable()
        return self.none()

    def run_by(self, organisation_id: int) -> "CohortQuerySet":
        """Those that an organisation hosts or co-hosts."""
        co_hosted = Cohort.co_hosts.through.objects.filter(organisation=organisation_id).values("cohort")
        return self.filter(Q(host=organisation_id) | Q(pk__in=co_hosted))

    def managed_by(self, membership) -> "CohortQuerySet":
        """Those that a coordinator may change: a region its own, not those that it co-hosts."""
        if membership.role == Role.NATIONAL_COORDINATOR:
            return self
        if membership.role == Role.REGIONAL_COORDINATOR:
            return self.filter(host=membership.organisation_id)
        return self.none()

    def held_by(self, membership) -> "CohortQuerySet":
        """Those that somebody holds: who may change them, and who leads them."""
        if membership.role == Role.COURSE_LEADER:
            return self.visible_to(membership)
        return self.managed_by(membership)

    def orderable(self) -> "CohortQuerySet":
        return self.filter(status=Cohort.Status.OPEN)

    def suiting(self, line) -> "CohortQuerySet":
        """Open cohorts that a waiting line asked for."""
        return self.orderable().filter(**line.asks_for)

    def with_room_for(self, line) -> "CohortQuerySet":
        """Open cohorts in which a waiting line could be placed as it was ordered, the first to start first.

        Places that are promised to its orderer are room for it.
        """
        rows = self.suiting(line).annotate(promised=_left_of_promises_to(line.order.orderer_id))
        return rows.filter(capacity__gte=F("seats_taken") - F("promised") + line.quantity).order_by("starts_on", "pk")


def _left_of_promises_to(organisation_id: int) -> Coalesce:
    """How many places of a cohort are promised to an organisation and not ordered yet: the ledger's sum."""
    from programs.models.ledger import SeatEntry, places_in

    mine = SeatEntry.objects.filter(contingent__organisation=organisation_id, cohort=OuterRef("pk"))
    rows = mine.order_by().values("cohort").annotate(left=places_in(SeatEntry.GUARANTEED))
    return Coalesce(Subquery(rows.values("left")), 0)


class Cohort(models.Model):
    """Utbildningsomgång. ``seats_taken`` counts its seats that are held; the database refuses it above ``capacity``."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open for orders")
        RUNNING = "running", _("Running")
        COMPLETED = "completed", pgettext_lazy("cohort", "Completed")
        CANCELLED = "cancelled", pgettext_lazy("cohort", "Cancelled")

    OVER = (Status.COMPLETED, Status.CANCELLED)
    STEPS = {
        Status.DRAFT: {Status.OPEN, Status.CANCELLED},
        Status.OPEN: {Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {Status.COMPLETED, Status.CANCELLED},
        Status.COMPLETED: set(),
        Status.CANCELLED: set(),
    }
    PERSONAL = {}

    programme = models.ForeignKey(
        "programs.Programme", models.PROTECT, related_name="cohorts", verbose_name=_("programme")
    )
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("host"))
    co_hosts = models.ManyToManyField(
        "directory.Organisation", related_name="+", blank=True, verbose_name=_("co-hosts")
    )
    name = models.CharField(_("name"), max_length=80)
    track = models.CharField(_("track"), max_length=15, choices=Track)
    county = models.ForeignKey("directory.County", models.PROTECT, related_name="+", verbose_name=_("county"))
    municipality = models.ForeignKey(
        "directory.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    release_on = models.DateField(_("unused seats are asked back on"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats"))
    seats_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    seat_price = models.DecimalField(_("price per seat, kronor"), max_digits=10, decimal_places=2)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    began_under = models.ForeignKey(
        "programs.ProgrammeVersion", models.PROTECT, null=True, editable=False, related_name="+"
    )  # what its certificates take: Requirement; null until it begins
    application_code = models.CharField(max_length=12, unique=True)  # for the open call; seats have their own
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    get_status_display = label_of("status", Status)
    get_track_display = label_of("track", Track)
    objects = CohortQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="cohort_never_oversold", condition=Q(seats_taken__lte=F("capacity"))),
            models.CheckConstraint(name="cohort_has_seats", condition=Q(capacity__gte=1)),
            models.CheckConstraint(name="cohort_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="cohort_track_known", condition=Q(track__in=Track.values)),
            models.CheckConstraint(
                name="cohort_status_known",
                condition=Q(status__in=["draft", "open", "running", "completed", "cancelled"]),
            ),
            models.CheckConstraint(name="cohort_price_not_negative", condition=Q(seat_price__gte=0)),
            models.UniqueConstraint(fields=["programme", "host", "name"], name="cohort_name_once_per_host"),
        ]
        indexes = [
            models.Index(fields=["-starts_on", "id"], name="cohort_by_start"),
            models.Index(fields=["host", "-starts_on"], name="cohort_by_host"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seats_left(self) -> int:
        return self.capacity - self.seats_taken


class CohortLeader(models.Model):
    """Kursledare: who leads a cohort."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="leaders")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="leader_once_per_cohort")]

    def __str__(self) -> str:
        return f"{self.user_id} leads {self.cohort_id}"

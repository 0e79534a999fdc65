"""A certified person at work."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Least, TruncDate
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.models import PersonAccess
from peersupport.shared.models import Rows, days, label_of
from placements.models.leave import SupervisorLeave
from placements.models.pause import PlacementPause
from placements.models.workplace import Workplace


class PlacementQuerySet(Rows):
    def visible_to(self, membership) -> "PlacementQuerySet":
        """The nation sees all, a region its host's; managers and supervisors their own, where they act for it.

        The access decides as well as the row: once a placement has ended, what was said in it is closed to both.
        """
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(host=membership.organisation_id)
            case Role.SUPERVISOR:
                away = SupervisorLeave.objects.running().filter(
                    substitute=membership.user_id, host=membership.organisation_id
                )
                stood_in_for = Q(supervisor__in=away.values("supervisor")) & ~Q(status=Placement.Status.ENDED)
                mine = self.filter(Q(supervisor=membership.user_id) | stood_in_for, host=membership.organisation_id)
                return mine.filter(person__in=_given(membership))
            case Role.UNIT_MANAGER:
                mine = self.filter(workplace__in=Workplace.objects.visible_to(membership))
                return mine.filter(person__in=_given(membership))
            case Role.PEER_SUPPORTER:
                return self.filter(person__user=membership.user_id)
        return self.none()

    def active(self) -> "PlacementQuerySet":
        """Those who are at work now: the person is *verksam* (domain 1.8)."""
        return self.filter(status=Placement.Status.ACTIVE)

    def open(self) -> "PlacementQuerySet":
        """Planned, at work or in a pause: what hasn't ended."""
        return self.exclude(status=Placement.Status.ENDED)

    def begun(self) -> "PlacementQuerySet":
        """Those whose first day has been, whether they go on or have ended."""
        never = Q(status=Placement.Status.PLANNED) | Q(end_reason=Placement.EndReason.NEVER_BEGAN)
        return self.exclude(never)

    def employed(self) -> "PlacementQuerySet":
        """Those who have begun and not ended: in a pause the person is *anställd* still (domain 7.9)."""
        return self.filter(status__in=[Placement.Status.ACTIVE, Placement.Status.PAUSED])

    def to_follow(self, on: date) -> "PlacementQuerySet":
        """Those whose days give them another status than they have. Not those that wait for their workplace."""
        status, rests = Placement.Status, Exists(PlacementPause.objects.on(on).filter(placement=OuterRef("pk")))
        has_come = Q(status=status.PLANNED, starts_on__lte=on) & (
            Q(workplace__ready_on__isnull=False) | ~Q(override_reason="")
        )
        return self.filter(has_come | (Q(status=status.ACTIVE) & rests) | (Q(status=status.PAUSED) & ~rests))

    def waiting_for_the_workplace(self, on: date) -> "PlacementQuerySet":
        """Their first day has come, and the workplace isn't ready for them."""
        came = self.filter(status=Placement.Status.PLANNED, starts_on__lte=on, override_reason="")
        return came.filter(workplace__ready_on=None)

    def with_next_end(self, on: date | TruncDate) -> "PlacementQuerySet":
        """With ``next_end``: the first of the last days of employment and money that hasn't passed, or None."""
        ahead = [Case(When(**{f"{name}__gte": on}, then=F(name))) for name in Placement.ENDS]
        return self.annotate(next_end=Least(*ahead))

    def with_names(self) -> "PlacementQuerySet":
        """With what a list shows of each: the person, where, and who supervises."""
        return self.select_related("person", "workplace__municipality", "employer", "supervisor")


def _given(membership):
    return PersonAccess.objects.given_to(membership).values("person")


class Placement(models.Model):
    """Person × workplace × period × percent. The employer may be another organisation than the workplace's owner.

    ``participation`` is the course that certified the person: seat, order and payer are three steps behind it.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        PLANNED = "planned", _("Planned")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    class Form(models.TextChoices):
        """Forms of employment (domain 1.5). A wage subsidy is not one, and is never kept per person."""

        PERMANENT = "permanent", _("Permanent")
        PROBATIONARY = "probationary", _("Probationary")
        FIXED_TERM = "fixed_term", _("Fixed term")
        SUBSTITUTE = "substitute", _("Substitute")
        HOURLY = "hourly", _("Hourly")
        FEE = "fee", _("Paid by fee")

    class EndReason(models.TextChoices):
        """Why one ended, in codes that say nothing of anybody's health."""

        TERM = "term", _("The employment was for a fixed time")
        FUNDING = "funding", _("The money was over")
        WORKPLACE = "workplace", _("The workplace closed or was reorganised")
        MOVED = "moved", _("Another workplace in the programme")
        OTHER_WORK = "other_work", _("Other work or studies")
        OWN_WISH = "own_wish", _("Own wish")
        NEVER_BEGAN = "never_began", _("Never began")
        OTHER = "other", _("Another reason")

    STEPS = {
        Status.PLANNED: {Status.ACTIVE, Status.ENDED},
        Status.ACTIVE: {Status.PAUSED, Status.ENDED},
        Status.PAUSED: {Status.ACTIVE, Status.ENDED},
        Status.ENDED: set(),
    }
    PERSONAL = {"override_reason": "Erased"}
    ENDS = ("employed_until", "funded_until")  # days and nothing more: which money it is would tell of the person

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    participation = models.ForeignKey("training.Participation", models.PROTECT, related_name="+")
    workplace = models.ForeignKey(
        "placements.Workplace", models.PROTECT, related_name="placements", verbose_name=_("workplace")
    )
    employer = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("employer"))
    supervisor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("supervisor"))
    form = models.CharField(_("form of employment"), max_length=12, choices=Form)
    percent = models.PositiveSmallIntegerField(_("percent of full time"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    employed_until = models.DateField(_("last day of the employment"), null=True, blank=True)
    funded_until = models.DateField(_("last day that is paid for"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # of these two days
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    end_reason = models.CharField(_("why it ended"), max_length=12, choices=EndReason, blank=True, db_default="")
    beyond_full_time = models.BooleanField(
        _("more than full time, by somebody's decision"), default=False, db_default=False
    )
    override_reason = models.CharField(
        _("reason to start before the workplace is ready, or beyond full time"), max_length=500, blank=True
    )
    overridden_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    overridden_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    get_status_display = label_of("status", Status)
    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="placement_status_known", condition=Q(status__in=["planned", "active", "paused", "ended"])
            ),
            models.CheckConstraint(
                name="placement_end_reason_known",
                condition=Q(
                    end_reason__in=[
                        "",
                        "term",
                        "funding",
                        "workplace",
                        "moved",
                        "other_work",
                        "own_wish",
                        "never_began",
                        "other",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="placement_ended_on_a_day_for_a_reason",
                condition=Q(~Q(status="ended"), end_reason="")
                | Q(~Q(end_reason=""), status="ended", ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_form_known",
                condition=Q(form__in=["permanent", "probationary", "fixed_term", "substitute", "hourly", "fee"]),
            ),
            models.CheckConstraint(name="placement_percent_1_to_100", condition=Q(percent__gte=1, percent__lte=100)),
            models.CheckConstraint(
                name="placement_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="placement_employed_on_its_first_day",
                condition=Q(employed_until=None) | Q(employed_until__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="placement_paid_for_on_its_first_day",
                condition=Q(funded_until=None) | Q(funded_until__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="override_with_reason_when_and_by_whom",
                condition=Q(override_reason="", overridden_by=None, overridden_at=None)
                | (~Q(override_reason="") & Q(overridden_by__isnull=False, overridden_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="beyond_full_time_for_a_reason", condition=Q(beyond_full_time=False) | ~Q(override_reason="")
            ),
            ExclusionConstraint(
                name="one_placement_at_a_time_per_workplace",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("workplace", RangeOperators.EQUAL),
                    (
                        days("starts_on", "ends_on"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["-starts_on", "id"], name="placement_by_start"),
            models.Index(fields=["host", "-starts_on"], name="placement_by_host"),
            models.Index(fields=["supervisor", "status"], name="placement_by_supervisor"),
            models.Index(fields=["person"], name="placement_by_person"),
            models.Index(
                fields=["employed_until"],
                name="placement_by_employed_until",
                condition=~Q(status="ended") & Q(employed_until__isnull=False),
            ),
            models.Index(
                fields=["funded_until"],
                name="placement_by_funded_until",
                condition=~Q(status="ended") & Q(funded_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Placement {self.pk}"

    def ends_before(self, day: date) -> bool:
        """Whether the employment or its money would be over before ``day``."""
        return any(end is not None and end < day for end in (self.employed_until, self.funded_until))

    def next_end(self, on: date) -> date | None:
        """As :meth:`PlacementQuerySet.with_next_end`."""
        days_ahead = [day for day in (self.employed_until, self.funded_until) if day and day >= on]
        return min(days_ahead, default=None)

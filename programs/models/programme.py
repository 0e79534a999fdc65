"""What is offered: a programme with the numbers that its cohorts follow."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Permission
from peersupport.shared.models import Rows
from programs.models.cohort import Track


def three_study_weeks() -> list[int]:
    """Study in weeks 1, 3 and 5; weeks 2 and 4 are for reading, recovery and home assignments (domain 1.3)."""
    return [0, 2, 4]


def follow_up_months() -> list[int]:
    """A placement is followed up after 1, 3, 6 and 12 months (domain 1.5)."""
    return [1, 3, 6, 12]


def check_in_weeks() -> list[int]:
    """Supervisor and manager meet in the first three months of a placement (domain 1.6)."""
    return [2, 6, 12]


def every_track() -> list[str]:
    return list(Track.values)


class ProgrammeQuerySet(Rows):
    def open(self) -> "ProgrammeQuerySet":
        return self.filter(is_open=True)

    def visible_to(self, membership) -> "ProgrammeQuerySet":
        """Programmes are no secret among those who run them; an orderer sees the ones that take orders."""
        if membership.may(Permission.PROGRAMME_SEE):
            return self
        return self.open() if membership.may(Permission.ORDER_PLACE) else self.none()


class Programme(models.Model):
    """A training programme and its rules. Every number that a coordinator may want to change is a column here.

    What a certificate takes are rows: Requirement.
    """

    PERSONAL = {}

    name = models.CharField(_("name"), max_length=80, unique=True)
    spelled_out = models.CharField(_("spelled out"), max_length=120, blank=True)
    owner = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("owner"))
    tracks = ArrayField(
        models.CharField(max_length=15, choices=Track), default=every_track, verbose_name=_("tracks on offer")
    )
    study_weeks = ArrayField(
        models.PositiveSmallIntegerField(), default=three_study_weeks, verbose_name=_("study weeks")
    )
    days_per_week = models.PositiveSmallIntegerField(_("course days a week"), default=5)
    replace_until_day = models.PositiveSmallIntegerField(
        _("a seat can get another person until course day"), default=2, db_default=2
    )  # later than that, a seat that somebody left counts as delivered (domain 5.5)
    pause_days = models.PositiveSmallIntegerField(
        _("a seat is kept during a pause for so many days"), default=30, db_default=30
    )  # after that somebody decides about it (domain 7.9)
    peers_per_supervisor = models.PositiveSmallIntegerField(
        _("peer supporters per supervisor at most"), default=14, db_default=14
    )  # more than that is said, and never forbidden (domain 1.6)
    certificate_months = models.PositiveSmallIntegerField(
        _("certificates are valid for so many months"), null=True, blank=True
    )  # null: for ever; no renewal rule is known in Sweden (domain 1.3)
    renewal_hours = models.PositiveSmallIntegerField(
        _("hours of continuing education to renew one"), default=0, db_default=0
    )
    staff_sessions = models.PositiveSmallIntegerField(_("staff sessions per workplace"), default=3)
    follow_up_months = ArrayField(
        models.PositiveSmallIntegerField(), default=follow_up_months, verbose_name=_("follow-ups, in months")
    )
    check_in_weeks = ArrayField(
        models.PositiveSmallIntegerField(),
        default=check_in_weeks,
        verbose_name=_("check-ins with the manager, in weeks"),
    )
    seat_price = models.DecimalField(
        _("price per seat, kronor"), max_digits=10, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    needs_approval = models.BooleanField(_("orders need our yes"), default=True, db_default=True)
    hold_days = models.PositiveSmallIntegerField(_("seats are held for so many days"), default=14, db_default=14)
    release_days = models.PositiveSmallIntegerField(
        _("unused seats are asked back so many days before the start"), default=30, db_default=30
    )
    offer_days = models.PositiveSmallIntegerField(
        _("days to answer an offer of seats"), default=5, db_default=5
    )  # counted from the offer; the answer is due at the end of a working day
    terms_version = models.CharField(
        _("version of the cancellation terms"), max_length=20, default="2026-1", db_default="2026-1"
    )  # the percentages are CancellationStep
    assessors = models.PositiveSmallIntegerField(
        _("people who assess each application"), default=2, db_default=2
    )  # each without having read the other's; 0: a decision needs none
    consent_version = models.CharField(_("version of the consent text"), max_length=20, default="2026-1")
    is_open = models.BooleanField(_("open"), default=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programme_changed_when_and_by_whom",
                condition=Q(changed_at=None, changed_by=None) | Q(changed_at__isnull=False, changed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="programme_tracks_known",
                condition=Q(tracks__contained_by=["psykiatri", "socialpsykiatri", "other"]) & ~Q(tracks=[]),
            ),
            models.CheckConstraint(name="programme_holds_seats_for_a_day", condition=Q(hold_days__gte=1)),
            models.CheckConstraint(name="programme_gives_a_day_to_answer", condition=Q(offer_days__gte=1)),
            models.CheckConstraint(
                name="programme_certificates_last_a_month",
                condition=Q(certificate_months=None) | Q(certificate_months__gte=1),
            ),
            models.CheckConstraint(name="programme_of_at_most_five_assessors", condition=Q(assessors__lte=5)),
            models.CheckConstraint(name="replace_until_day_from_one", condition=Q(replace_until_day__gte=1)),
            models.CheckConstraint(name="programme_keeps_a_seat_for_a_day", condition=Q(pause_days__gte=1)),
            models.CheckConstraint(name="programme_lets_supervise_one", condition=Q(peers_per_supervisor__gte=1)),
            models.CheckConstraint(name="programme_price_not_negative", condition=Q(seat_price__gte=0)),
            models.CheckConstraint(
                name="days_per_week_one_to_seven", condition=Q(days_per_week__gte=1, days_per_week__lte=7)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def terms(self) -> list[tuple[int | None, int]]:
        """What it costs to cancel, as in :class:`CancellationStep`, in order. One query."""
        steps = self.cancellation_steps.order_by(CancellationStep.in_order())
        return list(steps.values_list("days_before", "percent"))


class SupervisionPhase(models.Model):
    """How close together supervision comes, until which week of a placement (domain 1.6: close together at first).

    One to one and in a group are planned each by itself. Longer than ``late_after`` days without a meeting is late, and
    said; what was planned may have passed before.
    """

    NUMBERS = ("every_days", "late_after", "group_days")  # as they stand in a version and in a plan, after the week

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="supervision_phases")
    until_week = models.PositiveSmallIntegerField(_("until week"), null=True, blank=True)  # null: from then on
    every_days = models.PositiveSmallIntegerField(_("days between sessions"), null=True)  # null: on request
    group_days = models.PositiveSmallIntegerField(_("days between group sessions"), null=True)  # null: none planned
    late_after = models.PositiveSmallIntegerField(_("days without a meeting before it is late"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "until_week"], name="one_phase_per_week_limit", nulls_distinct=False
            ),
            models.CheckConstraint(name="phase_every_days_positive", condition=Q(every_days__gte=1)),
            models.CheckConstraint(name="phase_group_days_positive", condition=Q(group_days__gte=1)),
            models.CheckConstraint(
                name="phase_plans_something", condition=Q(every_days__isnull=False) | Q(group_days__isnull=False)
            ),
            models.CheckConstraint(
                name="phase_late_after_its_interval",
                condition=Q(late_after__gte=Least("every_days", "group_days")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.every_days or self.group_days} days until week {self.until_week or '…'}"

    @staticmethod
    def in_order():
        return F("until_week").asc(nulls_last=True)


class CancellationStep(models.Model):
    """Who cancels so many days before the start, or more, pays so many percent (domain 5.5). Null: later than that."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="cancellation_steps")
    days_before = models.PositiveSmallIntegerField(_("days before the start"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent of the price"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "days_before"], name="one_step_per_day_limit", nulls_distinct=False
            ),
            models.CheckConstraint(name="step_is_a_percentage", condition=Q(percent__gte=0, percent__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % until {self.days_before} days before"

    @staticmethod
    def in_order():
        return F("days_before").desc(nulls_last=True)

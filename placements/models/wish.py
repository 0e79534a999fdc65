"""What somebody wishes for at work, and what a workplace has room for: the two sides of matching."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.directory.models import Registration
from peersupport.shared.models import Rows, label_of
from placements.models.placement import Placement
from placements.models.workplace import Workplace

KINDS = [
    *("inpatient_care", "outpatient_clinic", "community_mental_health", "housing_support"),
    *("supported_housing", "social_activity", "supportive_accommodation", "housing_first"),
    *("act_team", "ips", "school", "civil_society", "other"),
]


def _kinds(label) -> ArrayField:
    return ArrayField(
        models.CharField(max_length=25, choices=Workplace.Kind),
        default=list,
        db_default=[],
        verbose_name=label,
    )


class WorkWishQuerySet(Rows):
    def visible_to(self, membership) -> "WorkWishQuerySet":
        """Whoever wishes, and coordinators: the nation's, and those of the hosts that answer for the person."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.at_host(membership.organisation_id)
            case Role.PEER_SUPPORTER:
                return self.filter(person__user=membership.user_id)
        return self.none()

    def at_host(self, host_id: int) -> "WorkWishQuerySet":
        return self.filter(person__in=Registration.objects.filter(host=host_id).values("person"))

    def shown(self, on: date) -> "WorkWishQuerySet":
        """Those that are to be seen still. Of somebody who is handled specially nothing is."""
        return self.filter(until__gte=on, person__special_at=None)


class WorkWish(models.Model):
    """What somebody chose to say, in codes, and until which day: then it is erased, and at once when they say so.

    That the row is there is their yes to coordinators seeing it. Nothing in it is about health, and why they would
    rather not be proposed to a place is asked nowhere.
    """

    class Reach(models.IntegerChoices):
        """How far somebody would travel, in a straight line."""

        NEAR = 10, _("Up to 10 km")
        AROUND = 25, _("Up to 25 km")
        REGION = 50, _("Up to 50 km")
        FAR = 100, _("Up to 100 km")

    person = models.OneToOneField("directory.Person", models.CASCADE, related_name="+")
    kinds = _kinds(_("kinds of workplace"))  # none: any
    not_kinds = _kinds(_("rather not"))
    avoids = models.ManyToManyField(Workplace, related_name="+")
    municipality = models.ForeignKey("directory.Municipality", models.PROTECT, null=True, related_name="+")
    km = models.PositiveSmallIntegerField(choices=Reach, null=True)  # null: however far
    percent_least = models.PositiveSmallIntegerField()
    percent_most = models.PositiveSmallIntegerField()
    from_on = models.DateField(null=True)  # null: at once
    until = models.DateField()  # the last day on which anybody but they themself sees it
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    get_km_display = label_of("km", Reach)
    objects = WorkWishQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="wished_kinds_known", condition=Q(kinds__contained_by=KINDS)),
            models.CheckConstraint(name="unwished_kinds_known", condition=Q(not_kinds__contained_by=KINDS)),
            models.CheckConstraint(name="nothing_both_wished_and_not", condition=~Q(kinds__overlap=F("not_kinds"))),
            models.CheckConstraint(name="wished_reach_known", condition=Q(km=None) | Q(km__in=[10, 25, 50, 100])),
            models.CheckConstraint(
                name="wished_reach_from_somewhere", condition=Q(km=None) | Q(municipality__isnull=False)
            ),
            models.CheckConstraint(
                name="wished_percent_1_to_100",
                condition=Q(percent_least__gte=1, percent_most__lte=100, percent_least__lte=F("percent_most")),
            ),
        ]
        indexes = [models.Index(fields=["until"], name="wish_until")]

    def __str__(self) -> str:
        return f"Wishes of person {self.person_id}"

    @property
    def kind_labels(self) -> list[str]:
        return _labels(self.kinds)

    @property
    def not_kind_labels(self) -> list[str]:
        return _labels(self.not_kinds)


def _labels(kinds: list[str]) -> list[str]:
    return [str(label) for code, label in Workplace.Kind.choices if code in kinds]


class OpeningQuerySet(Rows):
    def visible_to(self, membership) -> "OpeningQuerySet":
        """Those of the workplaces that somebody sees: coordinators and the unit's own manager."""
        if membership.role not in (*COORDINATORS, Role.UNIT_MANAGER):
            return self.none()
        return self.filter(workplace__in=Workplace.objects.visible_to(membership))

    def with_room(self) -> "OpeningQuerySet":
        """Those where somebody more is wanted. ``left``: how many, less those who have been placed since it was said.

        A workplace that rests or has closed takes nobody.
        """
        since = Placement.objects.open().filter(workplace=OuterRef("workplace"), created_at__gte=OuterRef("said_at"))
        taken = since.order_by().values("workplace").annotate(n=Count("pk")).values("n")
        idle = (Workplace.Status.RESTING, Workplace.Status.CLOSED)
        rows = self.exclude(workplace__status__in=idle)
        return rows.annotate(left=F("places") - Coalesce(Subquery(taken), 0)).filter(left__gt=0)


class Opening(models.Model):
    """That a workplace wants a peer supporter: how many, how much of full time, and from when."""

    workplace = models.OneToOneField(Workplace, models.CASCADE, related_name="opening")
    places = models.PositiveSmallIntegerField(default=1)
    percent_least = models.PositiveSmallIntegerField()
    percent_most = models.PositiveSmallIntegerField()
    from_on = models.DateField(null=True)  # null: at once
    said_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="opening_for_1_to_20", condition=Q(places__gte=1, places__lte=20)),
            models.CheckConstraint(
                name="opening_percent_1_to_100",
                condition=Q(percent_least__gte=1, percent_most__lte=100, percent_least__lte=F("percent_most")),
            ),
        ]

    def __str__(self) -> str:
        return f"Opening at workplace {self.workplace_id}"

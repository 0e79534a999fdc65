"""What a workplace needs before a peer supporter starts there, as rows of a version of a programme's settings."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows, label_of
from programs.models.version import ProgrammeVersion


class ReadinessItemQuerySet(Rows):
    def of_programme(self, programme_id: int) -> "ReadinessItemQuerySet":
        """Those of a programme's settings as they are now."""
        return self.filter(version__programme=programme_id, version__number=F("version__programme__version"))


class ReadinessItem(models.Model):
    """One thing that makes a workplace ready (domain 1.5). Rows are only ever added; a trigger refuses more."""

    class Kind(models.TextChoices):
        """In the order of a checklist. The first six follow from what is known; the others somebody ticks."""

        MANAGER = "manager", _("a named manager")
        CONTACT = "contact", _("a named contact person at the workplace")
        SESSIONS = "sessions", _("the staff sessions held")
        MANAGER_PRESENT = "manager_present", _("a manager present at one staff session at least")
        REACHED = "reached", _("staff sessions that reach enough of the team")
        RENEWED = "renewed", _("a new staff session when the manager or much of the team is new")
        DECISION = "decision", _("decision and budget")
        ROLE = "role", _("role description")
        INTRODUCTION = "introduction", _("plan for the introduction")
        ACCESS = "access", _("computer, keys and access to records decided")
        DOCUMENTATION = "documentation", _("decided who documents what")
        SUPERVISION_TIME = "supervision_time", _("supervision within paid hours")
        RISK = "risk", _("risk assessment of the work environment")
        ABSENCE = "absence", _("plan for absence")
        NETWORK = "network", _("a second peer supporter, or a network of them")
        FOLLOW_UPS = "follow_ups", _("days for follow-ups agreed")

    KNOWN = (Kind.MANAGER, Kind.CONTACT, Kind.SESSIONS, Kind.MANAGER_PRESENT, Kind.REACHED, Kind.RENEWED)
    ALWAYS = (Kind.MANAGER, Kind.CONTACT, Kind.SESSIONS)  # how many sessions: Programme.staff_sessions, which may be 0
    OURS = (Kind.NETWORK, Kind.FOLLOW_UPS)  # what the association sees to; the rest that is ticked is the unit's own

    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="readiness")
    kind = models.CharField(max_length=16, choices=Kind)
    # Of the team, 0 to 1: that the sessions reach; of which no more may be new
    share = models.DecimalField(max_digits=4, decimal_places=3, null=True)

    get_kind_display = label_of("kind", Kind)
    objects = ReadinessItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="readiness_item_once_per_version"),
            models.CheckConstraint(
                name="readiness_kind_known",
                condition=Q(
                    kind__in=[
                        *("manager", "contact", "sessions", "manager_present", "reached", "renewed", "decision"),
                        *("role", "introduction", "access", "documentation", "supervision_time", "risk", "absence"),
                        *("network", "follow_ups"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="readiness_share_is_of_the_team",
                condition=Q(kind__in=["reached", "renewed"], share__gt=0, share__lte=1, share__isnull=False)
                | ~Q(kind__in=["reached", "renewed"]) & Q(share=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.version_id}"


def _chosen() -> frozenset[str]:
    """What a programme may ask for or not."""
    kind = ReadinessItem.Kind
    return frozenset({*kind} - {*ReadinessItem.ALWAYS, kind.REACHED, kind.RENEWED})


@dataclass(frozen=True)
class Readiness:
    """All that a workplace needs in one version, as people set it: everything, unless they say otherwise."""

    kinds: frozenset[str] = _chosen()  # besides those that are always asked for
    reached: Decimal | None = Decimal("0.500")  # of the team, 0 to 1; None: isn't asked for
    turnover: Decimal | None = Decimal("0.300")  # when more of the team is new; None: nothing has to be renewed

    @classmethod
    def of(cls, rows: models.QuerySet[ReadinessItem]) -> "Readiness":
        """As these rows say. One query."""
        by_kind = dict(rows.values_list("kind", "share"))
        reached, turnover = (by_kind.get(kind) for kind in (ReadinessItem.Kind.REACHED, ReadinessItem.Kind.RENEWED))
        return cls(kinds=frozenset(by_kind) & _chosen(), reached=reached, turnover=turnover)

    def save_as_those_of(self, version: ProgrammeVersion) -> None:
        kinds = {*ReadinessItem.ALWAYS, *self.kinds}
        rows = [ReadinessItem(version=version, kind=kind) for kind in ReadinessItem.Kind if kind in kinds]
        shares = {ReadinessItem.Kind.REACHED: self.reached, ReadinessItem.Kind.RENEWED: self.turnover}
        rows += [ReadinessItem(version=version, kind=kind, share=share) for kind, share in shares.items() if share]
        ReadinessItem.objects.bulk_create(rows)

    @property
    def reached_percent(self) -> Decimal | None:
        return self.reached and self.reached * 100

    @property
    def turnover_percent(self) -> Decimal | None:
        return self.turnover and self.turnover * 100

    @property
    def labels(self) -> list[str]:
        return [str(ReadinessItem.Kind(kind).label) for kind in self.in_order()]

    def in_order(self) -> list[str]:
        """What was chosen, in the order of the checklist."""
        return [kind for kind in ReadinessItem.Kind if kind in self.kinds]

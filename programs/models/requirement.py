"""What a certificate takes, as rows of the version of a programme's settings that a cohort began under."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows
from programs.models.guidelines import EthicalGuidelines
from programs.models.version import ProgrammeVersion


class RequirementQuerySet(Rows):
    def of_a(self, cohort: str) -> "RequirementQuerySet":
        """Inside another query: those of the cohort that its rows name with ``cohort``.

        A cohort that has begun keeps the version that it began under; until then the programme's newest holds.
        """
        number = Coalesce(OuterRef(f"{cohort}__began_under__number"), OuterRef(f"{cohort}__programme__version"))
        return self.filter(version__programme=OuterRef(f"{cohort}__programme"), version__number=number)

    def of(self, cohort) -> "RequirementQuerySet":
        """Those of one cohort."""
        if cohort.began_under_id:
            return self.filter(version=cohort.began_under_id)
        return self.of_programme(cohort.programme_id)

    def of_programme(self, programme_id: int) -> "RequirementQuerySet":
        """Those of a programme's settings as they are now."""
        return self.filter(version__programme=programme_id, version__number=F("version__programme__version"))


class Requirement(models.Model):
    """One thing that a certificate takes. Rows are only ever added, with their version; a trigger refuses more."""

    class Kind(models.TextChoices):
        ATTENDANCE = "attendance", _("Attendance")
        SUMMING_UP = "summing_up", _("Summing-up interview")
        GUIDELINES = "guidelines", _("Ethical guidelines")
        ASSIGNMENTS = "assignments", _("Home assignments")

    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="requirements")
    kind = models.CharField(max_length=12, choices=Kind)
    share = models.DecimalField(max_digits=4, decimal_places=3, null=True)  # of the sessions, 0 to 1
    guidelines = models.ForeignKey(EthicalGuidelines, models.PROTECT, null=True, related_name="+")  # the version

    objects = RequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="requirement_once_per_version"),
            models.CheckConstraint(
                name="requirement_kind_known",
                condition=Q(kind__in=["attendance", "summing_up", "guidelines", "assignments"]),
            ),
            models.CheckConstraint(
                name="requirement_share_is_of_attendance",
                condition=Q(kind="attendance", share__gte=0, share__lte=1, share__isnull=False)
                | ~Q(kind="attendance") & Q(share=None),
            ),
            models.CheckConstraint(
                name="requirement_names_its_guidelines",
                condition=Q(kind="guidelines", guidelines__isnull=False) | ~Q(kind="guidelines") & Q(guidelines=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.version_id}"


@dataclass(frozen=True)
class Requirements:
    """All that a certificate takes in one version, as people set it."""

    attendance: Decimal = Decimal("0.800")  # share of the sessions, 0 to 1 (domain 1.3)
    summing_up: bool = False
    guidelines: EthicalGuidelines | None = None
    assignments: bool = False  # all of the cohort's

    @classmethod
    def of(cls, rows: models.QuerySet[Requirement]) -> "Requirements":
        """As these rows say. One query."""
        by_kind = {row.kind: row for row in rows.select_related("guidelines")}
        attendance, guidelines = (
            by_kind.get(kind) for kind in (Requirement.Kind.ATTENDANCE, Requirement.Kind.GUIDELINES)
        )
        return cls(
            attendance=attendance.share if attendance else cls.attendance,
            summing_up=Requirement.Kind.SUMMING_UP in by_kind,
            guidelines=guidelines.guidelines if guidelines else None,
            assignments=Requirement.Kind.ASSIGNMENTS in by_kind,
        )

    def save_as_those_of(self, version: ProgrammeVersion) -> None:
        asked: Mapping[str, dict | None] = {
            Requirement.Kind.ATTENDANCE: {"share": self.attendance},
            Requirement.Kind.SUMMING_UP: {} if self.summing_up else None,
            Requirement.Kind.ASSIGNMENTS: {} if self.assignments else None,
            Requirement.Kind.GUIDELINES: {"guidelines": self.guidelines} if self.guidelines else None,
        }
        rows = [Requirement(version=version, kind=kind, **value) for kind, value in asked.items() if value is not None]
        Requirement.objects.bulk_create(rows)

"""What surveys came to: sums over what reports show, and nothing else. No answer can be reached from here."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from peersupport.directory.models import County
from placements.models import Dimension, Report, ReportAnswer, ReportRow, SurveyQuestion, Workplace
from programs.models import Programme


@dataclass(frozen=True)
class Share:
    """So many of so many: of those who answered, how many agree; of those asked, how many answered."""

    part: int
    whole: int

    @property
    def percent(self) -> int:
        return round(100 * self.part / self.whole)


@dataclass(frozen=True)
class QuestionOutcome:
    """One question, and of each wave how many agree; None where that may not be shown."""

    question: SurveyQuestion
    shares: list[tuple["Wave", Share | None]]


@dataclass(frozen=True)
class Wave:
    """So many months after the start: how many answered, and how many of those asked that is, where it may be shown."""

    months: int
    answered: int
    turnout: Share | None


@dataclass(frozen=True)
class Outcomes:
    """What one group answered in one part of the country."""

    waves: list[Wave]
    questions: list[QuestionOutcome]

    @cached_property
    def hides_something(self) -> bool:
        turnouts = [wave.turnout for wave in self.waves]
        return None in turnouts or any(share is None for one in self.questions for _wave, share in one.shares)


@dataclass(frozen=True)
class Part:
    """What there are figures of: the country, or one programme, county or kind of workplace."""

    dimension: str
    value: str
    label: str

    @property
    def code(self) -> str:
        return f"{self.dimension}:{self.value}"


def parts_of(group: str) -> list[Part]:
    """The country first; then, dimension by dimension, those that reports show and what is too small alone.

    Three queries.
    """
    rows = ReportRow.objects.filter(report__question_set__group=group).order_by()
    found = set(rows.values_list("dimension", "value").distinct())
    labels = _labels()
    order = {key: place for place, key in enumerate(labels)}
    return [Part(*key, labels[key]) for key in sorted(found & labels.keys(), key=order.__getitem__)]


def outcomes(*, group: str, part: Part) -> Outcomes:
    """Three queries, however many answers there are."""
    rows = ReportRow.objects.filter(
        report__question_set__group=group, dimension=part.dimension, value=part.value
    ).order_by()
    waves = _waves(rows)
    answers = ReportAnswer.objects.filter(row__in=rows, agree__isnull=False).order_by()
    sums = answers.values_list("question__wording", "row__report__months").annotate(Sum("agree"), Sum("other"))
    shares = {(wording, months): Share(agree, agree + other) for wording, months, agree, other in sums}
    questions = [
        QuestionOutcome(one, [(wave, shares.get((one.wording, wave.months))) for wave in waves])
        for one in _asked(group)
    ]
    return Outcomes(waves, questions if waves else [])


def reports_of(group: str) -> QuerySet[Report]:
    """Of which quarters there are reports, the newest first."""
    return Report.objects.filter(question_set__group=group).order_by("-last_on", "months", "pk")


def _waves(rows: QuerySet[ReportRow]) -> list[Wave]:
    told = Q(silent__isnull=False)
    sums = rows.values_list("report__months").annotate(
        n=Sum("answered"), there=Sum("answered", filter=told), away=Sum("silent")
    )
    return [
        Wave(months, answered, Share(there, there + silent) if silent else None)
        for months, answered, there, silent in sums.order_by("report__months")
    ]


def _asked(group: str) -> list[SurveyQuestion]:
    """What has been asked, in the newest edition's words and order; last what is asked no more."""
    rows = SurveyQuestion.objects.filter(question_set__group=group).exclude(question_set__status="draft")
    newest = rows.order_by("wording", "-question_set__edition").distinct("wording").select_related("question_set")
    return sorted(newest, key=lambda one: (-one.question_set.edition, one.position, one.pk))


def _labels() -> dict[tuple[str, str], str]:
    """What each part is called, in the order in which they are offered."""
    programmes = Programme.objects.order_by("name").values_list("pk", "name")
    counties = County.objects.order_by("sort_name").values_list("pk", "name")
    found = {(Dimension.ALL, ""): str(Dimension.ALL.label)}
    found |= {(Dimension.PROGRAMME, str(pk)): name for pk, name in programmes}
    found[Dimension.PROGRAMME, ReportRow.REST] = _("Smaller programmes together")
    found |= {(Dimension.COUNTY, pk): name for pk, name in counties}
    found[Dimension.COUNTY, ReportRow.REST] = _("Smaller counties together")
    found |= {(Dimension.KIND, kind.value): str(kind.label) for kind in Workplace.Kind}
    found[Dimension.KIND, ReportRow.REST] = _("Smaller kinds of workplace together")
    return found

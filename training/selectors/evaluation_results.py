"""How a cohort's evaluations went: never before one has closed, and never what fewer than five have answered."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils.functional import cached_property

from programs.models import Cohort
from training.models import AskedQuestion, Evaluation, EvaluationQuestion, EvaluationWords

TALLEST = 40  # of a column in the drawing


@dataclass(frozen=True)
class Column:
    """How many gave so many points, and how tall that is beside the others."""

    points: int
    label: str
    count: int
    height: int

    @property
    def top(self) -> int:
        return TALLEST - self.height


@dataclass(frozen=True)
class QuestionResult:
    """What was answered to one question of an evaluation that may be shown."""

    question: EvaluationQuestion
    counts: tuple[int, ...]  # who gave one point, two, …
    unsure: int

    @property
    def mean(self) -> Decimal | None:
        """Points on average; None where fewer than five gave any."""
        rated = sum(self.counts)
        if rated < Evaluation.FEWEST:
            return None
        return Decimal(sum(points * count for points, count in enumerate(self.counts, 1))) / rated

    @property
    def columns(self) -> list[Column]:
        most = max(self.counts) or 1
        labels = [str(AskedQuestion.Answer(points).label) for points in range(1, len(self.counts) + 1)]
        return [
            Column(points, label, count, TALLEST * count // most)
            for points, (label, count) in enumerate(zip(labels, self.counts, strict=True), 1)
        ]


@dataclass(frozen=True)
class EvaluationResult:
    """One evaluation; ``questions`` is empty until it may be shown, ``words`` until a coordinator lets them be read."""

    evaluation: Evaluation
    questions: list[QuestionResult]
    words: list[EvaluationWords]
    unread: int  # what a coordinator hasn't let others read

    @property
    def has_words(self) -> bool:
        """Whether there is something for a coordinator to read."""
        return bool(self.words or self.unread)

    @property
    def is_open(self) -> bool:
        return self.evaluation.closed_on is None


@dataclass(frozen=True)
class Results:
    """All of a cohort's, the newest first."""

    evaluations: list[EvaluationResult]

    @cached_property
    def weeks(self) -> list[EvaluationResult]:
        """Those that may be shown, in order, where there are several to lay beside each other."""
        shown = [one for one in reversed(self.evaluations) if one.questions]
        return shown if len(shown) > 1 else []

    @cached_property
    def beside_each_other(self) -> list[tuple[EvaluationQuestion, list[tuple[EvaluationResult, Decimal | None]]]]:
        """What is asked each week, and for each of these weeks its mean."""
        means = {(one.evaluation.pk, result.question.pk): result.mean for one in self.weeks for result in one.questions}
        asked = {result.question.pk: result.question for one in self.weeks for result in one.questions}
        weekly = [one for one in asked.values() if one.asked == EvaluationQuestion.Asked.WEEKLY]
        weekly.sort(key=lambda one: (one.position, one.pk))
        return [(one, [(week, means.get((week.evaluation.pk, one.pk))) for week in self.weeks]) for one in weekly]


def results_of(*, cohort: Cohort, membership) -> Results:
    """Those that the membership sees, of this cohort. Four queries, and none for what may not be shown."""
    evaluations = Evaluation.objects.visible_to(membership).filter(cohort=cohort).order_by("-week")
    rows = AskedQuestion.objects.filter(evaluation__in=Evaluation.objects.shown().filter(cohort=cohort))
    rows = rows.filter(question__kind=EvaluationQuestion.Kind.POINTS)
    found: dict[int, list[QuestionResult]] = {}
    for row in rows.select_related("question").order_by("-question__asked", "question__position", "question_id"):
        counts = tuple(getattr(row, name) for name in AskedQuestion.POINTS)
        found.setdefault(row.evaluation_id, []).append(QuestionResult(row.question, counts, row.unsure))
    words, unread = _words(cohort), _unread(cohort)
    return Results(
        [
            EvaluationResult(one, found.get(one.pk, []), words.get(one.pk, []), unread.get(one.pk, 0))
            for one in evaluations
        ]
    )


def _words(cohort: Cohort) -> dict[int, list[EvaluationWords]]:
    """By evaluation, what may be read of people's own words."""
    rows = EvaluationWords.objects.shown().filter(asked__evaluation__cohort=cohort).select_related("asked__question")
    found: dict[int, list[EvaluationWords]] = {}
    for row in rows.order_by("-asked__question__asked", "asked__question__position", "asked", "pk"):
        found.setdefault(row.asked.evaluation_id, []).append(row)
    return found


def _unread(cohort: Cohort) -> dict[int, int]:
    """By evaluation, how much a coordinator hasn't let others read."""
    rows = EvaluationWords.objects.readable().filter(asked__evaluation__cohort=cohort, shown_at=None)
    return dict(rows.order_by().values_list("asked__evaluation").annotate(n=Count("pk")))

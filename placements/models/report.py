"""What is published of surveys: made once of answers that are counted nowhere else afterwards (ADR 36)."""

from django.db import models
from django.db.models import F, Q

from peersupport.shared.models import Rows
from placements.models.survey import Dimension
from placements.rules import FEWEST, REST, SMALLEST


class Report(models.Model):
    """What was answered to one edition's questions so many months after the start, in one or more whole quarters.

    No answer is in two of them, so that none can be subtracted from another.
    """

    question_set = models.ForeignKey("placements.QuestionSet", models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    frozen_on = models.DateField()

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question_set", "months", "first_on"], name="quarter_reported_once"),
            models.CheckConstraint(
                name="report_is_made_afterwards", condition=Q(last_on__gt=F("first_on"), frozen_on__gt=F("last_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk}"


class ReportRow(models.Model):
    """How many answered in one part; and how many of those who were asked didn't, where that may be shown."""

    REST = REST

    report = models.ForeignKey(Report, models.CASCADE, related_name="rows")
    dimension = models.CharField(max_length=10, choices=Dimension)
    value = models.CharField(max_length=25, blank=True)  # as in Turnout; REST: those that are too small, together
    answered = models.PositiveIntegerField()
    silent = models.PositiveIntegerField(null=True)

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "dimension", "value"], name="report_has_each_part_once"),
            models.CheckConstraint(
                name="row_dimension_known", condition=Q(dimension__in=["all", "programme", "county", "kind"])
            ),
            models.CheckConstraint(
                name="no_row_of_a_few",
                condition=Q(answered__gte=SMALLEST) & (Q(silent=None) | Q(silent__gte=FEWEST)),
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.pk}"


class ReportAnswer(models.Model):
    """How many agree with a statement, or say yes, and how many say anything else; neither where it may not show."""

    row = models.ForeignKey(ReportRow, models.CASCADE, related_name="answers")
    question = models.ForeignKey("placements.SurveyQuestion", models.PROTECT, related_name="+")
    agree = models.PositiveIntegerField(null=True)
    other = models.PositiveIntegerField(null=True)

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "question"], name="question_once_per_row"),
            models.CheckConstraint(
                name="no_count_of_a_few",
                condition=Q(agree=None, other=None)
                | Q(agree__isnull=False, other__isnull=False, agree__gte=FEWEST, other__gte=FEWEST),
            ),
        ]
        indexes = [models.Index(fields=["question"], name="answer_by_question")]

    def __str__(self) -> str:
        return f"Answer {self.pk}"

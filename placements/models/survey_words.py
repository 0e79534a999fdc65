"""What somebody adds to a survey in their own words. It stands by itself: no answer, place or moment leads to it."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows
from placements.models.report import Report


class SurveyWordsQuerySet(Rows):
    def to_read(self) -> "SurveyWordsQuerySet":
        """Those of a report, which ten or more have answered: a coordinator decides about each."""
        return self.filter(report__isnull=False)

    def waiting(self) -> "SurveyWordsQuerySet":
        return self.to_read().filter(released_at=None)

    def released(self) -> "SurveyWordsQuerySet":
        return self.to_read().filter(released_at__isnull=False)

    def to_erase(self, on: date) -> "SurveyWordsQuerySet":
        """Those kept for a year since their report, or their quarter where there was none."""
        until = on - SurveyWords.KEPT_FOR
        return self.filter(Q(report__frozen_on__lt=until) | Q(report=None, quarter__lt=until))


class SurveyWords(models.Model):
    """Read by nobody until a report is made of its quarter; made anew then, in no order (ADR 39).

    A coordinator releases it, word for word, or it is erased.
    """

    LONGEST = 500
    KEPT_FOR = timedelta(days=365)
    PERSONAL = {"text": ""}

    question_set = models.ForeignKey("placements.QuestionSet", models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()
    quarter = models.DateField()  # its first day
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="words")  # null: still being answered
    text = models.CharField(_("in one's own words"), max_length=LONGEST)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = SurveyWordsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "survey words"
        constraints = [
            models.CheckConstraint(
                name="survey_words_released_when_and_by_whom",
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False, report__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Words {self.pk}"

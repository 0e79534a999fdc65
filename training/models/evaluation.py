"""What participants think of their course: asked after each week, counted, and kept with nobody's name (ADR 32)."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows
from programs.models import Cohort


class EvaluationQuestionQuerySet(Rows):
    def in_use(self) -> "EvaluationQuestionQuerySet":
        return self.filter(retired=False)

    def in_order(self) -> "EvaluationQuestionQuerySet":
        """As they are asked: first what is asked each week."""
        return self.order_by("-asked", "position", "pk")


class EvaluationQuestion(models.Model):
    """A statement that participants agree with, more or less, or something to say in their own words.

    Once it has been asked its words stay as they are.
    """

    class Asked(models.TextChoices):
        WEEKLY = "weekly", _("Each week")
        AT_END = "at_end", _("Once, when the course is over")

    class Kind(models.TextChoices):
        POINTS = "points", _("With one to five points")
        WORDS = "words", _("In one's own words")

    PERSONAL = {}

    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="+")
    kind = models.CharField(
        _("how it is answered"), max_length=6, choices=Kind, default=Kind.POINTS, db_default="points"
    )
    asked = models.CharField(_("when it is asked"), max_length=6, choices=Asked)
    text = models.CharField(_("in Swedish"), max_length=150)
    text_en = models.CharField(_("in English"), max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    retired = models.BooleanField(_("retired"), default=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    objects = EvaluationQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "asked", "text"], name="evaluation_question_once"),
            models.CheckConstraint(name="evaluation_question_asked_known", condition=Q(asked__in=["weekly", "at_end"])),
            models.CheckConstraint(name="evaluation_question_kind_known", condition=Q(kind__in=["points", "words"])),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.text_en if get_language() == "en" and self.text_en else self.text


class EvaluationQuerySet(Rows):
    def visible_to(self, membership) -> "EvaluationQuerySet":
        """Those who hold a course see how its evaluations went; an orderer sees none."""
        return self.filter(cohort__in=Cohort.objects.held_by(membership))

    def shown(self) -> "EvaluationQuerySet":
        """Those whose figures may be seen: nobody answers any more, and enough did."""
        return self.filter(closed_on__isnull=False, answered__gte=Evaluation.FEWEST)

    def with_words(self) -> "EvaluationQuerySet":
        """Those of which a coordinator may read what was said in people's own words."""
        return self.filter(closed_on__isnull=False, answered__gte=Evaluation.FEWEST_FOR_WORDS)

    def to_close(self, on: date) -> "EvaluationQuerySet":
        return self.filter(closed_on=None, closes_on__lt=on)


class Evaluation(models.Model):
    """Utvärdering: one week of a cohort's course; the last asks about the whole course as well.

    Nobody sees what was answered before it has closed, and never what fewer than FEWEST have answered.
    """

    FEWEST = 5  # domain 3.3; with fewer people in the course nobody is asked
    FEWEST_FOR_WORDS = 10  # domain 3.3: words say more about who wrote them
    OPEN_FOR = timedelta(days=6)  # a week with the day on which it opens, so that the next one finds it closed

    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, related_name="+")
    week = models.DateField()  # its Monday
    is_last = models.BooleanField()
    opened_on = models.DateField()
    closes_on = models.DateField()  # the last day to answer
    closed_on = models.DateField(null=True)
    people = models.PositiveSmallIntegerField()  # who were asked
    answered = models.PositiveSmallIntegerField(default=0)  # how many of them did, counted when it closed

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "week"], name="evaluation_once_per_week"),
            models.UniqueConstraint(fields=["cohort"], condition=Q(is_last=True), name="evaluation_of_the_whole_once"),
            models.CheckConstraint(name="evaluation_week_is_a_monday", condition=Q(week__iso_week_day=1)),
            models.CheckConstraint(name="evaluation_of_five_or_more", condition=Q(people__gte=5)),
            models.CheckConstraint(
                name="evaluation_counted_when_closed",
                condition=Q(closed_on=None, answered=0)
                | Q(closed_on__gt=F("closes_on"), closed_on__isnull=False, answered__lte=F("people")),
            ),
            models.CheckConstraint(name="evaluation_closes_after_it_opens", condition=Q(closes_on__gte=F("opened_on"))),
        ]
        indexes = [models.Index(fields=["closes_on"], condition=Q(closed_on=None), name="evaluation_to_close")]

    def __str__(self) -> str:
        return f"Evaluation {self.pk} of cohort {self.cohort_id}"


class AskedQuestion(models.Model):
    """A question in an evaluation, and how many have given each answer.

    This is all that is kept of points that were given. No row is one person's, so none can be laid beside another.
    """

    class Answer(models.IntegerChoices):
        NOT_AT_ALL = 1, _("Not at all true")
        A_LITTLE = 2, _("Hardly true")
        PARTLY = 3, _("Partly true")
        MOSTLY = 4, _("Mostly true")
        WHOLLY = 5, _("Wholly true")
        UNSURE = 0, _("Don't know")

    POINTS = ("one", "two", "three", "four", "five")

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="asked")
    question = models.ForeignKey(EvaluationQuestion, models.PROTECT, related_name="+")
    one = models.PositiveSmallIntegerField(default=0)
    two = models.PositiveSmallIntegerField(default=0)
    three = models.PositiveSmallIntegerField(default=0)
    four = models.PositiveSmallIntegerField(default=0)
    five = models.PositiveSmallIntegerField(default=0)
    unsure = models.PositiveSmallIntegerField(default=0)

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "question"], name="question_asked_once_per_evaluation")
        ]

    def __str__(self) -> str:
        return f"Question {self.question_id} in evaluation {self.evaluation_id}"

    @classmethod
    def column(cls, answer: int) -> str:
        """Where an answer is counted."""
        return cls.POINTS[answer - 1] if answer else "unsure"


class RespondentQuerySet(Rows):
    def still_asked(self, on: date) -> "RespondentQuerySet":
        """Those in the course who can answer and haven't."""
        rows = self.filter(has_answered=False, evaluation__closed_on=None, evaluation__closes_on__gte=on)
        return rows.exclude(participation__status="dropped_out")


class Respondent(models.Model):
    """Somebody who is asked. It says that they have answered, never what or when, and is gone when it closes."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="respondents")
    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)

    objects = RespondentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "participation"], name="asked_once_per_evaluation")
        ]
        indexes = [models.Index(fields=["participation"], name="respondent_by_participation")]

    def __str__(self) -> str:
        return f"{self.participation_id} is asked in {self.evaluation_id}"


class EvaluationWordsQuerySet(Rows):
    def readable(self) -> "EvaluationWordsQuerySet":
        """Those that coordinators may read, to decide whether those who hold the course may."""
        return self.filter(asked__evaluation__in=Evaluation.objects.with_words())

    def shown(self) -> "EvaluationWordsQuerySet":
        return self.readable().filter(shown_at__isnull=False)


class EvaluationWords(models.Model):
    """What somebody said in their own words. Nobody reads it before the evaluation has closed with ten answers.

    A coordinator then lets it be seen, or takes it away. Closing makes the rows anew, in no order.
    """

    LONGEST = 1000
    PERSONAL = {"text": ""}

    asked = models.ForeignKey(AskedQuestion, models.CASCADE, related_name="words")
    text = models.CharField(_("in one's own words"), max_length=LONGEST)
    shown_at = models.DateTimeField(null=True)
    shown_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = EvaluationWordsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evaluation words"
        constraints = [
            models.CheckConstraint(
                name="words_shown_when_and_by_whom",
                condition=Q(shown_at=None, shown_by=None) | Q(shown_at__isnull=False, shown_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Words {self.pk}"

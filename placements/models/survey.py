"""Enkäter: four groups are asked when a placement is followed up. Answers are counted, never kept (ADR 35)."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.calendar import Quarter
from peersupport.shared.models import Rows
from placements.models.followup import FollowUp
from placements.models.question_set import Group

BY_LETTER = (Group.MANAGERS, Group.PEERS)  # one person each: by a link of their own
HANDED_OUT = (Group.USERS, Group.STAFF)  # whoever is there: by a link or a code on paper, the same for all
OPEN_FOR = timedelta(days=28)


class SurveyQuerySet(Rows):
    def visible_to(self, membership) -> "SurveyQuerySet":
        """That it is open, and the link to hand out: whoever sees the follow-up."""
        return self.filter(follow_up__in=FollowUp.objects.visible_to(membership))

    def open_on(self, on: date) -> "SurveyQuerySet":
        return self.filter(closed_on=None, closes_on__gte=on)

    def behind(self, code: str, on: date) -> "SurveyQuerySet":
        """The open one with this code in its address."""
        return self.open_on(on).filter(code=code).exclude(code="")

    def to_close(self, on: date) -> "SurveyQuerySet":
        return self.filter(closed_on=None, closes_on__lt=on)


class Survey(models.Model):
    """What one group is asked at one follow-up of one placement. Nothing that anybody answers points to it."""

    MOST_HANDED_OUT = 500

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="surveys")
    group = models.CharField(max_length=10, choices=Group)
    question_set = models.ForeignKey("placements.QuestionSet", models.PROTECT, related_name="+")
    opened_on = models.DateField()
    closes_on = models.DateField()  # the last day to answer
    closed_on = models.DateField(null=True)
    asked = models.PositiveSmallIntegerField(default=0)  # how many were given the link
    answered = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=12, blank=True)  # in the address that is handed out; "" before and after
    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="+")
    county = models.ForeignKey("directory.County", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=25)  # the workplace's when it was opened

    objects = SurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "group"], name="each_group_asked_once_per_follow_up"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="survey_code_once"),
            models.CheckConstraint(
                name="survey_code_while_it_is_open_and_handed_out",
                condition=Q(code="") | Q(closed_on=None, group__in=["users", "staff"], asked__gte=1),
            ),
            models.CheckConstraint(
                name="survey_group_known", condition=Q(group__in=["users", "staff", "managers", "peers"])
            ),
            models.CheckConstraint(name="survey_closes_after_it_opens", condition=Q(closes_on__gte=F("opened_on"))),
            models.CheckConstraint(
                name="survey_closed_after_its_last_day",
                condition=Q(closed_on=None) | Q(closed_on__gt=F("closes_on")),
            ),
            models.CheckConstraint(name="no_more_answers_than_were_asked", condition=Q(answered__lte=F("asked"))),
        ]
        indexes = [models.Index(fields=["closes_on"], condition=Q(closed_on=None), name="survey_to_close")]

    def __str__(self) -> str:
        return f"Survey {self.pk}"

    @property
    def by_letter(self) -> bool:
        return self.group in BY_LETTER

    @property
    def quarter(self) -> date:
        """The first day of the quarter that it counts in."""
        return Quarter.of(self.opened_on).first

    @property
    def parts(self) -> list[tuple[str, str]]:
        """What its answers are counted under: all together, and one part of each dimension."""
        values = {Dimension.PROGRAMME: str(self.programme_id), Dimension.COUNTY: self.county_id}
        return [(Dimension.ALL, ""), *values.items(), (Dimension.KIND, self.kind)]


class SurveyInvitationQuerySet(Rows):
    def visible_to(self, membership) -> "SurveyInvitationQuerySet":
        return self.filter(survey__in=Survey.objects.visible_to(membership))

    def still_asked(self, on: date) -> "SurveyInvitationQuerySet":
        return self.filter(has_answered=False, survey__in=Survey.objects.open_on(on))


class SurveyInvitation(models.Model):
    """A manager or a peer supporter who is asked. That they have answered, never what or when; gone when it closes."""

    survey = models.OneToOneField(Survey, models.CASCADE, related_name="invitation")
    has_answered = models.BooleanField(default=False)

    objects = SurveyInvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class Dimension(models.TextChoices):
    """By what a report shows its figures. One at a time, never crossed."""

    ALL = "all", _("The whole country")
    PROGRAMME = "programme", _("Programme")
    COUNTY = "county", _("County")
    KIND = "kind", _("Kind of workplace")


def _counted_once(field: str, *, name: str) -> list[models.BaseConstraint]:
    known = Q(dimension__in=["all", "programme", "county", "kind"])
    return [
        models.UniqueConstraint(fields=[field, "months", "quarter", "dimension", "value"], name=f"{name}_counted_once"),
        models.CheckConstraint(name=f"{name}_dimension_known", condition=known),
    ]


class Counted(models.Model):
    """Under what answers are counted until a report is made of them: these rows are gone then."""

    months = models.PositiveSmallIntegerField()
    quarter = models.DateField()  # its first day
    dimension = models.CharField(max_length=10, choices=Dimension)
    value = models.CharField(max_length=25, blank=True)  # a programme's id, a county's code, a kind; "" for all

    class Meta:
        abstract = True


class Turnout(Counted):
    """How many were asked, and how many answered."""

    question_set = models.ForeignKey("placements.QuestionSet", models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            *_counted_once("question_set", name="turnout"),
            models.CheckConstraint(name="turnout_of_those_asked", condition=Q(answered__lte=F("asked"))),
        ]

    def __str__(self) -> str:
        return f"Turnout {self.pk}"


class Tally(Counted):
    """How many have given each answer to a question. No row is one person's, and none leads to another question's."""

    class Answer(models.IntegerChoices):
        NOT_AT_ALL = 1, _("Not at all true")
        A_LITTLE = 2, _("Hardly true")
        PARTLY = 3, _("Partly true")
        MOSTLY = 4, _("Mostly true")
        WHOLLY = 5, _("Wholly true")
        UNSURE = 0, _("Don't know")

    class YesNo(models.IntegerChoices):
        YES = 5, _("Yes")
        NO = 1, _("No")
        UNSURE = 0, _("Don't know")

    POINTS = ("one", "two", "three", "four", "five")
    AGREE = ("four", "five")

    question = models.ForeignKey("placements.SurveyQuestion", models.PROTECT, related_name="+")
    one = models.PositiveIntegerField(default=0)
    two = models.PositiveIntegerField(default=0)
    three = models.PositiveIntegerField(default=0)
    four = models.PositiveIntegerField(default=0)
    five = models.PositiveIntegerField(default=0)
    unsure = models.PositiveIntegerField(default=0)

    objects = Rows.as_manager()

    class Meta:
        constraints = _counted_once("question", name="tally")

    def __str__(self) -> str:
        return f"Tally {self.pk}"

    @property
    def agree(self) -> int:
        """How many mostly or wholly agree, or say yes."""
        return sum(getattr(self, name) for name in self.AGREE)

    @property
    def other(self) -> int:
        """How many say anything else: less, no, or that they don't know."""
        return sum(getattr(self, name) for name in (*self.POINTS, "unsure") if name not in self.AGREE)

    @classmethod
    def column(cls, answer: int) -> str:
        """Where an answer is counted."""
        return cls.POINTS[answer - 1] if answer else "unsure"

"""Enkätfrågor: what is asked after a placement has begun. One set for each group, the same in the whole country."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows, label_of


class Group(models.TextChoices):
    """Who is asked (domain 3.2)."""

    USERS = "users", _("People at the workplace")
    STAFF = "staff", _("Staff")
    MANAGERS = "managers", _("Managers")
    PEERS = "peers", _("Peer supporters")


class QuestionSetQuerySet(Rows):
    def in_use(self, on: date) -> "QuestionSetQuerySet":
        """Those that surveys are opened with: a permission that has run out asks nobody any more."""
        rows = self.filter(status=QuestionSet.Status.PUBLISHED)
        return rows.filter(Q(permission_valid_until=None) | Q(permission_valid_until__gte=on))


class QuestionSet(models.Model):
    """One edition of what a group is asked, with whose words they are and by what right they are used.

    Once published it stays as it is, so that what was answered means one thing. The next edition is a copy.
    """

    class Licence(models.TextChoices):
        UNKNOWN = "unknown", _("Not known yet")
        OWN = "own", _("Our own words")
        PERMISSION = "permission", _("Used by permission")
        OPEN = "open", _("Openly licensed")
        PUBLIC_DOMAIN = "public_domain", _("Free for anybody")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("In use")
        RETIRED = "retired", _("Replaced")

    STEPS = {Status.DRAFT: {Status.PUBLISHED}, Status.PUBLISHED: {Status.RETIRED}, Status.RETIRED: set()}
    PERSONAL = {}

    group = models.CharField(_("who is asked"), max_length=10, choices=Group)
    edition = models.PositiveSmallIntegerField(_("edition"))
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    name = models.CharField(_("name"), max_length=100)
    rights_holder = models.CharField(_("whose words they are"), max_length=100, blank=True)
    licence = models.CharField(_("licence"), max_length=15, choices=Licence, default=Licence.UNKNOWN)
    permission_reference = models.CharField(_("where the permission stands"), max_length=100, blank=True)
    permission_valid_until = models.DateField(_("the permission lasts until"), null=True, blank=True)
    items_locked = models.BooleanField(_("the words may not be changed"), default=False)
    may_be_exported = models.BooleanField(_("the words may be passed on"), default=False)
    published_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    get_status_display = label_of("status", Status)
    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "edition"], name="question_set_edition_once"),
            models.UniqueConstraint(
                fields=["group", "status"],
                condition=Q(status__in=["draft", "published"]),
                name="one_draft_and_one_in_use_per_group",
            ),
            models.CheckConstraint(
                name="question_set_group_known", condition=Q(group__in=["users", "staff", "managers", "peers"])
            ),
            models.CheckConstraint(
                name="question_set_status_known", condition=Q(status__in=["draft", "published", "retired"])
            ),
            models.CheckConstraint(
                name="question_set_licence_known",
                condition=Q(licence__in=["unknown", "own", "permission", "open", "public_domain"]),
            ),
            models.CheckConstraint(
                name="published_set_has_a_licence_and_a_holder",
                condition=Q(status="draft") | (~Q(licence="unknown") & ~Q(rights_holder="")),
            ),
            models.CheckConstraint(
                name="permission_stands_somewhere", condition=~Q(licence="permission") | ~Q(permission_reference="")
            ),
            models.CheckConstraint(
                name="question_set_published_when",
                condition=Q(status="draft", published_on=None) | (~Q(status="draft") & Q(published_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class SurveyQuestionQuerySet(Rows):
    def in_order(self) -> "SurveyQuestionQuerySet":
        return self.order_by("position", "pk")


class SurveyQuestion(models.Model):
    """A statement that somebody agrees with, more or less, or that is so or isn't.

    ``wording`` is the same in each edition that asks it in the same words: what is answered to it is comparable.
    """

    class Kind(models.TextChoices):
        POINTS = "points", _("With one to five points")
        YES_NO = "yes_no", _("With yes or no")

    PERSONAL = {}

    question_set = models.ForeignKey(QuestionSet, models.CASCADE, related_name="questions")
    kind = models.CharField(_("how it is answered"), max_length=6, choices=Kind, default=Kind.POINTS)
    text = models.CharField(_("in Swedish"), max_length=150)
    text_en = models.CharField(_("in English"), max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the order"))
    wording = models.UUIDField(default=uuid.uuid4)

    objects = SurveyQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question_set", "text"], name="survey_question_once_per_set"),
            models.UniqueConstraint(fields=["question_set", "wording"], name="wording_once_per_set"),
            models.CheckConstraint(name="survey_question_kind_known", condition=Q(kind__in=["points", "yes_no"])),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.text_en if get_language() == "en" and self.text_en else self.text

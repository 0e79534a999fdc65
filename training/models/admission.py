"""What leads to a decision: sealed papers, assessments, interviews."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows


class Paper(models.Model):
    """A text of an application's own, sealed: the letter, what was noted at the interview, an assessment.

    Only the admission group opens it, each time leaves a Reading, and it is erased three months after the decision.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", _("Letter")
        INTERVIEW = "interview", _("Interview")
        ASSESSMENT = "assessment", _("Assessment")

    PERSONAL = {"sealed": ""}

    application = models.ForeignKey("training.Application", models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=10, choices=Kind)
    seal_id = models.UUIDField(unique=True)  # what the seal is bound to: it opens for this row alone
    sealed = models.TextField()
    written_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: the applicant
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "written_by"],
                nulls_distinct=False,
                name="one_paper_of_a_kind_and_writer",
            ),
            models.CheckConstraint(
                name="paper_kind_known", condition=Q(kind__in=["letter", "interview", "assessment"])
            ),
            models.CheckConstraint(
                name="only_the_letter_is_the_applicants",
                condition=Q(kind="letter", written_by=None) | ~Q(kind="letter") & Q(written_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of application {self.application_id}"


class Assessment(models.Model):
    """What one of the group thinks. What it rests on is a Paper; others read both once they have given their own."""

    class Opinion(models.TextChoices):
        ADMIT = "admit", _("Admit")
        UNSURE = "unsure", _("Unsure")
        DECLINE = "decline", _("Don't admit")
        STEPPED_ASIDE = "aside", _("Knows the person, steps aside")

    application = models.ForeignKey("training.Application", models.CASCADE, related_name="assessments")
    given_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    opinion = models.CharField(_("opinion"), max_length=8, choices=Opinion)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "given_by"], name="one_assessment_each"),
            models.CheckConstraint(
                name="assessment_opinion_known", condition=Q(opinion__in=["admit", "unsure", "decline", "aside"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_by_id} about application {self.application_id}"


class InterviewTimeQuerySet(Rows):
    def free(self) -> "InterviewTimeQuerySet":
        return self.filter(application=None)


class InterviewTime(models.Model):
    """A time that is offered to those who are invited; the first one who takes it has it."""

    cohort = models.ForeignKey("programs.Cohort", models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=45)
    place = models.CharField(_("place"), max_length=120)
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    application = models.OneToOneField(
        "training.Application", models.SET_NULL, null=True, related_name="interview_time"
    )
    taken_at = models.DateTimeField(null=True)

    objects = InterviewTimeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "starts_at", "place"], name="interview_time_once"),
            models.CheckConstraint(
                name="interview_of_a_quarter_to_two_hours", condition=Q(minutes__gte=15, minutes__lte=120)
            ),
        ]

    def __str__(self) -> str:
        return f"Interview {self.pk}"

"""What those who hold a course tell its participants."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows
from programs.models import Cohort


class CohortMessageQuerySet(Rows):
    def visible_to(self, membership) -> "CohortMessageQuerySet":
        """Those who hold a course see what was told in it. Participants see theirs: :func:`told_to`."""
        return self.filter(cohort__in=Cohort.objects.held_by(membership))

    def told_to(self, participations, *, at: datetime) -> "CohortMessageQuerySet":
        """What these participants have been told: nothing that can still be taken back."""
        told = self.filter(regretted_at=None, written_at__lte=at - CohortMessage.REGRET)
        return told.filter(pk__in=MessageCopy.objects.filter(participation__in=participations).values("message"))


class CohortMessage(models.Model):
    """A new room, bring lunch: a text for those who were in a course when it was written, and for nobody else.

    Letters about it wait until it can't be taken back any more; none holds the text. Taken back, it is empty.
    """

    REGRET = timedelta(minutes=10)
    LONGEST = 2000
    PERSONAL = {"text": ""}

    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, related_name="+")
    text = models.CharField(_("message"), max_length=LONGEST)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    regretted_at = models.DateTimeField(null=True)
    regretted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = CohortMessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_regretted_when_and_by_whom",
                condition=Q(regretted_at=None, regretted_by=None)
                | Q(regretted_at__isnull=False, regretted_by__isnull=False, text=""),
            )
        ]
        indexes = [models.Index(fields=["cohort", "-written_at"], name="message_by_cohort")]

    def __str__(self) -> str:
        return f"Message {self.pk} to cohort {self.cohort_id}"

    @property
    def told_at(self) -> datetime:
        """When participants can read it, unless it is taken back before."""
        return self.written_at + self.REGRET


class MessageCopy(models.Model):
    """That a message is for this participant. Whoever joins later hasn't got it; a letter is about this row."""

    message = models.ForeignKey(CohortMessage, models.CASCADE, related_name="copies")
    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="+")

    objects = Rows.as_manager()

    class Meta:
        verbose_name_plural = "message copies"
        constraints = [
            models.UniqueConstraint(fields=["message", "participation"], name="one_copy_per_message_and_participant")
        ]

    def __str__(self) -> str:
        return f"Message {self.message_id} for {self.participation_id}"

"""What staff ask about peer supporters, and what we answer: for the next who leads a session."""

from django.db import models
from django.db.models import Q

from peersupport.shared.models import Rows, label_of
from placements.models.staff_session import StaffSession


class StaffAnswerQuerySet(Rows):
    def visible_to(self, membership) -> "StaffAnswerQuerySet":  # noqa: ARG002 - the house's shape
        """The same for all who lead sessions: nobody is named in them, and no workplace."""
        return self


class StaffAnswer(models.Model):
    """A question as it is usually put, under its theme, and an answer that holds anywhere."""

    theme = models.CharField(max_length=20, choices=StaffSession.Theme)
    question = models.CharField(max_length=200)
    answer = models.TextField(max_length=2000)
    version = models.PositiveIntegerField(default=1, editable=False)  # two who edit at once
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    get_theme_display = label_of("theme", StaffSession.Theme)
    objects = StaffAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "question"], name="a_question_is_answered_once"),
            models.CheckConstraint(
                name="staff_answer_theme_known",
                condition=Q(
                    theme__in=["role", "recovery", "confidentiality", "team", "support", "worries", "practical"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.question

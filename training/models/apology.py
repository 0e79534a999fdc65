"""That somebody has said that they can't come."""

from django.db import models

from peersupport.shared.models import Rows


class Apology(models.Model):
    """One person, one session that is to come. No reason is asked for, and taking it back leaves nothing."""

    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="apologies")
    session = models.ForeignKey("training.CourseSession", models.CASCADE, related_name="apologies")
    said_at = models.DateTimeField()

    objects = Rows.as_manager()

    class Meta:
        verbose_name_plural = "apologies"
        constraints = [
            models.UniqueConstraint(fields=["participation", "session"], name="one_apology_per_person_and_session")
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} can't come to {self.session_id}"

"""That a summing-up interview was held, on the way to a certificate."""

from django.db import models

from peersupport.shared.models import Rows


class SummingUp(models.Model):
    """The day, and whom the participant talked with. What was said is theirs, and kept nowhere."""

    PERSONAL = {}

    participation = models.OneToOneField("training.Participation", models.CASCADE, related_name="summing_up")
    held_on = models.DateField()
    held_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = Rows.as_manager()

    def __str__(self) -> str:
        return f"Summing-up interview of participation {self.participation_id}"

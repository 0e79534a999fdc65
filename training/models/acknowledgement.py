"""That a participant has promised to follow the ethical guidelines."""

from django.db import models

from peersupport.shared.models import Rows


class Acknowledgement(models.Model):
    """Which version, and when. ``acknowledged_by`` is None where they said so themself, else who has it on paper."""

    PERSONAL = {}

    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="acknowledgements")
    guidelines = models.ForeignKey("programs.EthicalGuidelines", models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participation", "guidelines"], name="guidelines_acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} acknowledges {self.guidelines_id}"

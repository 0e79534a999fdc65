"""What people have agreed to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    """One person's yes to one purpose, in one version of its text (GDPR art. 7; domain: purposes are kept apart)."""

    class Purpose(models.TextChoices):
        TRAINING = "training", _("Keep my details for the training")

    PERSONAL = {}

    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_at=None), name="one_open_consent_per_purpose"
            ),
            models.CheckConstraint(name="consent_purpose_known", condition=models.Q(purpose__in=["training"])),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_version}"

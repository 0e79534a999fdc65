"""What people have agreed to, and who has read what is kept apart."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows


class ConsentQuerySet(Rows):
    def to_research(self) -> "ConsentQuerySet":
        """Those who say yes to research now."""
        return self.filter(purpose=Consent.Purpose.RESEARCH, withdrawn_at=None)

    def known_to_others(self) -> "ConsentQuerySet":
        """What a coordinator may read. Whether somebody says yes to research is their own business (ADR 37)."""
        return self.exclude(purpose=Consent.Purpose.RESEARCH)


class Consent(models.Model):
    """One person's yes to one purpose, in one version of its text (GDPR art. 7; domain: purposes are kept apart)."""

    class Purpose(models.TextChoices):
        TRAINING = "training", _("Keep my details for the training")
        FOLLOW_UP = "follow_up", _("Ask me afterwards how it went")
        NETWORK = "network", _("Invite me to networks and meetings")
        RESEARCH = "research", _("Let research use my details, without my name")

    PERSONAL = {}

    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_at=None), name="one_open_consent_per_purpose"
            ),
            models.CheckConstraint(
                name="consent_purpose_known",
                condition=models.Q(purpose__in=["training", "follow_up", "network", "research"]),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_version}"


class Reading(models.Model):
    """Somebody opened a sealed text. Rows are only ever added; a trigger refuses to change or delete them."""

    subject = models.CharField(max_length=80)  # "training.application:42"
    what = models.CharField(max_length=20)  # "letter"
    read_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "read_at"], name="reading_subject")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"

"""Links in letters that let somebody do one thing without signing in."""

from datetime import datetime

from django.db import models


class OneTimeLink(models.Model):
    """A link for one purpose and one subject, used once; where its purpose says so, again and again until taken back.

    Its token is never stored: it is computed from the row and the secret key, so that a stolen copy of the database
    opens nothing and a letter sent again bears the same link.
    """

    purpose = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    nonce = models.UUIDField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_id"], name="link_subject")]
        constraints = [
            models.CheckConstraint(name="link_expires_later", condition=models.Q(expires_at__gt=models.F("created_at")))
        ]

    def __str__(self) -> str:
        return f"{self.purpose}:{self.subject_id}"

    def is_open(self, at: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and at < self.expires_at

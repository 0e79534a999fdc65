"""Who moved what, from which state to which, and when."""

from django.db import models


class StatusChange(models.Model):
    """One step of one thing. Rows are only ever added; a trigger refuses to change or delete them."""

    subject = models.CharField(max_length=80)  # "programs.order:42"
    was = models.CharField(max_length=20)
    became = models.CharField(max_length=20)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: a rule, not a person
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="status_change_subject")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.was} → {self.became}"

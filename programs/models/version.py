"""A programme as it was: its settings are copied each time somebody changes one."""

from django.db import models
from django.db.models import Q


class ProgrammeVersion(models.Model):
    """All settings of a programme from a moment on. Rows are only ever added; a trigger refuses to change them."""

    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()  # Programme.version
    settings = models.JSONField()
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: manage.py begin
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_version_once"),
            models.CheckConstraint(name="programme_version_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}, {self.number}"

    def terms(self) -> list[tuple[int | None, int]]:
        """What it cost to cancel then, as Programme.terms says it."""
        return [(days_before, percent) for days_before, percent in self.settings["terms"]]

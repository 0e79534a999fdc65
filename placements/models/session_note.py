"""What whoever noted a session wrote to remember, sealed: for them and the peer supporter alone."""

from datetime import date, timedelta

from django.db import models

from peersupport.shared.models import Rows
from placements.models.supervision import SupervisionSession


class SessionNoteQuerySet(Rows):
    def readable_by(self, membership) -> "SessionNoteQuerySet":
        """Whoever reads what the session was about. Nobody else is shown that there is a note."""
        return self.filter(session__in=SupervisionSession.objects.readable_by(membership))

    def to_erase(self, on: date) -> "SessionNoteQuerySet":
        return self.filter(session__held_on__lte=on - SessionNote.KEPT_FOR)


class SessionNote(models.Model):
    """One to a session at most, and none that says nothing."""

    PERSONAL = {"sealed": ""}
    KEPT_FOR = timedelta(days=365)  # counted from the session

    session = models.OneToOneField(SupervisionSession, models.CASCADE, related_name="note")
    seal_id = models.UUIDField(unique=True)
    sealed = models.TextField()
    saved_at = models.DateTimeField()

    objects = SessionNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="session_note_says_something", condition=~models.Q(sealed="")),
        ]

    def __str__(self) -> str:
        return f"Note {self.pk}"

    @property
    def erased_on(self) -> date:
        return self.session.held_on + self.KEPT_FOR

"""The outbox. PostgreSQL is the truth about letters; Celery is only what starts their delivery."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.letters.registry import KINDS
from peersupport.shared.models import Rows, label_of

SEES_EVERY_LETTER = (Role.NATIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER)


class LetterQuerySet(Rows):
    def visible_to(self, membership) -> "LetterQuerySet":
        """Letters about what somebody sees; which those are, each kind says itself."""
        if membership.role in SEES_EVERY_LETTER:
            return self
        about_mine = Q(pk__in=[])
        for kind in KINDS.values():
            if kind.may_see is not None:
                about_mine |= Q(kind=kind.name, subject_id__in=kind.may_see(membership))
        return self.filter(about_mine)

    def waiting(self) -> "LetterQuerySet":
        return self.filter(state__in=Letter.WAITING)

    def due(self, at: datetime) -> "LetterQuerySet":
        return self.waiting().filter(not_before__lte=at, expires_at__gt=at)


class Letter(models.Model):
    """One letter to one person, for one occasion: the unique key makes sure that nobody gets it twice.

    Holds plain allow-listed values and is rendered when it is sent. Never a name, a diagnosis or free text.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        RETRY = "retry", _("Will be tried again")
        IN_DOUBT = "in_doubt", _("In doubt")
        FAILED = "failed", _("Could not be sent")
        EXPIRED = "expired", _("Too late to send")
        CANCELLED = "cancelled", _("No longer wanted")

    WAITING = (State.QUEUED, State.RETRY, State.IN_DOUBT)
    PERSONAL = {"address": "erased@example.invalid", "values": {}}

    key = models.CharField(max_length=120, unique=True)  # kind:subject:occasion:recipient
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="+")
    address = models.EmailField(blank=True)  # for somebody without an account
    language = models.CharField(max_length=2, default="sv")
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error_class = models.CharField(max_length=60, blank=True)  # never what the server said: it quotes the address

    was_in_doubt = False  # set by the worker that claims it: this is the second try of a letter in doubt

    get_state_display = label_of("state", State)
    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_state_known",
                condition=Q(
                    state__in=["queued", "sending", "sent", "retry", "in_doubt", "failed", "expired", "cancelled"]
                ),
            ),
            models.CheckConstraint(name="letter_to_user_or_address", condition=Q(user=None) ^ Q(address="")),
            models.CheckConstraint(
                name="letter_sent_when",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="letter_leased_while_sending",
                condition=Q(state="sending", lease_until__isnull=False) | (~Q(state="sending") & Q(lease_until=None)),
            ),
            models.CheckConstraint(
                name="letter_expires_after_it_may_go", condition=Q(expires_at__gt=models.F("not_before"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], name="letter_waiting", condition=Q(state__in=["queued", "retry", "in_doubt"])
            ),
            models.Index(fields=["lease_until"], name="letter_sending", condition=Q(state="sending")),
            models.Index(fields=["kind", "subject_id"], name="letter_subject"),
            models.Index(fields=["state", "-id"], name="letter_list"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def label(self) -> str:
        """What kind of letter this is, in words; a kind of an older release has only its name."""
        return (self.kind in KINDS and KINDS[self.kind].label) or self.kind

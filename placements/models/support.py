"""Jag behöver stöd, jag behöver paus: a peer supporter asks somebody whom they choose to get in touch."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows, label_of


class SupportRequestQuerySet(Rows):
    def visible_to(self, membership) -> "SupportRequestQuerySet":
        """Whoever asked, and whom they asked, where that one acts as whom they asked. Nobody else, not the nation."""
        if membership.role == Role.PEER_SUPPORTER:
            return self.filter(person__user=membership.user_id)
        return self.filter(
            to__user=membership.user_id, to__role=membership.role, to__organisation=membership.organisation_id
        )

    def open(self) -> "SupportRequestQuerySet":
        return self.filter(status=SupportRequest.Status.OPEN)


class SupportRequest(models.Model):
    """That somebody asks for a talk, and how they want to be reached: no word about why (domain 7.7)."""

    class Kind(models.TextChoices):
        SUPPORT = "support", _("I need support")
        PAUSE = "pause", _("I need a pause")
        NOTED = "noted", _("My supervisor noted that I need support")  # made by actions.support.need_noted alone

        @classmethod
        def to_choose(cls) -> list[tuple[str, str]]:
            return [choice for choice in cls.choices if choice[0] != cls.NOTED]

    class How(models.TextChoices):
        CALL = "call", _("Call me")
        WRITE = "write", _("Write to me")
        MEET = "meet", _("Meet me at work")

    class Status(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("In touch")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a request", "Taken back")

    STEPS = {
        Status.OPEN: {Status.ANSWERED, Status.WITHDRAWN},
        Status.ANSWERED: set(),
        Status.WITHDRAWN: set(),
    }

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    to = models.ForeignKey("directory.Membership", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    how = models.CharField(max_length=5, choices=How)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    asked_at = models.DateTimeField()

    get_status_display = label_of("status", Status)
    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "to", "kind"], condition=Q(status="open"), name="one_open_request_to_somebody"
            ),
            models.CheckConstraint(
                name="support_request_kind_known", condition=Q(kind__in=["support", "pause", "noted"])
            ),
            models.CheckConstraint(name="support_request_how_known", condition=Q(how__in=["call", "write", "meet"])),
            models.CheckConstraint(
                name="support_request_status_known", condition=Q(status__in=["open", "answered", "withdrawn"])
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-asked_at"], name="support_request_by_person"),
            models.Index(fields=["to"], condition=Q(status="open"), name="support_request_to_answer"),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"


class SupportContact(models.Model):
    """Whom a peer supporter has chosen to be told when their supervisor notes that they need support."""

    person = models.OneToOneField("directory.Person", models.CASCADE, related_name="+")
    to = models.ForeignKey("directory.Membership", models.CASCADE, related_name="+")

    objects = Rows.as_manager()

    def __str__(self) -> str:
        return f"Contact of person {self.person_id}"

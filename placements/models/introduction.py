"""That somebody and a workplace may get to know each other, if both want to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows, label_of
from placements.models.workplace import Workplace


class IntroductionQuerySet(Rows):
    def visible_to(self, membership) -> "IntroductionQuerySet":
        """Coordinators; whom it is about; and the unit's manager once that one has said yes, for it shows a name."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(host=membership.organisation_id)
            case Role.PEER_SUPPORTER:
                return self.open().filter(person__user=membership.user_id)
            case Role.UNIT_MANAGER:
                units = Workplace.objects.visible_to(membership)
                return self.open().filter(workplace__in=units, person_says=Introduction.Answer.YES)
        return self.none()

    def open(self) -> "IntroductionQuerySet":
        return self.filter(status=Introduction.Status.OPEN)

    def wanted_by_both(self) -> "IntroductionQuerySet":
        return self.open().filter(person_says=Introduction.Answer.YES, workplace_says=Introduction.Answer.YES)

    def by_name(self) -> "IntroductionQuerySet":
        return self.select_related("person", "workplace").order_by("person__sort_name", "workplace__sort_name", "pk")


class Introduction(models.Model):
    """A coordinator proposes; each side answers for itself, without a reason, and may think again while it is open."""

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("of an introduction", "Yes")
        NO = "no", pgettext_lazy("of an introduction", "No")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("of an introduction", "Open")
        CLOSED = "closed", pgettext_lazy("of an introduction", "Closed")

    class Outcome(models.TextChoices):
        """What came of it, in codes that say nothing of who didn't want to."""

        PLACED = "placed", _("A placement is planned")  # written by actions.introductions.take_up alone
        NOTHING = "nothing", _("It came to nothing")
        ELSEWHERE = "elsewhere", _("Another way was found")
        MISTAKE = "mistake", _("It was proposed by mistake")

    STEPS = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: set()}

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="+")
    person_says = models.CharField(max_length=3, choices=Answer, blank=True, default="", db_default="")
    person_said_at = models.DateTimeField(null=True)
    workplace_says = models.CharField(max_length=3, choices=Answer, blank=True, default="", db_default="")
    workplace_said_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, default="", db_default="")
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    get_status_display = label_of("status", Status)
    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "workplace"], condition=Q(status="open"), name="one_open_introduction_of_two"
            ),
            models.CheckConstraint(name="introduction_status_known", condition=Q(status__in=["open", "closed"])),
            models.CheckConstraint(
                name="introduction_outcome_known",
                condition=Q(outcome__in=["", "placed", "nothing", "elsewhere", "mistake"]),
            ),
            models.CheckConstraint(
                name="introduction_closed_with_an_outcome",
                condition=Q(status="open", outcome="") | Q(Q(status="closed"), ~Q(outcome="")),
            ),
            models.CheckConstraint(name="person_answer_known", condition=Q(person_says__in=["", "yes", "no"])),
            models.CheckConstraint(name="workplace_answer_known", condition=Q(workplace_says__in=["", "yes", "no"])),
            models.CheckConstraint(
                name="person_answered_at_a_time",
                condition=Q(person_says="", person_said_at=None)
                | Q(~Q(person_says=""), Q(person_said_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="workplace_answered_at_a_time",
                condition=Q(workplace_says="", workplace_said_at=None)
                | Q(~Q(workplace_says=""), Q(workplace_said_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["host", "status"], name="introduction_by_host"),
            models.Index(fields=["workplace"], condition=Q(status="open"), name="introduction_by_workplace"),
        ]

    def __str__(self) -> str:
        return f"Introduction {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def both_want(self) -> bool:
        return self.person_says == self.workplace_says == self.Answer.YES

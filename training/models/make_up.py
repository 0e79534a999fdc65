"""What somebody does to take again what they missed of a course."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.shared.models import Rows, label_of


class MakeUpQuerySet(Rows):
    def in_force(self) -> "MakeUpQuerySet":
        """All but those that were taken back."""
        return self.exclude(status=MakeUp.Status.WITHDRAWN)

    def signed_off(self) -> "MakeUpQuerySet":
        return self.filter(status=MakeUp.Status.SIGNED_OFF)

    def to_sign_off(self) -> "MakeUpQuerySet":
        """Done, and nobody has looked yet."""
        return self.filter(status=MakeUp.Status.DONE)


class MakeUp(models.Model):
    """Igentagning: a task for what was missed of one day. Signed off, what was missed that day counts as attended.

    What to do and by when, in a leader's words; never why somebody was away.
    """

    class Status(models.TextChoices):
        GIVEN = "given", pgettext_lazy("task", "Given")
        DONE = "done", pgettext_lazy("task", "Done")
        SIGNED_OFF = "signed_off", pgettext_lazy("task", "Signed off")
        WITHDRAWN = "withdrawn", pgettext_lazy("task", "Taken back")

    STEPS = {
        Status.GIVEN: {Status.DONE, Status.WITHDRAWN},
        Status.DONE: {Status.GIVEN, Status.SIGNED_OFF},
        Status.SIGNED_OFF: {Status.DONE},
        Status.WITHDRAWN: set(),
    }
    PERSONAL = {"what": ""}

    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="make_ups")
    day = models.ForeignKey("training.CourseDay", models.PROTECT, related_name="make_ups")
    what = models.CharField(_("what to do"), max_length=200)
    due_on = models.DateField(_("by when"))
    status = models.CharField(max_length=10, choices=Status, default=Status.GIVEN)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: they said so
    signed_off_at = models.DateTimeField(null=True)
    signed_off_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    get_status_display = label_of("status", Status)
    objects = MakeUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "day"], condition=~Q(status="withdrawn"), name="one_make_up_per_person_and_day"
            ),
            models.CheckConstraint(
                name="make_up_status_known", condition=Q(status__in=["given", "done", "signed_off", "withdrawn"])
            ),
            models.CheckConstraint(
                name="make_up_done_when",
                condition=Q(status__in=["done", "signed_off"], done_at__isnull=False)
                | ~Q(status__in=["done", "signed_off"]) & Q(done_at=None, done_by=None),
            ),
            models.CheckConstraint(
                name="make_up_signed_off_when_and_by_whom",
                condition=Q(status="signed_off", signed_off_at__isnull=False, signed_off_by__isnull=False)
                | ~Q(status="signed_off") & Q(signed_off_at=None, signed_off_by=None),
            ),
        ]
        indexes = [models.Index(fields=["participation"], condition=Q(status="done"), name="make_up_to_sign_off")]

    def __str__(self) -> str:
        return f"Make-up of day {self.day_id} for participation {self.participation_id}"

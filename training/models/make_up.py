"""What somebody does to take again what they missed of a course."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.directory.models import PersonAccess
from peersupport.shared.models import Rows, label_of
from programs.models import Cohort


class MakeUpQuerySet(Rows):
    def in_force(self) -> "MakeUpQuerySet":
        """All but those that were taken back."""
        return self.exclude(status=MakeUp.Status.WITHDRAWN)

    def signed_off(self) -> "MakeUpQuerySet":
        return self.filter(status=MakeUp.Status.SIGNED_OFF)

    def on_days_of_others(self) -> "MakeUpQuerySet":
        """Those that are done by being there on a day of another cohort."""
        return self.in_force().exclude(again_on=None)

    def guests_seen_by(self, membership) -> "MakeUpQuerySet":
        """Of those, the ones in cohorts that somebody manages, or leads while they have access to the person."""
        there = self.on_days_of_others().filter(again_on__cohort__in=Cohort.objects.visible_to(membership))
        if membership.role != Role.COURSE_LEADER:
            return there
        given = PersonAccess.objects.given_to(membership).values("person")
        return there.filter(participation__person__in=given)

    def to_sign_off(self) -> "MakeUpQuerySet":
        """Done, and nobody has looked yet."""
        return self.filter(status=MakeUp.Status.DONE)


class MakeUp(models.Model):
    """Igentagning: a task for what was missed of one day. Signed off, what was missed that day counts as attended.

    What to do and by when, in a leader's words; or a day of a later cohort to be there on, which takes no seat: it
    counts where the person has theirs. Never why somebody was away.
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
    again_on = models.ForeignKey("training.CourseDay", models.PROTECT, null=True, related_name="+")  # of a later cohort
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
            models.CheckConstraint(name="make_up_on_another_day", condition=Q(again_on=None) | ~Q(again_on=F("day"))),
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
        indexes = [
            models.Index(fields=["participation"], condition=Q(status="done"), name="make_up_to_sign_off"),
            models.Index(fields=["again_on"], condition=Q(again_on__isnull=False), name="make_up_again_on"),
        ]

    def __str__(self) -> str:
        return f"Make-up of day {self.day_id} for participation {self.participation_id}"

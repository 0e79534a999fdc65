"""What participants do at home between the study weeks, and that they have handed it in."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.shared.models import Rows, label_of
from programs.models import Cohort


class HomeAssignmentQuerySet(Rows):
    def visible_to(self, membership) -> "HomeAssignmentQuerySet":
        """Those of the cohorts that somebody sees."""
        return self.filter(cohort__in=Cohort.objects.visible_to(membership))


class HomeAssignment(models.Model):
    """Hemuppgift: what to do, by when. What participants write stays with them and their leaders, never here."""

    PERSONAL = {}

    cohort = models.ForeignKey("programs.Cohort", models.CASCADE, related_name="+")
    module = models.ForeignKey("training.Module", models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("what to do"), max_length=120)
    due_on = models.DateField(_("by when"))
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    objects = HomeAssignmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["cohort", "due_on"], name="home_assignment_by_cohort")]

    def __str__(self) -> str:
        return f"Home assignment {self.pk}"


class HandInQuerySet(Rows):
    def given(self) -> "HandInQuerySet":
        """Handed in, and not asked for again."""
        return self.filter(status__in=[HandIn.Status.HANDED_IN, HandIn.Status.CHECKED])

    def to_check(self) -> "HandInQuerySet":
        return self.filter(status=HandIn.Status.HANDED_IN)


class HandIn(models.Model):
    """One participant, one home assignment. Without a row it is set, and nothing has come of it yet."""

    class Status(models.TextChoices):
        SET = "set", pgettext_lazy("home assignment", "Set")
        HANDED_IN = "handed_in", pgettext_lazy("home assignment", "Handed in")
        CHECKED = "checked", pgettext_lazy("home assignment", "Checked")
        ASKED_AGAIN = "asked_again", pgettext_lazy("home assignment", "Asked for again")

    STEPS = {
        Status.SET: {Status.HANDED_IN},
        Status.HANDED_IN: {Status.CHECKED, Status.ASKED_AGAIN, Status.SET},
        Status.CHECKED: {Status.HANDED_IN},
        Status.ASKED_AGAIN: {Status.HANDED_IN},
    }

    assignment = models.ForeignKey(HomeAssignment, models.CASCADE, related_name="hand_ins")
    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="hand_ins")
    status = models.CharField(max_length=11, choices=Status, default=Status.SET)
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: they said so
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    get_status_display = label_of("status", Status)
    objects = HandInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "participation"], name="one_hand_in_per_person"),
            models.CheckConstraint(
                name="hand_in_status_known", condition=Q(status__in=["set", "handed_in", "checked", "asked_again"])
            ),
            models.CheckConstraint(
                name="hand_in_when",
                condition=Q(status="set", handed_in_at=None, handed_in_by=None)
                | ~Q(status="set") & Q(handed_in_at__isnull=False),
            ),
            models.CheckConstraint(
                name="hand_in_looked_at_when_and_by_whom",
                condition=Q(status__in=["checked", "asked_again"], looked_at__isnull=False, looked_by__isnull=False)
                | ~Q(status__in=["checked", "asked_again"]) & Q(looked_at=None, looked_by=None),
            ),
        ]
        indexes = [models.Index(fields=["assignment"], condition=Q(status="handed_in"), name="hand_in_to_check")]

    def __str__(self) -> str:
        return f"{self.participation_id} hands in {self.assignment_id}"


def still_to_hand_in() -> QuerySet[HomeAssignment]:
    """For a subquery of participations: the home assignments of their cohort that they haven't handed in."""
    given = HandIn.objects.given().filter(assignment=OuterRef("pk"), participation=OuterRef(OuterRef("pk")))
    return HomeAssignment.objects.filter(~Exists(given), cohort=OuterRef("cohort")).order_by("due_on", "pk")

"""Handledning: the plan, the sessions held, and the draft that is saved as the supervisor writes."""

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows, label_of
from placements.models.placement import Placement


class SupervisionPlanQuerySet(Rows):
    def visible_to(self, membership) -> "SupervisionPlanQuerySet":
        """Dates: for coordinators, for the supervisor and for the peer supporter."""
        return _of_placements_seen(self, membership)

    def check_in_due(self, on: date, *, within_days: int) -> "SupervisionPlanQuerySet":
        return self.filter(next_check_in_on__lte=on + timedelta(days=within_days))

    def running(self) -> "SupervisionPlanQuerySet":
        return self.filter(next_due_on__isnull=False)

    def overdue(self, on: date) -> "SupervisionPlanQuerySet":
        """The day that was planned has passed."""
        return self.filter(next_due_on__lt=on)

    def late(self, on: date) -> "SupervisionPlanQuerySet":
        """Too long since they met, by the numbers of the phase (domain 1.6)."""
        return self.filter(late_on__lte=on)

    def due(self, on: date, *, within_days: int) -> "SupervisionPlanQuerySet":
        return self.filter(next_due_on__gte=on, next_due_on__lte=on + timedelta(days=within_days))


def _of_placements_seen(rows, membership):
    if membership.role == Role.NATIONAL_COORDINATOR:
        return rows
    if membership.role in (Role.REGIONAL_COORDINATOR, Role.SUPERVISOR, Role.PEER_SUPPORTER):
        return rows.filter(placement__in=Placement.objects.visible_to(membership))
    return rows.none()


class SupervisionPlan(models.Model):
    """When the next session is due. Copied from the programme's phases when the placement starts, so that a change of
    the template leaves running placements as they were promised.
    """

    placement = models.OneToOneField("placements.Placement", models.CASCADE, related_name="plan")
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")  # the person's one plan
    counts_from = models.DateField(null=True)  # null: phases are counted from the placement's first day
    phases = models.JSONField()  # [[until_week or null, every_days, late_after, group_days], …] in order
    check_in_weeks = ArrayField(models.PositiveSmallIntegerField(), default=list)
    next_due_on = models.DateField(null=True)  # null: it follows another, rests, or has ended
    next_alone_on = models.DateField(null=True)  # null, too: on request. The first of the two is next_due_on
    next_group_on = models.DateField(null=True)
    next_check_in_on = models.DateField(null=True)  # supervisor and manager
    late_on = models.DateField(null=True)  # the first day on which it is late; null as the next day is

    objects = SupervisionPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_that_follows_has_no_day_of_its_own", condition=Q(follows=None) | Q(next_due_on=None)
            ),
            models.CheckConstraint(
                name="plan_has_a_day_of_some_kind",
                condition=Q(next_due_on=None, next_alone_on=None, next_group_on=None, next_check_in_on=None)
                | Q(Q(next_alone_on__isnull=False) | Q(next_group_on__isnull=False), next_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_is_late_only_with_a_day_to_come",
                condition=Q(next_due_on=None, late_on=None) | Q(next_due_on__isnull=False, late_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["next_due_on", "id"], name="plan_by_next_due"),
            models.Index(fields=["late_on"], name="plan_by_late_day"),
        ]

    def __str__(self) -> str:
        return f"Plan {self.pk}"


class SupervisionSessionQuerySet(Rows):
    def visible_to(self, membership) -> "SupervisionSessionQuerySet":
        """That a session was held, and when. What it was about: :meth:`readable_by`."""
        return _of_placements_seen(self, membership)

    def readable_by(self, membership) -> "SupervisionSessionQuerySet":
        """What it was about is for whoever noted it and the peer supporter alone (domain 7.8).

        Another supervisor who takes over reads the days: what was told to the one before stays there.
        """
        if membership.role == Role.SUPERVISOR:
            return self.visible_to(membership).filter(logged_by=membership.user_id)
        if membership.role == Role.PEER_SUPPORTER:
            return self.visible_to(membership)
        return self.none()

    def supervision(self) -> "SupervisionSessionQuerySet":
        """Those that the plan counts from: a check-in with the manager is none."""
        return self.exclude(form=SupervisionSession.Form.MANAGER)

    def dates(self) -> "SupervisionSessionQuerySet":
        """That they were held, newest first: nothing of what they were about is loaded."""
        return self.defer("form", "minutes", "themes", "mood").order_by("-held_on", "-pk")


class SupervisionSession(models.Model):
    """One session. Codes only: no free text about the peer supporter, their health or anybody they support."""

    class Form(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        VIDEO = "video", _("Video")
        PHONE = "phone", _("Phone")
        GROUP = "group", _("Group")
        MANAGER = "manager", _("Check-in with the manager")

    class Theme(models.TextChoices):
        ROLE = "role", _("Role and limits")
        TEAM = "team", _("Working in the team")
        RECOVERY = "recovery", _("Own recovery")
        WORKLOAD = "workload", _("Work environment")
        ETHICS = "ethics", _("Ethics")
        INTRODUCTION = "introduction", _("Introduction")
        OTHER = "other", _("Something else")

    class Mood(models.TextChoices):
        GOOD = "good", _("Good")
        SO_SO = "so_so", _("So-so")
        NEEDS_SUPPORT = "needs_support", _("Needs support")

    MINUTES = (30, 45, 60, 90)
    FREE_FOR = timedelta(hours=24)  # so long a correction needs no reason
    NOTED = ("held_on", "form", "minutes", "themes", "mood")

    placement = models.ForeignKey("placements.Placement", models.PROTECT, related_name="sessions")
    held_on = models.DateField(_("day"))
    form = models.CharField(_("how you met"), max_length=10, choices=Form)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    themes = ArrayField(models.CharField(max_length=15, choices=Theme), default=list, verbose_name=_("themes"))
    mood = models.CharField(_("how it goes"), max_length=15, choices=Mood, blank=True)  # of a group it isn't asked
    logged_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    objects = SupervisionSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "held_on", "form"], name="one_session_of_a_form_a_day"),
            models.CheckConstraint(
                name="session_form_known", condition=Q(form__in=["in_person", "video", "phone", "group", "manager"])
            ),
            models.CheckConstraint(
                name="session_mood_known", condition=Q(mood__in=["", "good", "so_so", "needs_support"])
            ),
            models.CheckConstraint(name="session_mood_but_for_a_group", condition=~Q(mood="") | Q(form="group")),
            models.CheckConstraint(
                name="session_themes_known",
                condition=Q(
                    themes__contained_by=["role", "team", "recovery", "workload", "ethics", "introduction", "other"]
                ),
            ),
            models.CheckConstraint(name="session_minutes_5_to_480", condition=Q(minutes__gte=5, minutes__lte=480)),
        ]
        indexes = [
            models.Index(fields=["placement", "-held_on"], name="session_by_placement"),
            models.Index(fields=["-held_on", "-id"], name="session_by_day"),
        ]

    def __str__(self) -> str:
        return f"Session {self.pk}"

    @property
    def theme_labels(self) -> list[str]:
        """The themes in words, in the order of the form."""
        return [str(label) for code, label in self.Theme.choices if code in self.themes]


class SessionCorrection(models.Model):
    """What stood in a session before it was corrected, in codes; and why, once a day had gone since it was noted."""

    class Reason(models.TextChoices):
        SLIP = "slip", _("I chose the wrong thing")
        DAY = "day", _("It was another day")
        FORGOT = "forgot", _("Something was missing")
        TOGETHER = "together", _("We went through it together")

    session = models.ForeignKey(SupervisionSession, models.CASCADE, related_name="corrections")
    was = models.JSONField()  # codes, by the names of SupervisionSession.NOTED
    reason = models.CharField(_("why"), max_length=10, choices=Reason, blank=True)
    corrected_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()

    get_reason_display = label_of("reason", Reason)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correction_reason_known",
                condition=Q(reason__in=["", "slip", "day", "forgot", "together"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Correction of session {self.session_id}"


class SupervisionDraft(models.Model):
    """What a supervisor has filled in and not yet saved: codes and ids only. One each, gone when saved."""

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="+")
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draft of {self.user_id}"

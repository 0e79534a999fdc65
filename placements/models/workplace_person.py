"""Who has been a workplace's manager and its contact person, from when until when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows, label_of
from placements.models.workplace import Workplace


class WorkplacePersonQuerySet(Rows):
    def now(self) -> "WorkplacePersonQuerySet":
        return self.filter(until=None)

    def former(self) -> "WorkplacePersonQuerySet":
        return self.exclude(until=None).order_by("-until", "-pk")


class WorkplacePerson(models.Model):
    """One person in one role at a workplace. How they are reached now stands on the workplace, and isn't kept here."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("Manager")
        CONTACT = "contact", _("Contact person")

    PERSONAL = {"name": ""}

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="people")
    role = models.CharField(max_length=7, choices=Role)
    name = models.CharField(max_length=120)
    since = models.DateField(null=True)  # null: named before days were noted
    until = models.DateField(null=True)

    get_role_display = label_of("role", Role)
    objects = WorkplacePersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workplace", "role"], condition=Q(until=None), name="one_in_each_role_at_a_workplace"
            ),
            models.CheckConstraint(name="workplace_role_known", condition=Q(role__in=["manager", "contact"])),
            models.CheckConstraint(
                name="workplace_person_leaves_after_coming",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.workplace_id}"

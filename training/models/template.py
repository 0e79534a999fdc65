"""A schedule that has a name: how a course is laid out, to be chosen again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows
from training.rules import Hours, Shape


class ScheduleTemplateQuerySet(Rows):
    def visible_to(self, membership) -> "ScheduleTemplateQuerySet":
        """The nation sees all, a region its own and those of the nation."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(Q(owner=None) | Q(owner=membership.organisation_id))
        return self.none()

    def managed_by(self, membership) -> "ScheduleTemplateQuerySet":
        """Those that a coordinator may take away: a region its own."""
        if membership.role == Role.REGIONAL_COORDINATOR:
            return self.filter(owner=membership.organisation_id)
        return self.visible_to(membership)


class ScheduleTemplate(models.Model):
    """Schemamall. A cohort that was laid out by it keeps its days, whatever becomes of the template."""

    PERSONAL = {}

    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey("directory.Organisation", models.PROTECT, null=True, related_name="+")  # null: for all
    days = ArrayField(models.PositiveSmallIntegerField())  # from the Monday of the first week, which is 0
    modules = ArrayField(models.PositiveSmallIntegerField())  # the number of each day's module, 0 for none
    morning_from = models.TimeField()
    morning_to = models.TimeField()
    afternoon_from = models.TimeField()
    afternoon_to = models.TimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = ScheduleTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="template_name_once", nulls_distinct=False),
            models.CheckConstraint(
                name="template_has_a_module_or_none_for_each_day",
                condition=Q(modules__len=F("days__len")) & ~Q(days=[]),
            ),
            models.CheckConstraint(
                name="template_hours_in_order",
                condition=Q(
                    morning_to__gt=F("morning_from"),
                    afternoon_from__gte=F("morning_to"),
                    afternoon_to__gt=F("afternoon_from"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shape(self) -> Shape:
        hours = Hours((self.morning_from, self.morning_to), (self.afternoon_from, self.afternoon_to))
        return Shape(days=tuple(self.days), hours=hours, modules=tuple(self.modules))

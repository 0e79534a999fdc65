"""What an organisation is to us, and from when to when: one may be all of it at once."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.shared.models import Rows, days, label_of


class OrganisationRoleQuerySet(Rows):
    def open(self) -> "OrganisationRoleQuerySet":
        return self.filter(until=None)


class OrganisationRole(models.Model):
    """One role, from one day to another. A city can be partner, orderer and owner of the workplaces (domain 0, 4)."""

    class Role(models.TextChoices):
        HOST = "host", pgettext_lazy("organisation", "Host")
        PARTNER = "partner", _("Partner")
        ORDERER = "orderer", pgettext_lazy("organisation", "Orderer")
        PAYER = "payer", _("Payer")
        EMPLOYER = "employer", pgettext_lazy("organisation", "Employer")
        WORKPLACE_OWNER = "workplace_owner", _("Owner of workplaces")

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=15, choices=Role)
    since = models.DateField(_("from and with"))
    until = models.DateField(_("to and with"), null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: manage.py begin
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    get_role_display = label_of("role", Role)
    objects = OrganisationRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_role_known",
                condition=Q(role__in=["host", "partner", "orderer", "payer", "employer", "workplace_owner"]),
            ),
            models.CheckConstraint(
                name="organisation_role_ended_when_and_by_whom",
                condition=Q(until=None, ended_at=None, ended_by=None)
                | Q(until__isnull=False, ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="organisation_role_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            ExclusionConstraint(
                name="organisation_role_once_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        days("since", "until"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation_id}"

    def is_over(self, on: date) -> bool:
        return self.until is not None and self.until < on

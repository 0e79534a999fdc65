"""Organisations: NSPH's associations, municipalities, regions and others, as a tree."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.models.organisation_name import OrganisationName
from peersupport.shared.models import Rows, label_of, swedish_sort

SEES_EVERY_ORGANISATION = (
    Role.NATIONAL_COORDINATOR,
    Role.REGIONAL_COORDINATOR,
    Role.DATA_PROTECTION_OFFICER,
    Role.SYSTEM_ADMINISTRATOR,
)


class OrganisationQuerySet(Rows):
    def visible_to(self, membership) -> "OrganisationQuerySet":
        """Coordinators meet every organisation, for any may order; the others know their own."""
        if membership.role in SEES_EVERY_ORGANISATION:
            return self
        return self.filter(pk=membership.organisation_id)

    def managed_by(self, membership) -> "OrganisationQuerySet":
        """Those that a coordinator may change: the nation all, a region its own and those that aren't hosts."""
        if membership.role == Role.NATIONAL_COORDINATOR:
            return self.current()
        if membership.role == Role.REGIONAL_COORDINATOR:
            return self.current().filter(Q(pk=membership.organisation_id) | Q(is_host=False))
        return self.none()

    def with_contacts_kept_by(self, membership) -> "OrganisationQuerySet":
        """Those whose contacts somebody reads and keeps: a coordinator's, and for an orderer their own."""
        if membership.role == Role.ORDERER:
            return self.filter(pk=membership.organisation_id)
        return self.managed_by(membership)

    def current(self) -> "OrganisationQuerySet":
        """Without those that have gone up in another."""
        return self.filter(merged_into=None)

    def called(self, text: str) -> "OrganisationQuerySet":
        """Those with ``text`` in their name, or digits of it first in their number.

        ``once`` is a former name of it, or of one that went up in it, that has the text too.
        """
        former = OrganisationName.objects.filter(organisation=OuterRef("pk"), name__icontains=text).order_by("-until")
        merged = Organisation.objects.filter(merged_into=OuterRef("pk"), name__icontains=text).order_by("pk")
        once = Coalesce(Subquery(former.values("name")[:1]), Subquery(merged.values("name")[:1]))
        wanted, digits = Q(name__icontains=text) | Q(once__isnull=False), text.replace("-", "")
        if digits.isascii() and digits.isdigit():
            wanted |= Q(org_number__startswith=digits)
        return self.annotate(once=once).filter(wanted)

    def hosts(self) -> "OrganisationQuerySet":
        return self.filter(is_host=True)


class Organisation(models.Model):
    """A legal person or a part of one. What it is to us (orderer, employer, owner of a workplace) is OrganisationRole.

    A host (`is_host`) is an association that runs cohorts and answers for the participants' data. That is a role too,
    and a column because nearly every question of who may see what asks it (actions.organisation_roles writes both).
    """

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("Association")
        MUNICIPALITY = "municipality", _("Municipality")
        REGION = "region", _("Region")
        DEPARTMENT = "department", _("Committee or department")
        UNIT = "unit", _("Unit")
        COMPANY = "company", _("Company or foundation")
        OTHER = "other", _("Other")

    PARTS = (Kind.DEPARTMENT, Kind.UNIT)  # always of something
    PERSONAL = {}

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of")
    )
    is_host = models.BooleanField(_("runs cohorts"), default=False)
    org_number = models.CharField(_("organisation number"), max_length=10, blank=True)  # ten digits, no hyphen
    county = models.ForeignKey(
        "directory.County", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("county")
    )
    municipality = models.ForeignKey(
        "directory.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    merged_at = models.DateTimeField(null=True, editable=False)
    merged_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")
    sort_name = swedish_sort("name")

    get_kind_display = label_of("kind", Kind)
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_known",
                condition=Q(
                    kind__in=["association", "municipality", "region", "department", "unit", "company", "other"]
                ),
            ),
            models.CheckConstraint(
                name="department_or_unit_of_something",
                condition=~Q(kind__in=["department", "unit"]) | Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="organisation_changed_when_and_by_whom",
                condition=Q(changed_at=None, changed_by=None) | Q(changed_at__isnull=False, changed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="organisation_merged_when_and_by_whom",
                condition=Q(merged_into=None, merged_at=None, merged_by=None)
                | Q(merged_into__isnull=False, merged_at__isnull=False, merged_by__isnull=False),
            ),
            models.CheckConstraint(name="host_never_merged", condition=Q(merged_into=None) | Q(is_host=False)),
            models.UniqueConstraint(
                fields=["name", "parent"],
                condition=Q(merged_into=None),
                name="organisation_name_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["org_number"], condition=~Q(org_number="") & Q(merged_into=None), name="org_number_once"
            ),
            models.CheckConstraint(
                name="org_number_ten_digits", condition=Q(org_number="") | Q(org_number__regex=r"^\d{10}$")
            ),
            models.CheckConstraint(
                name="organisation_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=models.F("id"))
            ),
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def written_number(self) -> str:
        """As people write it: 212000-0142."""
        return f"{self.org_number[:6]}-{self.org_number[6:]}" if self.org_number else ""

    def contacts_kept_by(self, membership) -> bool:
        """The same rule as OrganisationQuerySet.with_contacts_kept_by, for a row at hand."""
        if membership.role == Role.ORDERER:
            return self.pk == membership.organisation_id
        return self.may_be_changed_by(membership)

    def is_now(self, organisation_id: int) -> bool:
        """Whether it is that organisation, or has gone up in it: see :func:`now_in`."""
        return organisation_id in (self.pk, self.merged_into_id)

    def may_be_changed_by(self, membership) -> bool:
        """The same rule as OrganisationQuerySet.managed_by, for a row at hand."""
        if self.merged_into_id:
            return False
        if membership.role == Role.REGIONAL_COORDINATOR:
            return not self.is_host or self.pk == membership.organisation_id
        return membership.role == Role.NATIONAL_COORDINATOR


def now_in(membership) -> models.QuerySet:
    """The organisation that somebody acts for, and those that have gone up in it: their history is its history now."""
    return now_part_of(membership.organisation_id)


def now_part_of(organisation_id: int) -> models.QuerySet:
    """An organisation, and those that have gone up in it."""
    return Organisation.objects.filter(Q(pk=organisation_id) | Q(merged_into=organisation_id)).values("pk")

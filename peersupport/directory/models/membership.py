"""Who somebody is where: user + organisation + role, and the invitation that makes it."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import GRANTS, Permission, Role
from peersupport.shared.models import Rows


class MembershipQuerySet(Rows):
    def open(self) -> "MembershipQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, membership) -> "MembershipQuerySet":
        """Whom somebody may manage: all for the nation, all staff for the administrator, one's own organisation's else.

        That somebody is a peer supporter says something of their health, so the administrator isn't told.
        """
        if membership.role == Role.NATIONAL_COORDINATOR:
            return self
        if membership.role == Role.SYSTEM_ADMINISTRATOR:
            return self.exclude(role=Role.PEER_SUPPORTER)
        return self.filter(Q(organisation=membership.organisation_id) | Q(organisation__is_host=False))


class Membership(models.Model):
    """A request acts in one membership. It is ended, never deleted, so that history keeps its names."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=25, choices=Role)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+"
    )  # null: manage.py begin
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], condition=Q(ended_at=None), name="one_open_membership"
            ),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="membership_ended_when_and_by_whom",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"

    @property
    def scope_name(self) -> str:
        """How a transaction names this membership (accounts.access.Scope)."""
        return f"membership:{self.pk}"

    def may(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]


class InvitationQuerySet(Rows):
    def waiting(self) -> "InvitationQuerySet":
        """Those that nobody has taken up, whether or not their links still work."""
        return self.filter(accepted_at=None)

    def visible_to(self, membership) -> "InvitationQuerySet":
        if membership.role == Role.NATIONAL_COORDINATOR:
            return self
        if membership.role == Role.SYSTEM_ADMINISTRATOR:
            return self.exclude(role=Role.PEER_SUPPORTER)
        return self.filter(invited_by=membership.user_id)


class Invitation(models.Model):
    """The only way to an account. Bound to address, role and organisation; its link works once, for seven days."""

    PERSONAL = {"email": "erased@example.invalid", "given_name": "", "family_name": ""}
    OPEN_FOR = timedelta(days=7)

    email = models.EmailField(_("e-mail"))
    given_name = models.CharField(_("first name"), max_length=100)
    family_name = models.CharField(_("last name"), max_length=100, blank=True)
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=25, choices=Role)
    invited_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+"
    )  # null: manage.py begin
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_accepted_when_and_by_whom",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(name="invitation_role_known", condition=Q(role__in=Role.values)),
            models.UniqueConstraint(
                fields=["email", "organisation", "role"], condition=Q(accepted_at=None), name="one_open_invitation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"

    @property
    def expires_at(self) -> datetime:
        return self.invited_at + self.OPEN_FOR

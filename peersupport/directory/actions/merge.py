"""Let an organisation go up in another one. Its row stays, and says where everything went."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory import merging, tree
from peersupport.directory.actions import access, organisation_roles
from peersupport.directory.models import (
    Contact,
    Invitation,
    Membership,
    Organisation,
    OrganisationRole,
)
from peersupport.shared.refusals import Refused


class CantMerge(Refused):
    """These two can't become one, or not yet; the words say why."""


@transaction.atomic
def merge(*, old: Organisation, into: Organisation, by: User, at: datetime) -> None:
    """Let ``old`` go up in ``into``: roles, people with a role, contacts, parts and what is open follow.

    Invoicing details don't: another organisation has other references. Raises CantMerge, and what an app raises that
    can't let its rows follow.
    """
    tree.lock()
    rows = Organisation.objects.locked().filter(pk__in=[old.pk, into.pk]).order_by("pk").in_bulk()
    row, new = rows[old.pk], rows[into.pk]
    _check(row, new)
    for follow in (_people, _contacts, _roles):
        follow(row, new, by=by, at=at)
    for move in (_invitations, _parts, *merging.MOVES.values()):
        move(row, new)
    Organisation.objects.filter(merged_into=row).update(merged_into=new)
    row.merged_into, row.merged_by, row.merged_at = new, by, at
    row.version += 1
    row.save(update_fields=["merged_into", "merged_by", "merged_at", "version"])


def _check(old: Organisation, new: Organisation) -> None:
    if old == new:
        raise CantMerge(_("Choose another organisation."), field="into")
    if old.merged_into_id or new.merged_into_id:
        raise CantMerge(_("One of them has gone up in another organisation already."), field="into")
    if old.is_host:
        raise CantMerge(_("It runs cohorts and answers for people's data, so it can't go up in another."), field="into")
    above = tree.path_to(new)
    if old in above:
        raise CantMerge(_("It can't go up in a part of itself."), field="into")
    if len(above) + tree.levels(old) - 1 > tree.DEEPEST:
        raise CantMerge(_("Its parts would lie too deep there. Move them first."), field="into")


def _people(old: Organisation, new: Organisation, *, by: User, at: datetime) -> None:
    """Who acts there acts in the new one at the next click, and sees the same people. Nobody has a role twice."""
    members = Membership.objects.open().filter(organisation=old)
    others = Membership.objects.open().filter(organisation=new, user=OuterRef("user"), role=OuterRef("role"))
    list(members.select_for_update(no_key=True).order_by("pk"))  # memberships before sights, as in actions.access
    access.follow(old=old, new=new, by=by, at=at)
    members.filter(Exists(others)).update(ended_at=at, ended_by=by)
    members.update(organisation=new)


def _invitations(old: Organisation, new: Organisation) -> None:
    """One that somebody has to the new one as well stays behind, and its link leads nowhere (roles_to_give)."""
    there = Invitation.objects.waiting().filter(organisation=new, email=OuterRef("email"), role=OuterRef("role"))
    Invitation.objects.waiting().filter(~Exists(there), organisation=old).update(organisation=new)


def _contacts(old: Organisation, new: Organisation, *, by: User, at: datetime) -> None:
    """Earlier ones too, so that who looks for whom it was finds them all in one place. Nobody is noted twice."""
    there = Contact.objects.open().filter(organisation=new, role=OuterRef("role"), email=OuterRef("email"))
    mine = Contact.objects.filter(organisation=old)
    mine.open().filter(Exists(there)).update(until=localtime(at).date(), ended_at=at, ended_by=by)
    mine.update(organisation=new)


def _roles(old: Organisation, new: Organisation, *, by: User, at: datetime) -> None:
    """The role ends with the old one and begins with the new one, if that hasn't had it all along."""
    today = localtime(at).date()
    for role in OrganisationRole.objects.open().filter(organisation=old).order_by("pk"):
        day = max(today, role.since)
        organisation_roles.end(role=role, until=day, by=by, at=at)
        organisation_roles.have(organisation=new, role=role.role, since=day, by=by, at=at)


def _parts(old: Organisation, new: Organisation) -> None:
    try:
        with transaction.atomic():
            Organisation.objects.filter(parent=old).update(parent=new)
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "organisation_name_once":
            raise
        words = _("Both have a part of the same name. Rename one of the parts, or let it go up in the other, first.")
        raise CantMerge(words, field="into") from None

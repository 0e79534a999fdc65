"""Organisations that run cohorts, order seats, employ or own workplaces."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory import tree
from peersupport.directory.actions import organisation_roles
from peersupport.directory.models import (
    County,
    Membership,
    Municipality,
    Organisation,
    OrganisationName,
    Registration,
)
from peersupport.directory.roles import AT_HOSTS_ONLY
from peersupport.shared.refusals import Conflict, Refused


class NameTaken(Refused):
    """There is an organisation of this name in the same place of the tree."""


class NumberTaken(Refused):
    """Another organisation has this organisation number."""


class WrongPlace(Refused):
    """Nothing is a part of its own parts, and no tree is deeper than anybody can follow."""


@transaction.atomic
def add(
    *,
    name: str,
    kind: str,
    org_number: str = "",
    county: County | None = None,
    municipality: Municipality | None = None,
    parent: Organisation | None = None,
    is_host: bool = False,
    by: User | None,
    at: datetime,
) -> Organisation:
    """A new organisation, or a part of ``parent``. Raises NameTaken, NumberTaken, WrongPlace.

    ``by`` is None where nobody is signed in: for the very first one, and for those of a demo.
    """
    changed = {"changed_by": by, "changed_at": at} if by else {}
    organisation = Organisation(**changed)
    _fill(organisation, name, kind, org_number, county, municipality, parent)
    organisation_roles.decide_hosting(organisation=organisation, is_host=is_host, by=by, at=at)
    return organisation


@transaction.atomic
def change(
    *,
    organisation: Organisation,
    version: int,
    name: str,
    kind: str,
    org_number: str = "",
    county: County | None = None,
    municipality: Municipality | None = None,
    parent: Organisation | None = None,
    is_host: bool = False,
    by: User,
    at: datetime,
) -> None:
    """Put an organisation's details right, and what it is a part of.

    ``version`` is the one that the editor was shown. Raises NameTaken, NumberTaken, WrongPlace, Refused for a host that
    has its own staff or people and is to be one no more, and Conflict when somebody has changed the organisation since.
    """
    row = Organisation.objects.locked().get(pk=organisation.pk)
    if row.version != version:
        raise Conflict(_("Somebody else changed this organisation while you did."))
    if row.is_host and not is_host and _has_its_own(row):
        words = _("People work here or are registered here, so it goes on running cohorts.")
        raise Refused(words, field="is_host")
    if row.merged_into_id:
        raise Refused(_("This organisation has gone up in another."))
    if row.name != name:
        _remember_name(row, by=by, at=at)
    row.version += 1
    row.changed_by, row.changed_at = by, at
    _fill(row, name, kind, org_number, county, municipality, parent)
    organisation_roles.decide_hosting(organisation=row, is_host=is_host, by=by, at=at)


def _remember_name(organisation: Organisation, *, by: User, at: datetime) -> None:
    """What it is called until today stays to be read, and to be searched for."""
    before = OrganisationName.objects.filter(organisation=organisation).order_by("-pk").first()
    OrganisationName.objects.create(
        organisation=organisation,
        name=organisation.name,
        since=before and before.until,
        until=localtime(at).date(),
        changed_by=by,
        changed_at=at,
    )


def _has_its_own(host: Organisation) -> bool:
    """Does somebody have a role there that only hosts have, or does it answer for somebody's data?"""
    roles = Membership.objects.open().filter(organisation=host, role__in=AT_HOSTS_ONLY)
    return roles.exists() or Registration.objects.filter(host=host).exists()


def _fill(organisation, name, kind, org_number, county, municipality, parent) -> None:
    organisation.name, organisation.kind, organisation.org_number = name, kind, org_number
    organisation.municipality = municipality
    organisation.county = municipality.county if municipality else county
    _place(organisation, parent)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        match error.__cause__.diag.constraint_name:
            case "organisation_name_once":
                raise NameTaken(_("There is an organisation with this name already."), field="name") from error
            case "org_number_once":
                raise NumberTaken(_("Another organisation has this number."), field="org_number") from error
        raise


def _place(organisation: Organisation, parent: Organisation | None) -> None:
    """Make ``organisation`` a part of ``parent``, or of nothing. Raises WrongPlace."""
    if parent is None and organisation.kind in Organisation.PARTS:
        raise WrongPlace(_("Choose what it is a part of."), field="parent")
    if parent is not None and parent.pk != organisation.parent_id:
        tree.lock()
        above = tree.path_to(Organisation.objects.get(pk=parent.pk))  # as it is now that nobody else moves it
        if organisation in above:
            raise WrongPlace(_("An organisation can't be a part of itself or of one of its parts."), field="parent")
        if len(above) + (tree.levels(organisation) if organisation.pk else 1) > tree.DEEPEST:
            words = _("That is too deep: there can be at most %(n)s levels.") % {"n": tree.DEEPEST}
            raise WrongPlace(words, field="parent")
    organisation.parent = parent

"""The first rows of a production install."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from peersupport.accounts.permissions import Role
from peersupport.directory.actions import geography, invitations, organisations
from peersupport.directory.models import Organisation
from peersupport.links import onetime
from programs.actions import programmes
from programs.models import Programme


@transaction.atomic
def begin(*, host: str, programme: str, email: str, given_name: str, family_name: str, at: datetime) -> str:
    """Make geography, host, programme and the first national coordinator's invitation; the invitation's address.

    Safe to repeat until somebody has taken the invitation up: the last address is the one that works.
    """
    geography.load()
    association = Organisation.objects.filter(name=host, parent=None).first() or organisations.add(
        name=host, kind=Organisation.Kind.ASSOCIATION, is_host=True, by=None, at=at
    )
    if not Programme.objects.filter(name=programme).exists():
        programmes.create(name=programme, spelled_out="", owner=association, by=None, at=at)
    _invitation, link = invitations.invite(
        email=email.lower(),
        given_name=given_name,
        family_name=family_name,
        organisation=association,
        role=Role.NATIONAL_COORDINATOR,
        by=None,
        at=at,
    )
    return settings.SITE_URL + reverse("invitation", args=[onetime.token_of(link)])

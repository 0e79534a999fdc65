"""The page that is an applicant's, and later a participant's, behind a signed link that stays."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from training.models import Participation

PAGE_LINK = "training.application"  # what the links in these letters are for


def own_page(row: Participation, name: str = "training:my_application", *more: int) -> str:
    """The address of a participant's own page, or of another one of theirs; "" where they have none.

    ``more``: what the other page's address takes after the link's token.
    """
    links = OneTimeLink.objects.filter(purpose=PAGE_LINK, subject_id=row.application_id, revoked_at=None)
    link = links.order_by("pk").last()
    return settings.SITE_URL + reverse(name, args=[onetime.token_of(link), *more]) if link else ""


def participations_seen(membership) -> QuerySet:
    return Participation.objects.visible_to(membership).values("pk")

"""What waits of research: requests that somebody else has noted."""

from datetime import date, timedelta

from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from peersupport.accounts.permissions import Role
from peersupport.desk.asking import Found, columns
from peersupport.desk.today import Item, Rule
from placements.models import ResearchRequest

DECIDE_WITHIN = timedelta(days=14)


def requests_to_decide(membership, on: date):  # noqa: ARG001 - every rule's rows have this shape
    """Never those that one has noted oneself."""
    waiting = ResearchRequest.objects.visible_to(membership).waiting().exclude(asked_by=membership.user_id)
    return columns(waiting, due=TruncDate("asked_at") + DECIDE_WITHIN, one="title")


def request_item(found: Found) -> Item:
    url = reverse("placements:research_request", args=[int(found.subject)])
    return Item(
        title=_("Decide about a research request"),
        url=url,
        icon="list-checks",
        tone="li",
        text=found.one,
        action_label=_("Decide"),
        action_url=url,
    )


RULES = [
    Rule(
        "research",
        frozenset({Role.NATIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER}),
        requests_to_decide,
        request_item,
        more="placements:research_requests",
    )
]

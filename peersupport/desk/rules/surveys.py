"""What waits of surveys: those that nobody has handed out yet."""

from datetime import date, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from peersupport.accounts.permissions import Role
from peersupport.desk.asking import Found, columns
from peersupport.desk.today import Item, Rule
from placements.models import HANDED_OUT, Group, Survey

HAND_OUT_WITHIN = timedelta(days=7)  # so that there are three weeks left to answer


def surveys_to_hand_out(membership, on: date):
    """Open ones for staff and the people at the workplace that were given to nobody."""
    rows = Survey.objects.visible_to(membership).open_on(on).filter(asked=0, group__in=HANDED_OUT)
    place = "follow_up__placement__workplace__name"
    return columns(rows, due=F("opened_on") + HAND_OUT_WITHIN, one="group", two="follow_up", three=place)


def hand_out_item(found: Found) -> Item:
    url = reverse("placements:survey", args=[int(found.two), int(found.subject)])
    return Item(
        title=_("Hand out the survey: %(who)s") % {"who": Group(found.one).label},
        url=url,
        icon="messages-square",
        tone="bl",
        text=found.three,
        action_label=_("Hand out"),
        action_url=url,
    )


RULES = [
    Rule(
        "surveys",
        frozenset({Role.UNIT_MANAGER}),
        surveys_to_hand_out,
        hand_out_item,
        more="placements:follow_ups",
    )
]

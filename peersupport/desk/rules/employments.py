"""Employments and money that end: to plan for from 90 days ahead, and late while somebody works on after the day."""

from datetime import date, timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from peersupport.accounts.permissions import COORDINATORS
from peersupport.desk.asking import Found, columns, full_name
from peersupport.desk.today import LOOK_BACK, Item, Rule
from placements.models import Placement

PLANNED_FOR = timedelta(days=90)


def employments_ending(membership, on: date):
    return _ending(membership, on, "employed_until")


def money_ending(membership, on: date):
    """Where it ends before the employment does; after that day it pays for nothing."""
    before = Q(employed_until=None) | Q(funded_until__lt=F("employed_until"))
    return _ending(membership, on, "funded_until").filter(before)


def _ending(membership, on: date, day: str):
    rows = (
        Placement.objects.visible_to(membership).open().filter(**{f"{day}__range": (on - LOOK_BACK, on + PLANNED_FOR)})
    )
    return columns(rows, due=day, one=full_name("person"), two="workplace__name")


def employment_item(found: Found) -> Item:
    return _item(found, _("Last day of the employment: %(who)s"))


def money_item(found: Found) -> Item:
    return _item(found, _("Last day that is paid for: %(who)s"))


def _item(found: Found, title: str) -> Item:
    return Item(
        title=title % {"who": found.one.strip()},
        url=reverse("placements:placement", args=[int(found.subject)]),
        icon="hourglass",
        tone="hj",
        text=found.two,
        action_label=_("Change the day"),
        action_url=reverse("placements:placement_ends", args=[int(found.subject)]),
    )


_COORDINATORS = frozenset(COORDINATORS)
RULES = [
    Rule("employments_ending", _COORDINATORS, employments_ending, employment_item, more="placements:placements"),
    Rule("money_ending", _COORDINATORS, money_ending, money_item, more="placements:placements"),
]

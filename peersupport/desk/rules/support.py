"""Who asks to be contacted, and who shares their plan: for whom they chose, and nobody else."""

from datetime import date, timedelta

from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.desk.asking import Found, columns, full_name
from peersupport.desk.today import LOOK_BACK, Item, Rule
from placements.models import SupportRequest, WellnessPlan, WellnessShare

NEW_FOR = timedelta(days=14)


def to_contact(membership, on: date):
    asked = SupportRequest.objects.visible_to(membership).open().filter(asked_at__date__gte=on - LOOK_BACK)
    return columns(asked, due=TruncDate("asked_at"), one=full_name("person"))


def to_contact_item(found: Found) -> Item:
    url = reverse("placements:support_request", args=[int(found.subject)])
    return Item(
        title=_("%(who)s asks you to get in touch") % {"who": found.one.strip()},
        url=url,
        icon="life-buoy",
        tone="li",
        action_label=_("See how"),
        action_url=url,
    )


def shared_lately(membership, on: date):
    new = WellnessShare.objects.filter(given_at__date__gte=on - NEW_FOR, ended_at=None).values("plan")
    plans = WellnessPlan.objects.shared_with(membership, on=on).filter(pk__in=new)
    return columns(plans, one=full_name("person"))


def shared_item(found: Found) -> Item:
    url = reverse("placements:shared_plan", args=[int(found.subject)])
    return Item(
        title=_("%(who)s shares their plan with you") % {"who": found.one.strip()},
        url=url,
        icon="file-text",
        tone="bl",
        text=_("They see when you open it."),
        action_label=_("Read it"),
        action_url=url,
    )


_ROLES = frozenset({*COORDINATORS, Role.SUPERVISOR, Role.UNIT_MANAGER})
RULES = [
    Rule("to_contact", _ROLES, to_contact, to_contact_item, more="placements:placements"),
    Rule("plans_shared", _ROLES, shared_lately, shared_item, more="placements:shared_plans"),
]

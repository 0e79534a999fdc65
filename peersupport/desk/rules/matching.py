"""Who wants to get to know whom: an answer that a workplace owes, and two who have both said yes."""

from datetime import date

from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.desk.asking import Found, columns, full_name
from peersupport.desk.today import LOOK_BACK, Item, Rule
from placements.models import Introduction

Answer = Introduction.Answer


def wanted_by_both(membership, on: date):
    rows = Introduction.objects.visible_to(membership).wanted_by_both()
    rows = rows.filter(workplace_said_at__date__gte=on - LOOK_BACK)
    return columns(rows, due=TruncDate("workplace_said_at"), one=full_name("person"), two="workplace__name")


def wanted_item(found: Found) -> Item:
    url = reverse("placements:introduction", args=[int(found.subject)])
    return Item(
        title=_("%(who)s and %(where)s want to get to know each other")
        % {"who": found.one.strip(), "where": found.two},
        url=url,
        icon="link",
        tone="mo",
        action_label=_("See what is next"),
        action_url=url,
    )


def to_answer(membership, on: date):
    asked = Introduction.objects.visible_to(membership).filter(person_says=Answer.YES, workplace_says="")
    asked = asked.filter(person_said_at__date__gte=on - LOOK_BACK)
    due = TruncDate("person_said_at")
    return columns(asked, subject="workplace", due=due, one=full_name("person"), two="workplace__name")


def answer_item(found: Found) -> Item:
    url = reverse("placements:workplace", args=[int(found.subject)])
    return Item(
        title=_("%(who)s would like to get to know %(where)s") % {"who": found.one.strip(), "where": found.two},
        url=url,
        icon="link",
        tone="bl",
        action_label=_("Answer"),
        action_url=url,
    )


RULES = [
    Rule("wanted_by_both", frozenset(COORDINATORS), wanted_by_both, wanted_item, more="placements:introductions"),
    Rule("to_answer", frozenset({Role.UNIT_MANAGER}), to_answer, answer_item, more="placements:workplaces"),
]

"""Today's rules about supervision: for coordinators who sees to it that it is there, for supervisors what is next."""

from datetime import date

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.desk.asking import Found, columns, full_name
from peersupport.desk.today import AHEAD, LOOK_BACK, Item, Rule
from placements.models import (
    SupervisionDraft,
    SupervisionPlan,
    SupervisorLeave,
)
from placements.selectors import lapsed_supervision, over_limit


def without_supervisor(membership, on: date):
    return columns(
        lapsed_supervision(membership),
        due=Value(on),
        one=full_name("person"),
        two="workplace__name",
        three=full_name("supervisor"),
    )


def without_supervisor_item(found: Found) -> Item:
    url = reverse("placements:placement", args=[int(found.subject)])
    return Item(
        title=_("%(who)s has no supervisor") % {"who": found.one.strip()},
        url=url,
        icon="life-buoy",
        tone="li",
        text=_("The role of %(who)s has ended. %(where)s.") % {"who": found.three.strip(), "where": found.two},
        action_label=_("Choose a supervisor"),
        action_url=reverse("placements:placement_supervisor", args=[int(found.subject)]),
    )


def too_many_peers(membership, on: date):
    rows = over_limit(membership, on=on)
    return columns(rows, one=full_name("user"), count="peers", two="organisation__name")


def too_many_peers_item(found: Found) -> Item:
    url = reverse("placements:supervisors")
    words = ngettext("%(who)s supervises %(n)s person", "%(who)s supervises %(n)s people", found.count)
    return Item(
        title=words % {"who": found.one.strip(), "n": found.count},
        url=url,
        icon="users",
        text=_("That is more than the programme says. %(where)s.") % {"where": found.two},
        action_label=_("See the supervisors"),
        action_url=url,
    )


def without_substitute(membership, on: date):
    rows = SupervisorLeave.objects.visible_to(membership).without_substitute(on)
    return columns(rows, due="begins_on", one=full_name("supervisor"), two="host__name")


def without_substitute_item(found: Found) -> Item:
    url = reverse("placements:supervisor_leave", args=[int(found.subject)])
    return Item(
        title=_("Nobody stands in for %(who)s") % {"who": found.one.strip()},
        url=url,
        icon="life-buoy",
        tone="li",
        text=found.two,
        action_label=_("Choose who stands in"),
        action_url=url,
    )


def supervision_late(membership, on: date):
    plans = SupervisionPlan.objects.visible_to(membership).late(on).filter(late_on__gte=on - LOOK_BACK)
    return columns(
        plans,
        subject="placement",
        due="late_on",
        one=full_name("placement__person"),
        two="placement__workplace__name",
        three=full_name("placement__supervisor"),
    )


def supervision_late_item(found: Found) -> Item:
    """For those who see to it that supervision happens."""
    url = reverse("placements:placement", args=[int(found.subject)])
    return Item(
        title=_("%(who)s has not had supervision in time") % {"who": found.one.strip()},
        url=url,
        icon="messages-square",
        text=_("%(where)s. Supervisor %(who)s.") % {"where": found.two, "who": found.three.strip()},
        action_label=_("See the placement"),
        action_url=url,
    )


def supervision_to_hold(membership, on: date):
    plans = SupervisionPlan.objects.visible_to(membership).filter(next_due_on__range=(on - LOOK_BACK, on + AHEAD))
    return columns(
        plans,
        subject="placement",
        due="next_due_on",
        one=full_name("placement__person"),
        two="placement__workplace__name",
    )


def supervision_to_hold_item(found: Found) -> Item:
    return Item(
        title=_("Supervision with %(who)s") % {"who": found.one.strip()},
        url=reverse("placements:placement", args=[int(found.subject)]),
        icon="messages-square",
        tone="bl",
        text=found.two,
        action_label=_("Log supervision"),
        action_url=f"{reverse('placements:session_new')}?for={found.subject}",
    )


def managers_to_meet(membership, on: date):
    plans = SupervisionPlan.objects.visible_to(membership).filter(next_check_in_on__range=(on - LOOK_BACK, on + AHEAD))
    return columns(
        plans,
        subject="placement",
        due="next_check_in_on",
        one=full_name("placement__person"),
        two="placement__workplace__name",
    )


def manager_to_meet_item(found: Found) -> Item:
    return Item(
        title=_("Check-in with the manager of %(who)s") % {"who": found.one.strip()},
        url=reverse("placements:placement", args=[int(found.subject)]),
        icon="users",
        tone="bl",
        text=found.two,
        action_label=_("Log supervision"),
        action_url=f"{reverse('placements:session_new')}?for={found.subject}",
    )


def drafts(membership, on: date):
    return columns(SupervisionDraft.objects.filter(user=membership.user_id), due=Value(on))


def draft_item(found: Found) -> Item:  # noqa: ARG001 - every rule's item has this shape
    url = reverse("placements:session_new")
    return Item(
        title=_("You have begun to log a session"),
        url=url,
        icon="pencil",
        text=_("What you had filled in is kept."),
        action_label=_("Go on"),
        action_url=url,
    )


_COORDINATORS, _SUPERVISORS = frozenset(COORDINATORS), frozenset({Role.SUPERVISOR})
RULES = [
    Rule(
        "without_supervisor", _COORDINATORS, without_supervisor, without_supervisor_item, more="placements:placements"
    ),
    Rule(
        "without_substitute",
        _COORDINATORS,
        without_substitute,
        without_substitute_item,
        more="placements:supervisors",
    ),
    Rule("too_many_peers", _COORDINATORS, too_many_peers, too_many_peers_item, more="placements:supervisors"),
    Rule("supervision_late", _COORDINATORS, supervision_late, supervision_late_item, more="placements:supervision"),
    Rule("supervision", _SUPERVISORS, supervision_to_hold, supervision_to_hold_item, more="placements:supervision"),
    Rule("managers_to_meet", _SUPERVISORS, managers_to_meet, manager_to_meet_item, more="placements:supervision"),
    Rule("draft", _SUPERVISORS, drafts, draft_item, more="placements:supervision"),
]

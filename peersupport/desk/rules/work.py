"""What waits at the workplaces: readiness, those who wait for it, follow-ups."""

from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.desk.asking import Found, columns, full_name
from peersupport.desk.today import AHEAD, LOOK_BACK, Item, Rule
from placements.models import (
    FollowUp,
    Placement,
    StaffSession,
    Workplace,
)


def waiting_for_the_workplace(membership, on: date):
    rows = Placement.objects.visible_to(membership).waiting_for_the_workplace(on)
    return columns(rows, due="starts_on", one=full_name("person"), two="workplace__name")


def waiting_for_the_workplace_item(found: Found) -> Item:
    url = reverse("placements:placement_begin", args=[int(found.subject)])
    return Item(
        title=_("%(who)s was to begin, and the workplace isn't ready") % {"who": found.one.strip()},
        url=reverse("placements:placement", args=[int(found.subject)]),
        icon="building",
        tone="li",
        text=found.two,
        action_label=_("Choose what happens"),
        action_url=url,
    )


def _follow_ups(rows):
    return columns(
        rows, due="due_on", one=full_name("placement__person"), two="placement__workplace__name", count="months"
    )


def follow_ups_late(membership, on: date):
    rows = FollowUp.objects.visible_to(membership).waiting()
    return _follow_ups(rows.filter(due_on__lt=on, due_on__gte=on - LOOK_BACK))


def follow_ups_to_hold(membership, on: date):
    rows = FollowUp.objects.visible_to(membership).waiting()
    return _follow_ups(rows.filter(due_on__range=(on - LOOK_BACK, on + AHEAD)))


def follow_up_item(found: Found) -> Item:
    title = ngettext("Follow-up after %(n)s month: %(who)s", "Follow-up after %(n)s months: %(who)s", found.count)
    url = reverse("placements:follow_up", args=[int(found.subject)])
    return Item(
        title=title % {"n": found.count, "who": found.one.strip()},
        url=url,
        icon="calendar-check",
        tone="hj",
        text=found.two,
        action_label=_("Note the follow-up"),
        action_url=url,
    )


def next_steps(membership, on: date):
    """What is to be done next at a workplace, for whoever sees to it, or for all while nobody does."""
    rows = Workplace.objects.visible_to(membership).open().filter(next_on__range=(on - LOOK_BACK, on + AHEAD))
    mine = rows.filter(Q(caretaker=membership.user_id) | Q(caretaker=None))
    return columns(mine, due="next_on", one="name", two="next_step", three="municipality__name")


def next_step_item(found: Found) -> Item:
    url = reverse("placements:workplace", args=[int(found.subject)])
    return Item(
        title=found.two,
        url=url,
        icon="building",
        tone="bl",
        text=_("%(name)s, %(where)s") % {"name": found.one, "where": found.three},
        action_label=_("See the workplace"),
        action_url=url,
    )


def workplaces_without_a_step(membership, on: date):  # noqa: ARG001 - every rule's rows have this shape
    """Those on their way for which nothing is planned; the others are told by their next step."""
    return _on_their_way(Workplace.objects.visible_to(membership).filter(next_on=None))


def workplaces_to_prepare(membership, on: date):  # noqa: ARG001 - every rule's rows have this shape
    return _on_their_way(Workplace.objects.visible_to(membership))


def _on_their_way(workplaces):
    """Those on their way, with how many staff sessions they have had and how many they need."""
    held = StaffSession.objects.filter(workplace=OuterRef("pk")).order_by().values("workplace")
    return columns(
        workplaces.filter(status__in=[Workplace.Status.INTERESTED, Workplace.Status.PREPARING]),
        one="name",
        two="municipality__name",
        three="programme__staff_sessions",
        count=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n")), 0),
    )


def begun_before_ready(membership, on: date):
    """Where somebody works although not all is in place, by a written reason or because something has gone since."""
    rows = Workplace.objects.visible_to(membership).filter(status=Workplace.Status.HAS_PEER, ready_on=None)
    return columns(rows, due=Value(on), one="name", two="municipality__name")


def begun_before_ready_item(found: Found) -> Item:
    url = reverse("placements:workplace", args=[int(found.subject)])
    return Item(
        title=_("Somebody works at %(where)s, which isn't ready") % {"where": found.one},
        url=url,
        icon="building",
        tone="hj",
        text=_("It stands here until all is in place and it is declared ready. %(where)s.") % {"where": found.two},
        action_label=_("See what is missing"),
        action_url=url,
    )


def workplace_item(found: Found) -> Item:
    url = reverse("placements:workplace", args=[int(found.subject)])
    return Item(
        title=_("%(where)s is not ready yet") % {"where": found.one},
        url=url,
        icon="building",
        text=_("%(held)s of %(needed)s staff sessions held. %(where)s.")
        % {"held": found.count, "needed": found.three, "where": found.two},
        action_label=_("See what is missing"),
        action_url=url,
    )


def staff_session_item(found: Found) -> Item:
    """For those who hold the staff sessions."""
    url = reverse("placements:staff_sessions", args=[int(found.subject)])
    return Item(
        title=_("Staff sessions at %(where)s") % {"where": found.one},
        url=reverse("placements:workplace", args=[int(found.subject)]),
        icon="building",
        text=_("%(held)s of %(needed)s staff sessions held. %(where)s.")
        % {"held": found.count, "needed": found.three, "where": found.two},
        action_label=_("Note a session"),
        action_url=url,
    )


_COORDINATORS = frozenset(COORDINATORS)
RULES = [
    Rule(
        "waiting_for_the_workplace",
        _COORDINATORS,
        waiting_for_the_workplace,
        waiting_for_the_workplace_item,
        more="placements:placements",
    ),
    Rule("follow_ups_late", _COORDINATORS, follow_ups_late, follow_up_item, more="placements:follow_ups"),
    Rule(
        "follow_ups",
        frozenset({Role.SUPERVISOR, Role.UNIT_MANAGER}),
        follow_ups_to_hold,
        follow_up_item,
        more="placements:follow_ups",
    ),
    Rule(
        "workplaces",
        _COORDINATORS,
        workplaces_without_a_step,
        workplace_item,
        more="placements:workplaces",
    ),
    Rule(
        "begun_before_ready",
        frozenset({*COORDINATORS, Role.UNIT_MANAGER}),
        begun_before_ready,
        begun_before_ready_item,
        more="placements:workplaces",
    ),
    Rule("next_steps", _COORDINATORS, next_steps, next_step_item, more="placements:workplaces"),
    Rule(
        "my_workplaces",
        frozenset({Role.UNIT_MANAGER}),
        workplaces_to_prepare,
        workplace_item,
        more="placements:workplaces",
    ),
    Rule(
        "staff_sessions",
        frozenset({Role.COURSE_LEADER}),
        workplaces_to_prepare,
        staff_session_item,
        more="placements:workplaces",
    ),
]

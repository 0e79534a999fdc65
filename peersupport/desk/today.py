"""The engine of Today: rules in, one queue out, for one query. The rules themselves are in peersupport.desk.rules."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from peersupport.accounts.permissions import Role
from peersupport.desk.asking import Found, Question, Reader, ask
from peersupport.shared.calendar import short_day

SHOWN = 5  # of each rule; the list behind it holds the rest
LOOK_BACK = timedelta(days=365)  # what has waited for longer is history, and still in its list
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Item:
    """One thing to do, as parts/queue_item.html draws it."""

    title: str
    url: str
    icon: str
    text: str = ""
    tone: str = ""
    action_label: str | Promise = ""
    action_url: str = ""
    action_is_post: bool = False
    due: date | None = None
    due_text: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Rule:
    """What waits for somebody: for which roles, the rows, and what a row says. ``more`` names the whole list's URL."""

    name: str
    roles: frozenset[Role]
    rows: Callable[[Reader, date], QuerySet]  # shaped by asking.columns()
    item: Callable[[Found], Item]
    more: str
    waits_on_others: bool = False


@dataclass(frozen=True)
class Group:
    name: str
    title: str
    items: list[Item]


@dataclass(frozen=True)
class Queue:
    groups: list[Group]
    waiting: list[Item]
    more: list[str]  # names of the lists that hold what isn't shown

    @property
    def count(self) -> int:
        return sum(len(group.items) for group in self.groups)

    @property
    def late(self) -> int:
        return sum(item.is_late for group in self.groups for item in group.items)


def queue(rules: Iterable[Rule], membership, *, on: date) -> Queue:
    """What waits for ``membership`` on a day, by when it is due. One query."""
    mine = {rule.name: rule for rule in rules if membership.role in rule.roles}
    items: dict[str, list[Item]] = {name: [] for name in mine}
    questions = [Question(rule.name, rule.rows) for rule in mine.values()]
    for found in ask(questions, membership, on=on, most=SHOWN + 1):
        items[found.question].append(_timed(mine[found.question].item(found), found.due, on))
    more = dict.fromkeys(mine[name].more for name, found in items.items() if len(found) > SHOWN)
    shown = [item for name, found in items.items() if not mine[name].waits_on_others for item in found[:SHOWN]]
    waiting = [item for name, found in items.items() if mine[name].waits_on_others for item in found[:SHOWN]]
    return Queue(_grouped(shown, on), waiting, list(more))


def _timed(item: Item, due: date | None, on: date) -> Item:
    late = due is not None and due < on
    return replace(
        item, due=due, due_text=_due_text(due, on) if due else "", is_late=late, tone="li" if late else item.tone
    )


def _due_text(due: date, on: date) -> str:
    days = (due - on).days
    if days == 0:
        return pgettext("day", "Today")
    if days == 1:
        return _("Tomorrow")
    if days > 0:
        return short_day(due)
    if days <= -14:
        return ngettext("%(n)s week late", "%(n)s weeks late", -days // 7) % {"n": -days // 7}
    return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}


def _grouped(items: list[Item], on: date) -> list[Group]:
    items.sort(key=lambda item: (item.due is None, item.due or on))
    groups = [
        Group("late", _("Late"), [item for item in items if item.is_late]),
        Group("today", pgettext("day", "Today"), [item for item in items if item.due == on]),
        Group("week", _("Later this week"), [i for i in items if i.due and on < i.due <= on + AHEAD]),
        Group("later", _("When you have time"), [i for i in items if i.due is None or i.due > on + AHEAD]),
    ]
    return [group for group in groups if group.items]

"""What has happened to an order or in a cohort, as sentences. Seats are counted, never named by who sits in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.audit.models import StatusChange
from peersupport.audit.status import subject_of
from programs.models import Cancellation, Offer, Order, OrderChange, OrderFile, OrderLine, SeatEntry

Why = SeatEntry.Why


@dataclass(frozen=True)
class Happening:
    """What happened to how many things at once, who did it, and when."""

    text: str
    by: str
    at: datetime


def order_history(*, order: Order, lines: Iterable[OrderLine]) -> list[Happening]:
    """What has happened to an order, newest first; what happened to several seats at once is one entry.

    Four queries.
    """
    own = StatusChange.objects.filter(subject__in=[subject_of(thing) for thing in [order, *lines]]).exclude(was="")
    steps = [
        Happening(text, str(step.by or ""), step.at)
        for step in own.select_related("by").order_by("-at", "-pk")
        if (text := _of_step(step))
    ]
    told_otherwise = [Why.ORDERED, Why.SPLIT]  # by the order's own steps and changes
    entries = SeatEntry.objects.filter(line__in=lines).exclude(why__in=told_otherwise)
    told = newest_first([*steps, *_costs(lines), *_changes(order, lines), *_told(entries)])
    return [*told, Happening(_("The order was sent"), str(order.placed_by), order.placed_at)]


def _changes(order: Order, lines: Iterable[OrderLine]) -> Iterator[Happening]:
    """What was changed after it was sent. Names and references are not kept: that they changed is.

    Why calling off costs less is kept in the order, where it can be erased: it belongs to the last time it did.
    """
    rows = OrderChange.objects.filter(Q(line=None) | Q(line__in=lines), order=order).select_related("by")
    made_less_at = None
    for change in rows.order_by("-at", "-pk"):
        text = change_in_words(change.before, change.after)
        if "fee" in change.after and made_less_at in (None, change.at):
            made_less_at = change.at
            text = ": ".join(filter(None, [text, order.fee_reason]))
        yield Happening(text, str(change.by), change.at)


def change_in_words(before: dict, after: dict) -> str:
    """“Changed: payer from A to B, your reference”, or what was done to a line."""
    if "cost_bearer" in after:
        words = ngettext("%(n)s is paid by %(who)s", "%(n)s are paid by %(who)s", after["quantity"])
        text = words % {"n": after["quantity"], "who": after["cost_bearer"]}
        return f"{text}: {_money(after['paid_from'])}" if "paid_from" in after else text
    if "fee" in after:
        was, now = (number_format(Decimal(one["fee"]), decimal_pos=2, force_grouping=True) for one in (before, after))
        return _("Calling off costs %(now)s kr instead of %(was)s kr") % {"now": now, "was": was}
    if "file" in after:
        words = _("Attached: %(what)s") if after["file"] else _("Taken away: %(what)s")
        kind = OrderFile.Kind(after["file"] or before["file"])
        return words % {"what": str(kind.label).lower()}
    parts = [_one_change(name, before[name], value) for name, value in after.items()]
    return _("Changed: %(what)s") % {"what": ", ".join(parts)}


def _one_change(name: str, before: object, after: object) -> str:
    column = OrderLine if name == "quantity" else Order
    label = str(column._meta.get_field(name).verbose_name)
    if name == "legal_form":
        before, after = (str(Order.LegalForm(value).label).lower() for value in (before, after))
    if after is None or isinstance(after, bool):
        return label
    return _("%(name)s from %(before)s to %(after)s") % {"name": label, "before": before, "after": after}


def _money(code: str) -> str:
    return str(OrderLine.PaidFrom(code).label).lower()


def _costs(lines: Iterable[OrderLine]) -> Iterator[Happening]:
    """What calling off cost, and that it was taken away when that was undone."""
    made_less = OrderChange.objects.filter(order=OuterRef("line__order"), at=OuterRef("at"), after__has_key="fee")
    rows = Cancellation.objects.filter(~Exists(made_less), line__in=lines).exclude(amount=0)  # that is told as a change
    rows = rows.select_related("by").order_by("-at", "-pk")
    for (at, _by, percent, undoes), group in groupby(
        rows, key=lambda one: (one.at, one.by_id, one.percent, one.amount < 0)
    ):
        same = list(group)
        price = number_format(sum(abs(one.amount) for one in same), decimal_pos=2, force_grouping=True)
        if undoes:
            text = _("The cost of calling off was taken away: %(sum)s kr")
        else:
            text = _("Calling off cost %(percent)s %% of the price: %(sum)s kr")
        yield Happening(text % {"percent": percent, "sum": price}, str(same[0].by or ""), at)


def ledger_of(*, entries: QuerySet[SeatEntry], most: int) -> list[Happening]:
    """The newest ``most`` entries of a part of the ledger as sentences. One query."""
    return list(_told(entries, most=most, with_whom=True))


def newest_first(happenings: list[Happening]) -> list[Happening]:
    return sorted(happenings, key=lambda one: one.at, reverse=True)


def _of_step(step: StatusChange) -> str:
    """What a step of an order or of a line means to those who read its page; "" where another entry says it."""
    if step.was == "draft":
        return ""
    kind = step.subject.partition(":")[0].partition(".")[2]
    texts = {
        ("order", Order.Status.SENT): _("The cancellation was undone"),
        ("order", Order.Status.CONFIRMED): _("The order was confirmed"),
        ("order", Order.Status.PARTLY_DELIVERED): _("The first seats were delivered"),
        ("order", Order.Status.DELIVERED): _("Everything was delivered"),
        ("order", Order.Status.INVOICED): _("The order was invoiced"),
        ("order", Order.Status.CLOSED): _("The order was closed"),
        ("order", Order.Status.DECLINED): _("The order was declined"),
        ("order", Order.Status.EXPIRED): _("The hold expired"),
        ("order", Order.Status.CANCELLED): _("The order was called off"),
        ("orderline", OrderLine.Status.HELD): _("The seats were placed in a cohort"),
        ("orderline", OrderLine.Status.WAITING): _("The cohort was called off: the seats wait for the next one"),
    }
    if step.was in (Order.Status.CANCELLED, OrderLine.Status.CANCELLED):
        return _("The cancellation was undone") if kind == "order" else ""
    return texts.get((kind, step.became), "")


def _told(entries: QuerySet[SeatEntry], *, most: int | None = None, with_whom: bool = False) -> Iterator[Happening]:
    rows = entries.select_related("by", "line__order__orderer", "contingent__organisation", "seat__funding", "offer")
    for (_at, _by, _why, _became, whom), group in groupby(rows.order_by("-at", "-pk")[:most], key=_together):
        same = list(group)
        text = sentence(same[0], sum(entry.count for entry in same))
        yield Happening(f"{whom}: {text}" if with_whom and whom else text, str(same[0].by or ""), same[0].at)


def _together(entry: SeatEntry) -> tuple:
    return entry.at, entry.by_id, entry.why, entry.became, _whom(entry)


def _whom(entry: SeatEntry) -> str:
    """Whose places they are: an orderer's, with the order's number, or a funder's."""
    if entry.line is not None:
        return f"{entry.line.order.orderer}, {entry.line.order}"
    return str(entry.contingent.organisation) if entry.contingent else str(entry.seat.funding)


def sentence(entry: SeatEntry, n: int) -> str:
    """What happened to ``n`` places, of which ``entry`` is one."""
    texts = {
        Why.ORDERED: ngettext("%(n)s seat was ordered", "%(n)s seats were ordered", n),
        Why.FUNDED: ngettext("%(n)s seat was added and paid for", "%(n)s seats were added and paid for", n),
        Why.CONFIRMED: ngettext("%(n)s seat was confirmed", "%(n)s seats were confirmed", n),
        Why.ADMITTED: ngettext("%(n)s seat was assigned", "%(n)s seats were assigned", n),
        Why.LEFT: ngettext("%(n)s seat is free again", "%(n)s seats are free again", n),
        Why.DELIVERED: ngettext("%(n)s seat was delivered", "%(n)s seats were delivered", n),
        Why.GIVEN_BACK: ngettext("%(n)s seat was given back", "%(n)s seats were given back", n),
        Why.ORDER_CANCELLED: _offer_ended(entry, n)
        or ngettext(
            "%(n)s seat was given back: the order was called off",
            "%(n)s seats were given back: the order was called off",
            n,
        ),
        Why.COHORT_CANCELLED: ngettext(
            "%(n)s seat was given back: the cohort was called off",
            "%(n)s seats were given back: the cohort was called off",
            n,
        ),
        Why.EXPIRED: ngettext(
            "%(n)s seat was given back: nobody confirmed it in time",
            "%(n)s seats were given back: nobody confirmed them in time",
            n,
        ),
        Why.UNUSED: ngettext("%(n)s seat was used by nobody", "%(n)s seats were used by nobody", n),
        Why.MOVED: _moved(entry, n),
        Why.SPLIT: ngettext("%(n)s seat changed its order line", "%(n)s seats changed their order line", n),
        Why.UNDONE: _offer_ended(entry, n)
        or ngettext("%(n)s seat was taken back again", "%(n)s seats were taken back again", n),
        Why.PROMISED: ngettext("%(n)s place was promised", "%(n)s places were promised", n),
        Why.ORDERED_OUT_OF: ngettext(
            "%(n)s promised place was used by an order", "%(n)s promised places were used by an order", n
        ),
        Why.LET_GO: ngettext("%(n)s promised place was let go", "%(n)s promised places were let go", n),
        Why.OFFERED: ngettext("%(n)s seat was offered", "%(n)s seats were offered", n),
        Why.TAKEN_UP: ngettext("An offer of %(n)s seat was accepted", "An offer of %(n)s seats was accepted", n),
        Why.OFFER_ENDED: _offer_ended(entry, n),
        Why.BEFORE: ngettext("%(n)s seat was there already", "%(n)s seats were there already", n),
    }
    return texts[Why(entry.why)] % {"n": n}


def _offer_ended(entry: SeatEntry, n: int) -> str:
    if entry.why not in (Why.OFFER_ENDED, Why.ORDER_CANCELLED, Why.UNDONE) or entry.offer is None:
        return ""
    texts = {
        Offer.Status.DECLINED: ngettext(
            "An offer of %(n)s seat was declined", "An offer of %(n)s seats was declined", n
        ),
        Offer.Status.EXPIRED: ngettext(
            "An offer of %(n)s seat was not answered in time", "An offer of %(n)s seats was not answered in time", n
        ),
        Offer.Status.WITHDRAWN: ngettext(
            "An offer of %(n)s seat was taken back", "An offer of %(n)s seats was taken back", n
        ),
    }
    return texts[Offer.Status(entry.offer.status)]


def _moved(entry: SeatEntry, n: int) -> str:
    if entry.became:
        return ngettext("%(n)s seat came from another cohort", "%(n)s seats came from another cohort", n)
    return ngettext("%(n)s seat was moved to another cohort", "%(n)s seats were moved to another cohort", n)

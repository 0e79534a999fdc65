"""What waits between those who order seats and those who have them."""

from datetime import date, timedelta

from django.db.models import Case, Count, DateField, Exists, ExpressionWrapper, F, Min, OuterRef, Subquery, Sum, When
from django.db.models.functions import Least, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.desk.asking import Found, columns
from peersupport.desk.today import LOOK_BACK, Item, Rule
from programs.models import Agreement, Offer, Order, OrderLine, Seat
from programs.selectors import WARN_DAYS, agreements_to_see_to

ANSWER_WITHIN = timedelta(days=7)  # an orderer who hears nothing for a week is reminded of us (domain 7.10)
PLACE_WITHIN = timedelta(days=14)
RENEW_WITHIN = timedelta(days=WARN_DAYS)


def _recent(rows, field: str, on: date):
    return rows.filter(**{f"{field}__date__gte": on - LOOK_BACK})


def _sent(orders, on: date):
    """Those of some orders that nobody has answered, with their number of seats and their cohort's name."""
    live = OrderLine.objects.of_seats().exclude(status=OrderLine.Status.CANCELLED)
    lines = live.filter(order=OuterRef("pk")).order_by().values("order")
    unanswered = _recent(orders.sent(), "placed_at", on)
    return unanswered.exclude(Exists(OrderLine.objects.waiting().filter(order=OuterRef("pk")))).annotate(
        seats=Subquery(lines.annotate(n=Sum("quantity")).values("n")),
        cohort_name=Subquery(lines.annotate(name=Min("cohort__name")).values("name")),
    )


def orders_to_confirm(membership, on: date):
    mine = Order.objects.answered_by(membership)
    within_a_week = ExpressionWrapper(TruncDate("placed_at") + ANSWER_WITHIN, DateField())
    due = Least(within_a_week, "held_until")  # before the hold expires; PostgreSQL leaves a missing day out
    return columns(_sent(mine, on), subject="number", due=due, one="orderer__name", two="cohort_name", count="seats")


def order_to_confirm_item(found: Found) -> Item:
    title = ngettext("%(who)s has ordered %(n)s seat", "%(who)s has ordered %(n)s seats", found.count)
    url = reverse("programs:order", args=[found.subject])
    return Item(
        title=title % {"who": found.one, "n": found.count},
        url=url,
        icon="inbox",
        tone="hj",
        text=_and(found.subject, found.two),
        action_label=_("Answer"),
        action_url=url,
    )


def _without_an_offer(membership, on: date):
    lines = _recent(OrderLine.objects.visible_to(membership).waiting(), "order__placed_at", on)
    return lines.exclude(Exists(Offer.objects.open().filter(line=OuterRef("pk"))))


def lines_to_place(membership, on: date):
    lines = _without_an_offer(membership, on)
    return columns(
        lines,
        subject="order__number",
        due=TruncDate("order__placed_at") + PLACE_WITHIN,
        one="order__orderer__name",
        two="cohort__name",
        three="county__name",
        count="quantity",
    )


def line_to_place_item(found: Found) -> Item:
    title = ngettext("%(who)s waits for %(n)s seat", "%(who)s waits for %(n)s seats", found.count)
    url = reverse("programs:order", args=[found.subject])
    return Item(
        title=title % {"who": found.one, "n": found.count},
        url=url,
        icon="hourglass",
        tone="hj",
        text=_and(found.subject, found.two or found.three),
        action_label=_("Find a cohort"),
        action_url=url,
    )


def offers_to_answer(membership, _on: date):
    offers = Offer.objects.visible_to(membership).open()
    return columns(offers, subject="line__order__number", due=TruncDate("ends_at"), one="cohort__name", count="seats")


def offer_item(found: Found) -> Item:
    title = ngettext("%(n)s seat is kept for you", "%(n)s seats are kept for you", found.count)
    return _seats_of_an_order(found, title, _("Answer"))


def codes_to_hand_out(membership, on: date):
    free = Seat.objects.visible_to(membership).to_hand_out(on).order_by()
    by_order = free.values("line__order__number", "cohort__name", "cohort__starts_on").annotate(n=Count("pk"))
    return columns(by_order, subject="line__order__number", due="cohort__starts_on", one="cohort__name", count="n")


def codes_item(found: Found) -> Item:
    title = ngettext("%(n)s seat to hand out", "%(n)s seats to hand out", found.count)
    return _seats_of_an_order(found, title, _("Show the links"))


def _seats_of_an_order(found: Found, title: str, action_label: str) -> Item:
    url = reverse("programs:order", args=[found.subject])
    return Item(
        title=title % {"n": found.count},
        url=url,
        icon="seat",
        tone="hj",
        text=_and(found.one, found.subject),
        action_label=action_label,
        action_url=url,
    )


def orders_without_answer(membership, on: date):
    mine = Order.objects.visible_to(membership)
    return columns(_sent(mine, on), subject="number", one="cohort_name", count="seats")


def order_without_answer_item(found: Found) -> Item:
    title = _("%(number)s waits for an answer") % {"number": found.subject}
    seats = ngettext("%(n)s seat", "%(n)s seats", found.count) % {"n": found.count}
    return Item(
        title=title, url=reverse("programs:order", args=[found.subject]), icon="clock", text=_and(seats, found.one)
    )


def lines_without_cohort(membership, on: date):
    lines = _without_an_offer(membership, on)
    return columns(lines, subject="order__number", one="cohort__name", two=F("county__name"), count="quantity")


def line_without_cohort_item(found: Found) -> Item:
    title = ngettext("%(n)s seat waits for a cohort", "%(n)s seats wait for a cohort", found.count)
    return Item(
        title=title % {"n": found.count},
        url=reverse("programs:order", args=[found.subject]),
        icon="hourglass",
        text=_and(found.subject, found.one or found.two),
    )


def agreements_to_renew(membership, on: date):
    """Agreements that end soon, or of which most is used; due on their last day when that is near."""
    rows = agreements_to_see_to(Agreement.objects.visible_to(membership), on=on)
    near = Case(When(valid_until__lte=on + RENEW_WITHIN, then=F("valid_until")))
    return columns(
        rows.filter(valid_until__gte=on - LOOK_BACK),
        due=near,
        one="number",
        two="orderer__name",
        count="used_percent",
    )


def agreement_to_renew_item(found: Found) -> Item:
    words = _("Agreement %(number)s is about to end") if found.due else _("Agreement %(number)s is almost used up")
    url = reverse("programs:agreement", args=[int(found.subject)])
    return Item(
        title=words % {"number": found.one},
        url=url,
        icon="file-text",
        tone="hj",
        text=_("%(who)s, %(n)s %% used") % {"who": found.two, "n": found.count},
        action_label=_("See the agreement"),
        action_url=url,
    )


def _and(*words: str) -> str:
    return ", ".join(word for word in words if word)


_COORDINATORS, _ORDERERS = frozenset(COORDINATORS), frozenset({Role.ORDERER})
RULES = [
    Rule("orders", _COORDINATORS, orders_to_confirm, order_to_confirm_item, more="programs:orders"),
    Rule("waiting", _COORDINATORS, lines_to_place, line_to_place_item, more="programs:orders"),
    Rule("agreements", _COORDINATORS, agreements_to_renew, agreement_to_renew_item, more="programs:agreements"),
    Rule("offers", _ORDERERS, offers_to_answer, offer_item, more="programs:orders"),
    Rule("codes", _ORDERERS, codes_to_hand_out, codes_item, more="programs:seats"),
    Rule(
        "unanswered",
        _ORDERERS,
        orders_without_answer,
        order_without_answer_item,
        more="programs:orders",
        waits_on_others=True,
    ),
    Rule(
        "no_cohort",
        _ORDERERS,
        lines_without_cohort,
        line_without_cohort_item,
        more="programs:orders",
        waits_on_others=True,
    ),
]

"""Orders: the list, and the one page that both sides read."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission, Role
from peersupport.shared import paging
from peersupport.shared.query import search_text
from peersupport.shared.views import render_list
from programs import selectors
from programs.actions import changes, files
from programs.forms.orders import PlaceLine
from programs.models import Order, OrderFile, OrderLine, Seat
from programs.views import in_line, shown
from programs.views.cancelling import lines_of
from programs.views.changing import changeable, takes_references

HOLD_ENDS = "hold"  # a choice among the states: sent, and about to lose its seats
_SHOWN = ("orderer", "payer", "programme", "placed_by", "agreement")
_CAN_BE_CALLED_OFF = (Order.Status.SENT, Order.Status.CONFIRMED)
_MONTHS = (OrderLine.Kind.SUPERVISION, OrderLine.Status.ORDERED)
_LINES_OF_A_LIST = (
    OrderLine.objects.select_related("cohort", "county")
    .order_by("pk")
    .only("order", "kind", "quantity", "track", "status", "cohort__name", "county__name")
)


@requires(Permission.ORDER_SEE)
def orders(request: HttpRequest) -> HttpResponse:
    """An orderer's own orders, or all that a coordinator looks after; newest first, or the first hold to end first."""
    query = search_text(request)
    status = request.GET.get("status", "")
    found = _filtered(Order.objects.visible_to(request.membership), query, status)
    turn = ["held_until", "pk"] if status == HOLD_ENDS else ["-placed_at", "pk"]
    part = Prefetch("lines", _LINES_OF_A_LIST.listed_for(request.membership))
    rows = found.select_related("orderer").prefetch_related(part).order_by(*turn)
    named = ("number", "placed_at", "status", "held_until", "orderer__name", "orderer__merged_into")
    page = paging.page(request, rows.only(*named))
    for order in page.rows:
        lines = _not_called_off(order.lines.all())
        order.shown_wish = ", ".join(shown.wish(line) for line in lines)
        order.shown_state, order.shown_tone = shown.state(order, lines)
        order.shown_hold = shown.hold(order, lines)
        order.shown_seats = sum(line.quantity for line in lines if line.kind == OrderLine.Kind.SEATS)
    context = {"page": page, "query": query, "status": status, "states": _states(), "own": _is_orderer(request)}
    context["by_hold"] = status == HOLD_ENDS
    return render_list(request, "programs/orders.html", context)


@requires(Permission.ORDER_SEE)
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Lines, seats by number and state, and what has happened. Never who sits in a seat."""
    seen = Order.objects.visible_to(request.membership).select_related(*_SHOWN)
    order = get_object_or_404(seen.with_fee().prefetch_related(lines_of(request.membership)), number=number)
    lines = list(order.lines.all())
    mine = Seat.objects.visible_to(request.membership).filter(line__in=lines)
    seats = list(mine.seen_on(timezone.localdate()).select_related("cohort").order_by("number"))
    for line in lines:
        line.shown_wish, line.shown_tone, line.order = shown.wish(line), shown.TONES.get(line.status, ""), order
        line.shown_period, line.shown_used = shown.period(line), ""
    _say_what_is_used(lines)
    state, tone = shown.state(order, lines)
    total = selectors.total_of(lines)
    manages = not _is_orderer(request) or order.orderer.is_now(request.membership.organisation_id)
    decides = request.membership.may(Permission.ORDER_DECIDE)
    context = {
        "order": order,
        "lines": lines,
        "seats": seats,
        "hands_out": any(seat.takes_applications for seat in seats),
        "site": settings.SITE_URL,
        "state": state,
        "tone": tone,
        "hold": shown.hold(order, lines),
        "total": total.net,
        "by_vat": total.by_vat,
        "groups": shown.dots_of_lines(lines, seats),
        "events": shown.timeline(selectors.order_history(order=order, lines=lines)),
        "crumbs": [(_("My orders") if _is_orderer(request) else _("Orders"), reverse("programs:orders"))],
        "asked": manages and sum(seat.is_asked_back(timezone.localdate()) for seat in seats),
        "decides": decides,
        "manages": manages,
        "fee": shown.kronor(order.fee),
        "files": _files(request, order) if manages else [],
        **_verbs(request, order, lines, manages=manages),
        "contacts": [] if decides else selectors.contacts_of(lines=lines),
        "in_line": in_line.panels(request, order, lines),
        "placing": [(line, _placing(request, line)) for line in _waiting(lines)] if decides else [],
    }
    return render(request, "programs/order.html", context)


def _say_what_is_used(lines: list[OrderLine]) -> None:
    """How many of the months are charged. One query, of an order with supervision only."""
    ordered = [line for line in lines if (line.kind, line.status) == _MONTHS]
    if not ordered:
        return
    found = OrderLine.objects.filter(pk__in=[line.pk for line in ordered]).with_charged()
    charged = dict(found.values_list("pk", "charged"))
    for line in ordered:
        line.shown_used = shown.months_used(line, charged[line.pk])


def _verbs(request: HttpRequest, order: Order, lines: list[OrderLine], *, manages: bool) -> dict[str, bool]:
    """What this reader can do with an order as it is now."""
    decides, whole = request.membership.may(Permission.ORDER_DECIDE), _is_whole(request, order)
    live = [line for line in lines if line.status != OrderLine.Status.CANCELLED]
    return {
        "in_part": not whole and order.status in _CAN_BE_CALLED_OFF,
        "may_decline": decides and whole and order.status == Order.Status.SENT,
        "may_close": decides and order.status == Order.Status.INVOICED,
        "may_confirm": decides and whole and order.status == Order.Status.SENT and not _waiting(lines),
        "may_attach": manages and order.status in files.TAKES_FILES,
        "may_edit": manages and takes_references(order),
        "may_change_lines": manages and order.status in changeable(request),
        "may_cancel_lines": manages and order.status in changes.LINES_GO and (len(live) > 1 or not whole),
        "may_cancel": manages and whole and order.status in _CAN_BE_CALLED_OFF,
        "may_undo": selectors.step_to_undo(order=order, by=request.user, at=timezone.now()) is not None,
    }


def _is_whole(request: HttpRequest, order: Order) -> bool:
    """Whether a region has all of an order's seats; others answer no part of an order. One query, of a region only."""
    if request.membership.role != Role.REGIONAL_COORDINATOR:
        return True
    return Order.objects.answered_by(request.membership).filter(pk=order.pk).exists()


def _filtered(rows: QuerySet, query: str, status: str) -> QuerySet:
    if query:
        rows = rows.filter(Q(number__icontains=query) | Q(orderer__name__icontains=query))
    if status == OrderLine.Status.WAITING:
        waiting = OrderLine.objects.waiting().values("order")
        return rows.filter(pk__in=waiting).exclude(status__in=Order.OVER)
    if status == HOLD_ENDS:
        return rows.holds_ending(timezone.localdate())
    return rows.filter(status=status) if status in Order.Status.values else rows


def _states() -> list[tuple[str, str]]:
    more = [(OrderLine.Status.WAITING, _("Waiting for seats")), (HOLD_ENDS, _("Hold ends within a week"))]
    return [("", _("All")), *Order.Status.choices, *more]


def _files(request: HttpRequest, order: Order) -> list[OrderFile]:
    """What is attached, each with whether this reader may take it away: their own, or any as a coordinator."""
    found, decides = list(order.files.listed()), request.membership.may(Permission.ORDER_DECIDE)
    for file in found:
        mine = decides or file.uploaded_by_id == request.user.pk
        file.may_remove = mine and order.status in changes.OPEN
    return found


def _not_called_off(lines: Iterable[OrderLine]) -> list[OrderLine]:
    """Those that an order is still for; all of them when it is for none, so that one sees what it was for."""
    return [line for line in lines if line.status != OrderLine.Status.CANCELLED] or list(lines)


def _is_orderer(request: HttpRequest) -> bool:
    return request.membership.role == Role.ORDERER


def _waiting(lines: list[OrderLine]) -> list[OrderLine]:
    return [line for line in lines if line.status == OrderLine.Status.WAITING]


def _placing(request: HttpRequest, line: OrderLine) -> PlaceLine | None:
    """A form with the cohorts that have room, or None when there is none."""
    form = PlaceLine(line=line, membership=request.membership)
    cohort = form.fields["cohort"]
    cohort.choices = [(row.pk, cohort.label_from_instance(row)) for row in cohort.queryset]
    return form if cohort.choices else None

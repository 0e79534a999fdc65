"""A sent order changed by its orderer, until it is answered, or by a coordinator."""

from collections.abc import Callable, Container
from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, posted
from programs import selectors
from programs.actions import changes, orders
from programs.forms.changes import CaseNumber, LineQuantity, OrderDetails, SplitLine, initial_case_number, initial_split
from programs.forms.drafts import initial_payer
from programs.forms.orders import CancelOrder
from programs.models import Order, OrderLine
from programs.views import shown


@requires(Permission.ORDER_PLACE)
def order_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Who pays, references, form of purchase, contact; an orderer whose order is answered changes the references."""
    order = _to_edit(request, number)
    whole = order.status in changeable(request)
    form = OrderDetails(posted(request), order=order, only_references=not whole)

    def now() -> dict:
        return initial_payer(_to_edit(request, number))

    if form.is_valid():
        may = changeable(request) if whole else changes.TAKES_REFERENCES
        what = {"order": order, "only_from": may, "by": request.user, "at": timezone.now()}
        if act(form, changes.change_details, now=now, **what, **form.cleaned_data):
            messages.success(request, _("The order is changed."))
            return redirect("programs:order", number=number)
    answered = _("The order is answered, so you change its references alone.")
    called_off = _("The order is called off at a cost. Its invoice needs the references, so you change them alone.")
    lead = called_off if order.status == Order.Status.CANCELLED else "" if whole else answered
    return change_page(request, order, form, title=_("Change the order"), lead=lead)


@requires(Permission.ORDER_DECIDE)
def order_case_number(request: HttpRequest, number: str) -> HttpResponse:
    """Under which number an order is registered with us, which only a coordinator says."""
    seen = Order.objects.visible_to(request.membership).placed()
    order = get_object_or_404(seen, number=number)
    form = CaseNumber(posted(request), initial=initial_case_number(order))

    def now() -> dict:
        return initial_case_number(seen.get(pk=order.pk))

    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and act(form, changes.register, now=now, order=order, **who, **form.cleaned_data):
        messages.success(request, _("The order is changed."))
        return redirect("programs:order", number=number)
    return change_page(request, order, form, title=_("Our case number"), lead="")


@requires(Permission.ORDER_PLACE)
def line_quantity(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """More of a line, or fewer; what fewer cost is said before."""
    line, at = _line(request, number, pk), timezone.now()
    fee = selectors.cancellation_fee(order=line.order, line=line, quantity=1, at=at)
    form = LineQuantity(posted(request), line=line, fee=fee)

    def now() -> dict:
        there = _line(request, number, pk)
        return {"version": there.order.version, "quantity": there.quantity}

    if form.is_valid():
        what = {"line": line, "only_from": changeable(request), "by": request.user, "at": at}
        if act(form, partial(_do_or_tell, changes.change_quantity, form), now=now, **what, **form.cleaned_data):
            messages.success(request, _("The order is changed."))
            return redirect("programs:order", number=number)
    return change_page(request, line.order, form, title=shown.wish(line), lead=shown.cost_of_fewer(fee))


@requires(Permission.ORDER_PLACE)
def line_split(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Part of a line, or all of it, is paid by somebody else. Seats keep their numbers and links."""
    line, decides = _line(request, number, pk), request.membership.may(Permission.ORDER_DECIDE)
    form = SplitLine(posted(request), line=line, membership=request.membership, decides=decides)

    def now() -> dict:
        return initial_split(_line(request, number, pk))

    if form.is_valid():
        what = {"line": line, "only_from": changeable(request), "by": request.user, "at": timezone.now()}
        if act(form, changes.split, now=now, **what, **form.cleaned_data):
            messages.success(request, _("The order is changed."))
            return redirect("programs:order", number=number)
    lead = _("Who pays for a part sees that part. Seats keep their numbers and their links.")
    return change_page(request, line.order, form, title=shown.wish(line), lead=lead)


@requires(Permission.ORDER_PLACE)
def line_cancel(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One line of several called off, of extras what is left of them; what that costs is said before."""
    ours = Order.objects.managed_by(request.membership)
    seen = OrderLine.objects.visible_to(request.membership).filter(order__in=ours, order__number=number)
    if get_object_or_404(seen, pk=pk).status == OrderLine.Status.CANCELLED:  # sent twice
        messages.info(request, _("The line is called off."))
        return redirect("programs:order", number=number)
    line, at = _line(request, number, pk), timezone.now()
    fee = selectors.cancellation_fee(order=line.order, line=line, quantity=line.quantity, at=at)
    form = CancelOrder(posted(request), fee=fee.amount, submit=_("Call off the line"))
    if form.is_valid():
        what = {"line": line, "by": request.user, "at": at, **form.cleaned_data}
        if act(form, partial(_do_or_tell, changes.cancel_line, form), **what):
            messages.success(request, _("The line is called off."))
            return redirect("programs:order", number=number)
    lead = " ".join(
        [shown.cost_of_cancelling(line.order, [fee]), _("What you have been given stays. It can't be undone.")]
    )
    return change_page(request, line.order, form, title=_("Call off: %(line)s") % {"line": shown.wish(line)}, lead=lead)


def changeable(request: HttpRequest) -> Container[str]:
    """The states in which somebody may change all of an order: an orderer until it is answered."""
    return changes.OPEN if request.membership.may(Permission.ORDER_DECIDE) else (Order.Status.SENT,)


def takes_references(order: Order) -> bool:
    """An order with its fee that is open, or that was called off at a cost, which somebody is to be invoiced for."""
    return order.status in changes.OPEN or (order.status == Order.Status.CANCELLED and order.fee > 0)


def _to_edit(request: HttpRequest, number: str) -> Order:
    rows = Order.objects.managed_by(request.membership).with_fee()
    rows = rows.filter(Q(status__in=changes.OPEN) | Q(status=Order.Status.CANCELLED, fee__gt=0))
    return get_object_or_404(rows.select_related("orderer", "payer", "placed_by"), number=number)


def _open(request: HttpRequest, number: str) -> Order:
    rows = Order.objects.managed_by(request.membership).filter(status__in=changes.OPEN)
    return get_object_or_404(rows.select_related("orderer", "payer", "placed_by"), number=number)


def _line(request: HttpRequest, number: str, pk: int) -> OrderLine:
    order = _open(request, number)
    rows = OrderLine.objects.visible_to(request.membership).exclude(status=OrderLine.Status.CANCELLED)
    line = get_object_or_404(rows.select_related("cohort", "county", "cost_bearer"), order=order, pk=pk)
    line.order = order
    return line


def change_page(request: HttpRequest, order: Order, form, *, title: str, lead: str) -> HttpResponse:
    """The page of a form that changes a sent order."""
    crumbs = [(_("Orders"), reverse("programs:orders")), (order.number, reverse("programs:order", args=[order.number]))]
    context = {"order": order, "form": form, "title": title, "lead": lead, "crumbs": crumbs}
    return render(request, "programs/order_change.html", context)


def _do_or_tell(action: Callable[..., None], form: LineQuantity | CancelOrder, **what) -> None:
    try:
        action(**what)
    except orders.CostsMore as more:
        form.tell(more.fee)
        raise

"""An order called off, with what that costs said before, and called back."""

from functools import partial

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.directory.models import Membership
from peersupport.shared.views import act, posted, refusals_as_messages
from programs import selectors
from programs.actions import fees
from programs.actions import orders as actions
from programs.forms.orders import CancelOrder, LowerFee
from programs.models import Order, OrderLine
from programs.views import shown

_LINES = OrderLine.objects.select_related("cohort", "county", "cost_bearer", "prioritised_by")
LINES = Prefetch("lines", _LINES.order_by("pk"))


def lines_of(membership: Membership) -> Prefetch:
    """The part of an order that a membership sees."""
    return Prefetch("lines", _LINES.listed_for(membership).order_by("pk"))


@requires(Permission.ORDER_PLACE)
def order_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """A coordinator calls off any order that is theirs, an orderer their own, at the terms that it was sent under."""
    seen = Order.objects.answered_by(request.membership).prefetch_related(LINES)
    order = get_object_or_404(seen, number=number)
    at = timezone.now()
    costs = selectors.cancellation_fees(order=order, lines=order.lines.all(), at=at)
    form = CancelOrder(posted(request), fee=sum(fee.amount for fee in costs))
    if form.is_valid():
        what = {"order": order, "by": request.user, "at": at, **form.cleaned_data}
        if act(form, partial(_cancel_or_tell, form), **what):
            messages.success(request, _("The order is called off, and its seats are free."))
            return redirect("programs:order", number=number)
    context = {
        "order": order,
        "form": form,
        "cost": shown.cost_of_cancelling(order, costs),
        "costs": shown.costs_by_line(costs),
    }
    return render(request, "programs/order_cancel.html", context)


@requires(Permission.ORDER_PLACE)
@require_POST
def order_undo(request: HttpRequest, number: str) -> HttpResponse:
    """Take one's own cancellation back, within ten minutes."""
    order = get_object_or_404(Order.objects.managed_by(request.membership), number=number)
    with refusals_as_messages(request):
        actions.undo_cancel(order=order, by=request.user, at=timezone.now())
        messages.success(request, _("The order stands again, with the seats that it had."))
    return redirect("programs:order", number=number)


@requires(Permission.ORDER_DECIDE)
def order_fee(request: HttpRequest, number: str) -> HttpResponse:
    """A coordinator makes what calling off has cost less, or nothing, for a reason that both sides read."""
    order = get_object_or_404(Order.objects.managed_by(request.membership).with_fee(), number=number)
    if not order.fee:
        messages.info(request, _("Calling off costs nothing here."))
        return redirect("programs:order", number=number)
    form = LowerFee(posted(request))
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and act(form, fees.lower, order=order, **who, **form.cleaned_data):
        messages.success(request, _("The cost is lowered. The orderer reads why on the order's page."))
        return redirect("programs:order", number=number)
    return render(request, "programs/order_fee.html", {"order": order, "form": form, "fee": shown.kronor(order.fee)})


def _cancel_or_tell(form: CancelOrder, **what) -> None:
    try:
        actions.cancel(**what)
    except actions.CostsMore as more:
        form.tell(more.fee)
        raise

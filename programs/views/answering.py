"""A coordinator's answers to an order: yes, no, where its seats are, and that all is done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, posted, refusals_as_messages
from programs.actions import orders as actions
from programs.forms.orders import DeclineOrder, PlaceLine
from programs.models import Order, OrderLine


@requires(Permission.ORDER_DECIDE)
@require_POST
def order_confirm(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.answered_by(request.membership), number=number)
    with refusals_as_messages(request):
        actions.confirm(order=order, by=request.user, at=timezone.now())
        messages.success(request, _("The order is confirmed."))
    return redirect("programs:order", number=number)


@requires(Permission.ORDER_DECIDE)
@require_POST
def order_place_line(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    seen = OrderLine.objects.visible_to(request.membership).select_related("order")
    line = get_object_or_404(seen, order__number=number, pk=pk)
    form = PlaceLine(request.POST, line=line, membership=request.membership)
    with refusals_as_messages(request):
        if form.is_valid():
            actions.place_line(line=line, cohort=form.cleaned_data["cohort"], by=request.user, at=timezone.now())
            messages.success(request, _("The seats are held in the cohort."))
        else:
            messages.error(request, _("Choose one of the cohorts that have room for the order."))
    return redirect("programs:order", number=number)


@requires(Permission.ORDER_DECIDE)
def order_decline(request: HttpRequest, number: str) -> HttpResponse:
    """Say no, with a reason that the orderer reads."""
    order = get_object_or_404(Order.objects.answered_by(request.membership), number=number)
    form = DeclineOrder(posted(request))
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and act(form, actions.decline, order=order, **who, **form.cleaned_data):
        messages.success(request, _("The order is declined, and its seats are free."))
        return redirect("programs:order", number=number)
    return render(request, "programs/order_decline.html", {"order": order, "form": form})


@requires(Permission.ORDER_DECIDE)
@require_POST
def order_close(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.visible_to(request.membership), number=number)
    with refusals_as_messages(request):
        actions.close(order=order, by=request.user, at=timezone.now())
        messages.success(request, _("The order is closed."))
    return redirect("programs:order", number=number)

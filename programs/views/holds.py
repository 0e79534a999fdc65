"""Seats of an order that are asked back, held longer or moved to another cohort."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, made, posted
from programs.actions import holds, transfers
from programs.forms.holds import ExtendHold, KeepSeats, TransferSeats, initial_hold
from programs.models import Order, OrderLine, Seat
from programs.views import shown


@requires(Permission.ORDER_PLACE)
def order_keep(request: HttpRequest, number: str) -> HttpResponse:
    """The release date has come: which of the seats that nobody sits in are kept?"""
    order = get_object_or_404(Order.objects.managed_by(request.membership).placed(), number=number)
    asked = Seat.objects.asked_back(timezone.localdate()).filter(line__order=order)
    seats = list(asked.select_related("cohort").order_by("number"))
    if not seats:
        messages.info(request, _("No seats of this order are asked back."))
        return redirect("programs:order", number=number)
    form = KeepSeats(posted(request), seats=seats)
    if form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        given = made(form, holds.answer_release, order=order, keep=form.kept(), **who)
        if given is not None:
            messages.success(request, _thanks(given))
            return redirect("programs:order", number=number)
    title = _("Which seats do you keep?")
    text = _("The course comes nearer, and others wait for seats. Giving back costs nothing now.")
    return _page(request, order, form, title=title, text=text)


@requires(Permission.ORDER_DECIDE)
def order_hold(request: HttpRequest, number: str) -> HttpResponse:
    """Hold an order's seats longer than until the day that the programme gives."""
    seen = Order.objects.visible_to(request.membership).sent()
    order = get_object_or_404(seen, number=number)
    form = ExtendHold(posted(request), initial=initial_hold(order))

    def now() -> dict:
        return initial_hold(seen.get(pk=order.pk))

    if form.is_valid() and act(form, holds.extend, now=now, order=order, at=timezone.now(), **form.cleaned_data):
        messages.success(request, _("The seats are held longer."))
        return redirect("programs:order", number=number)
    title = _("Hold the seats longer")
    return _page(request, order, form, title=title, text=_("After this day they are given back by themselves."))


@requires(Permission.ORDER_DECIDE)
def order_transfer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Move seats of one line to another cohort, with their numbers and application links."""
    seen = OrderLine.objects.visible_to(request.membership).select_related("order__orderer", "cohort", "county")
    line = get_object_or_404(seen, order__number=number, pk=pk, status=OrderLine.Status.HELD)
    form = TransferSeats(posted(request), line=line, membership=request.membership)
    if form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        if act(form, transfers.transfer, line=line, **form.cleaned_data, **who):
            messages.success(request, _("The seats are moved."))
            return redirect("programs:order", number=number)
    title = _("Move seats to another cohort")
    text = _("Now they are in %(cohort)s. Numbers, application links and price stay.") % {"cohort": shown.wish(line)}
    return _page(request, line.order, form, title=title, text=text)


def _page(request: HttpRequest, order: Order, form, *, title: str, text: str) -> HttpResponse:
    back = reverse("programs:order", args=[order.number])
    context = {"form": form, "order": order, "title": title, "text": text, "crumbs": [(order.number, back)]}
    return render(request, "programs/order_form.html", context)


def _thanks(given: int) -> str:
    if not given:
        return _("You keep all of them.")
    words = ngettext("%(n)s seat is given back.", "%(n)s seats are given back.", given)
    return words % {"n": given}

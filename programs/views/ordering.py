"""Placing an order: choose a cohort or the next one, say how many, and see at once whether they are yours."""

from functools import partial
from uuid import uuid4

from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.refusals import Refused
from peersupport.shared.views import made, render_list
from programs.actions import orders
from programs.forms.orders import CohortOrder, NextOrder
from programs.models import Cohort, Order, OrderLine, Programme
from programs.views import shown


@requires(Permission.ORDER_PLACE)
def order_cohorts(request: HttpRequest) -> HttpResponse:
    """The cohorts that take orders, those in one's own county first."""
    own = request.membership.organisation.county_id
    near = Case(When(county=own, then=Value(0)), default=Value(1), output_field=IntegerField())
    open_ones = Cohort.objects.visible_to(request.membership).orderable().filter(programme__is_open=True)
    rows = open_ones.select_related("county", "programme").order_by(near, "starts_on", "pk")
    return render_list(request, "programs/order_cohorts.html", {"page": paging.page(request, rows)})


@requires(Permission.ORDER_PLACE)
def order_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Seats in one cohort: how many, and under which reference."""
    offered = Cohort.objects.visible_to(request.membership).orderable().select_related("programme", "county", "host")
    cohort = get_object_or_404(offered, pk=pk)
    first = {"key": uuid4(), "price": cohort.seat_price}
    form = CohortOrder(request.POST or None, initial=first, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        if form.wants_nothing:
            return redirect("programs:order_cohorts")
        what = {"cohort": cohort, "programme": cohort.programme, "by": request.user, "at": timezone.now()}
        placed = made(form, partial(_place_or_ask, form), **what, **form.values())
        if placed:
            return redirect("programs:order_receipt", number=placed.number)
        cohort.refresh_from_db()
    crumbs = [(_("Order seats"), reverse("programs:order_cohorts"))]
    return render(request, "programs/order_new.html", {"form": form, "cohort": cohort, "crumbs": crumbs})


@requires(Permission.ORDER_PLACE)
def order_next(request: HttpRequest) -> HttpResponse:
    """Seats in the next cohort of a county and track."""
    form = NextOrder(request.POST or None, initial={"key": uuid4()}, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        placed = made(form, orders.place, by=request.user, at=timezone.now(), **form.values())
        if placed:
            return redirect("programs:order_receipt", number=placed.number)
    crumbs = [(_("Order seats"), reverse("programs:order_cohorts"))]
    prices = Programme.objects.open().order_by("name").values_list("name", "seat_price")
    return render(request, "programs/order_next.html", {"form": form, "crumbs": crumbs, "prices": prices})


@requires(Permission.ORDER_PLACE)
def order_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """It is done: what one has, and what happens next."""
    placed = get_object_or_404(Order.objects.visible_to(request.membership), number=number)
    line = placed.lines.select_related("cohort", "county").order_by("pk").first()
    context = {"order": placed, "line": line, "wish": shown.wish(line), "held": line.status == OrderLine.Status.HELD}
    return render(request, "programs/order_receipt.html", context)


def _place_or_ask(form: CohortOrder, **what) -> Order:
    try:
        return orders.place(**what)
    except orders.NotEnoughSeats as short:
        form.offer(short.left)
        raise Refused(_("Choose one."), field="if_short") from short
    except orders.PriceChanged as changed:
        form.tell(changed.price)
        raise

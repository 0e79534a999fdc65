"""Ordering in four steps, each of them saved: where, how many, who pays, check and send."""

from decimal import Decimal
from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.refusals import Conflict
from peersupport.shared.views import act, confirm, made, posted, refusals_as_messages, render_list
from programs import selectors
from programs.actions import agreements, contingents, drafts, extras
from programs.forms.drafts import (
    BeginOrder,
    BeginOrderForNext,
    DraftSeats,
    SendOrder,
    initial_payer,
)
from programs.forms.extras import DraftExtras, initial_extras
from programs.forms.payer import DraftPayerAndAgreement, initial_funds
from programs.models import Agreement, Cohort, Order, OrderLine, Programme, Wish
from programs.views import shown

_SHOWN = ("orderer", "payer", "programme", "placed_by", "agreement")


@requires(Permission.ORDER_PLACE)
def order_cohorts(request: HttpRequest) -> HttpResponse:
    """The cohorts that take orders, those in one's own county first."""
    own = request.membership.organisation.county_id
    near = Case(When(county=own, then=Value(0)), default=Value(1), output_field=IntegerField())
    open_ones = Cohort.objects.visible_to(request.membership).orderable().filter(programme__is_open=True)
    rows = open_ones.select_related("county", "programme").order_by(near, "starts_on", "pk")
    return render_list(request, "programs/order_cohorts.html", {"page": paging.page(request, rows), "step": 1})


@requires(Permission.ORDER_PLACE)
def order_new(request: HttpRequest, pk: int) -> HttpResponse:
    """How many seats in one cohort. Saving begins a draft, which holds no seats yet."""
    offered = Cohort.objects.visible_to(request.membership).orderable().select_related("programme", "county", "host")
    cohort = get_object_or_404(offered, pk=pk)
    form = BeginOrder(posted(request), initial={"key": uuid4()}, membership=request.membership)
    if form.is_valid():
        what = {"programme": cohort.programme, "wish": Wish(cohort), "by": request.user, "at": timezone.now()}
        draft = made(form, drafts.begin, **what, **form.values())
        if draft:
            return _after_the_seats(draft)
    context = {"form": form, "cohort": cohort, "crumbs": _crumbs(), "step": 2}
    return render(request, "programs/order_new.html", context)


@requires(Permission.ORDER_PLACE)
def order_next(request: HttpRequest) -> HttpResponse:
    """How many seats in the next cohort of a county and track."""
    form = BeginOrderForNext(posted(request), initial={"key": uuid4()}, membership=request.membership)
    if form.is_valid():
        draft = made(form, drafts.begin, by=request.user, at=timezone.now(), **form.values())
        if draft:
            return _after_the_seats(draft)
    open_ones = Programme.objects.open().order_by("name")
    prices = selectors.seat_prices(programmes=open_ones, on=timezone.localdate())
    context = {"form": form, "crumbs": _crumbs(), "prices": prices, "step": 2}
    return render(request, "programs/order_next.html", context)


@requires(Permission.ORDER_PLACE)
def draft_seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Another number of seats, or another cohort, than the draft says."""
    order, line = _draft(request, pk)

    def now() -> dict:
        row, there = _draft(request, pk)
        return {"version": row.version, "cohort": there.cohort, "quantity": there.quantity}

    form = DraftSeats(posted(request), initial=now(), line=line, membership=request.membership)
    what = {"order": order, "at": timezone.now()}
    if form.is_valid() and act(form, drafts.change_wish, now=now, **what, **form.values()):
        return redirect("programs:draft_send", pk=pk)
    return _step(request, "programs/draft_form.html", order, line, form=form, step=2)


@requires(Permission.ORDER_PLACE)
def draft_extras(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff training, supervision, continuing education; nothing to choose leads on to who pays."""
    order, line = _draft(request, pk)
    at = timezone.now()
    offered = extras.offered(order, at=at)
    chosen = order.lines.exclude(kind=OrderLine.Kind.SEATS)
    if not offered and not chosen.exists():
        return redirect("programs:draft_payer", pk=pk)

    def now() -> dict:
        return initial_extras(_draft(request, pk)[0], chosen.all(), offered)

    form = DraftExtras(posted(request), initial=now(), offered=offered)
    if form.is_valid() and act(form, drafts.change_extras, now=now, order=order, at=at, **form.values()):
        return redirect("programs:draft_send" if order.reference else "programs:draft_payer", pk=pk)
    return _step(request, "programs/draft_extras.html", order, line, form=form, step=2)


@requires(Permission.ORDER_PLACE)
def draft_payer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who pays, with which references, and whom we ask."""
    order, line = _draft(request, pk)

    def now() -> dict:
        there, seats = _draft(request, pk)
        return {**initial_payer(there), "agreement": there.agreement, **initial_funds(seats)}

    mine = Agreement.objects.visible_to(request.membership)
    at = timezone.now()
    offered = selectors.agreements_for(order=order, among=mine, on=timezone.localtime(at).date())
    form = DraftPayerAndAgreement(posted(request), order=order, line=line, offered=offered)
    if form.is_valid() and act(form, drafts.change_payer, now=now, order=order, at=at, **form.values()):
        return redirect("programs:draft_send", pk=pk)
    return _step(request, "programs/draft_form.html", order, line, form=form, step=3)


@requires(Permission.ORDER_PLACE)
def draft_send(request: HttpRequest, pk: int) -> HttpResponse:
    """All of it once more, and the button. A draft that has been sent leads to its receipt.

    When there weren't enough seats, ``?kvar=`` (so many there were) asks what to do instead. That page is led to, as a
    receipt is: it can be loaded again, and a crowd before a full cohort is answered at once.
    """
    order = get_object_or_404(Order.objects.written_by(request.membership), pk=pk)
    if order.status != Order.Status.DRAFT:
        return redirect("programs:order_receipt", number=order.number)
    line, others = _lines_of(order)
    in_all = {"extras_price": sum((one.price for one in others), Decimal(0)), "left": request.GET.get("kvar", "")}
    form = SendOrder(posted(request), line=line, **in_all)
    if form.is_valid():
        if form.wants_nothing:
            return redirect("programs:order_cohorts")
        what = {"order": order, "line": line, "by": request.user, "at": timezone.now()}
        placed = made(form, partial(_send_or_ask, form), **what, **form.values())
        if placed:
            return redirect("programs:order_receipt", number=placed.number)
        if form.found_left is not None:
            return redirect(f"{request.path}?kvar={form.found_left}")
        if form.step_to_redo:
            again = _("Nothing is ordered yet: look through this step and send again.")
            messages.error(request, " ".join([*form.non_field_errors(), again]))
            return redirect(form.step_to_redo, pk=pk)
    if form.asks:
        return _step(request, "programs/draft_short.html", order, line, form=form, step=4, extras=others)
    may_add = bool(others or extras.offered(order, at=timezone.now()))
    context = {"extras": others, "may_add": may_add, "warnings": _warnings_of_its_agreement(order)}
    return _step(request, "programs/draft_send.html", order, line, form=form, step=4, **context)


@requires(Permission.ORDER_PLACE)
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    order, line = _draft(request, pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            drafts.discard(order=order)
            messages.success(request, _("The draft is thrown away."))
        return redirect("programs:orders")
    return confirm(
        request,
        title=_("Throw the draft away?"),
        text=_("%(wish)s. Nothing has been ordered, and nobody else is told.") % {"wish": shown.wish(line)},
        submit=_("Throw away"),
        back=reverse("programs:draft_send", args=[pk]),
    )


def _draft(request: HttpRequest, pk: int) -> tuple[Order, OrderLine]:
    seen = Order.objects.written_by(request.membership).drafts()
    order = get_object_or_404(seen.select_related(*_SHOWN), pk=pk)
    return order, _lines_of(order)[0]


def _lines_of(order: Order) -> tuple[OrderLine, list[OrderLine]]:
    """The line of seats, and what is ordered besides."""
    line, *others = order.lines.select_related("cohort__county", "county").order_by(*OrderLine.as_ordered())
    for other in others:
        other.shown_period = shown.period(other)
    return line, others


def _warnings_of_its_agreement(order: Order) -> list[str]:
    """What to know of the agreement that a draft is ordered under, as the payer step says it."""
    if order.agreement_id is None:
        return []
    own = Agreement.objects.filter(pk=order.agreement_id)
    found = selectors.agreements_for(order=order, among=own, on=timezone.localdate())
    return [f"{agreement.number}: {' '.join(told)}" for agreement, told in found if told]


def _after_the_seats(draft: Order) -> HttpResponse:
    """On to what else there is; a form that was sent again after all was done leads to where that draft is now."""
    if draft.status != Order.Status.DRAFT:
        return redirect("programs:draft_send", pk=draft.pk)
    more = extras.offered(draft, at=timezone.now())
    return redirect("programs:draft_extras" if more else "programs:draft_payer", pk=draft.pk)


def _step(request: HttpRequest, template: str, order: Order, line: OrderLine, **context) -> HttpResponse:
    line.shown_wish = shown.wish(line)
    return render(request, template, {"order": order, "line": line, "crumbs": _crumbs(), **context})


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Order seats"), reverse("programs:order_cohorts"))]


def _send_or_ask(form: SendOrder, *, line: OrderLine, **what) -> Order | None:
    """Send it, or tell the form how few seats there are.

    A full cohort is seen before anything is locked: a crowd needn't stand in line.
    """
    try:
        if what["if_short"] == "ask" and line.cohort:
            contingents.room_for(line.cohort, what["order"].orderer_id).need(line.quantity)
        return drafts.send(**what)
    except drafts.seats.NotEnoughSeats as short:
        form.found_left = short.left
        return None
    except drafts.PriceChanged as changed:
        form.tell(changed.price, of="price")
        raise
    except extras.ExtrasChanged as changed:
        form.tell(changed.price, of="extras_price")
        raise
    except agreements.NotCovered:
        form.step_to_redo = "programs:draft_payer"
        raise
    except Conflict:
        form.tell(what["order"].version, of="version")
        raise

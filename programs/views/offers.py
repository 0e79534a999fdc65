"""Offers of seats: answered through the link in the letter or on the order's page, made and taken back by hand."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from peersupport.accounts.access import public, requires
from peersupport.accounts.permissions import Permission
from peersupport.links.onetime import LinkSpent
from peersupport.shared.views import act, posted, refusals_as_messages
from programs.actions import waiting
from programs.forms.waiting import AcceptFewer, MakeOffer, Prioritise, initial_priority
from programs.models import Offer, Order, OrderLine
from programs.views import shown

GONE = 410
ANSWERS = {"accept": waiting.accept, "decline": waiting.decline}


@never_cache
@public
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered, and two buttons. Looking never answers: programs that read mail open links too.

    Afterwards the same address says what came of the offer.
    """
    try:
        found = waiting.behind(token=token)
    except LinkSpent as spent:
        return render(request, "programs/offer_unknown.html", {"message": spent.message}, status=GONE)
    if request.method == "POST":
        _answer(request, found, by=None)
        return redirect("programs:offer", token=token)
    is_open = found.status == Offer.Status.OPEN and timezone.now() < found.ends_at
    context = {"offer": found, "price": found.seats * found.line.unit_price, "rest": found.line.quantity - found.seats}
    return render(request, "programs/offer.html" if is_open else "programs/offer_over.html", context)


@requires(Permission.ORDER_PLACE)
@require_POST
def offer_answer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """An orderer answers, or a coordinator for them, for example when they have phoned."""
    _answer(request, _offer(request, number, pk), by=request.user)
    return redirect("programs:order", number=number)


@requires(Permission.ORDER_DECIDE)
@require_POST
def offer_withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = _offer(request, number, pk)
    with refusals_as_messages(request):
        waiting.withdraw(offer=found, by=request.user, at=timezone.now())
        messages.success(request, _("The offer is taken back, and the seats go to the next in line."))
    return redirect("programs:order", number=number)


@requires(Permission.ORDER_DECIDE)
def line_offer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Offer a waiting line seats out of turn, or once more."""
    line = _line(request, number, pk)
    form = MakeOffer(posted(request), line=line, membership=request.membership)
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and act(form, waiting.offer, line=line, **form.cleaned_data, **who):
        messages.success(request, _("The seats are offered, and kept until there is an answer."))
        return redirect("programs:order", number=number)
    return _form_page(request, line, form, title=_("Offer seats"), text=_("The orderer gets a letter with a link."))


@requires(Permission.ORDER_DECIDE)
def line_priority(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Who comes first in line, with a reason that coordinators can read afterwards."""
    line = _line(request, number, pk)
    form = Prioritise(posted(request), initial=initial_priority(line))
    who = {"by": request.user, "at": timezone.now()}

    def now() -> dict:
        return initial_priority(_line(request, number, pk))

    if form.is_valid() and act(form, waiting.prioritise, now=now, line=line, **form.cleaned_data, **who):
        messages.success(request, _("The place in line is changed."))
        return redirect("programs:order", number=number)
    text = _("Whoever ordered first comes first. Move an order forward only for a reason that the others would accept.")
    return _form_page(request, line, form, title=_("Place in line"), text=text)


@requires(Permission.ORDER_PLACE)
def line_at_least(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """How few seats together would do; not for who only pays for the line."""
    line = _line(request, number, pk)
    if not Order.objects.managed_by(request.membership).filter(pk=line.order_id).exists():
        raise Http404
    form = AcceptFewer(posted(request), initial={"at_least": line.at_least}, line=line)
    if form.is_valid() and act(form, waiting.accept_fewer, line=line, **form.cleaned_data, at=timezone.now()):
        messages.success(request, _("Saved. If that many seats are free, you get an offer at once."))
        return redirect("programs:order", number=number)
    text = _("You keep your place in line. You are offered as many as there are, from this number to all of them.")
    return _form_page(request, line, form, title=_("Would fewer seats do?"), text=text)


def _answer(request: HttpRequest, found: Offer, *, by) -> None:
    action = ANSWERS.get(request.POST.get("answer", ""))
    if action is None:
        messages.error(request, _("Choose yes or no."))
        return
    with refusals_as_messages(request):
        action(offer=found, by=by, at=timezone.now())


def _offer(request: HttpRequest, number: str, pk: int) -> Offer:
    return get_object_or_404(Offer.objects.visible_to(request.membership), line__order__number=number, pk=pk)


def _line(request: HttpRequest, number: str, pk: int) -> OrderLine:
    """A line that waits; one that doesn't any more is a page that isn't there."""
    seen = OrderLine.objects.visible_to(request.membership).waiting()
    return get_object_or_404(seen.select_related("order", "cohort", "county"), order__number=number, pk=pk)


def _form_page(request: HttpRequest, line: OrderLine, form, **texts) -> HttpResponse:
    crumbs = [(line.order.number, reverse("programs:order", args=[line.order.number]))]
    context = {"line": line, "form": form, "crumbs": crumbs, "wish": shown.wish(line), **texts}
    return render(request, "programs/line_form.html", context)

"""It is done: what one has, and what happens next; and the same on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.documents import pdf
from programs import selectors
from programs.models import Order, OrderLine
from programs.views import paper, shown


@requires(Permission.ORDER_PLACE)
def order_receipt(request: HttpRequest, number: str) -> HttpResponse:
    placed = get_object_or_404(Order.objects.with_receipt_for(request.membership), number=number)
    if placed.is_over:
        return redirect("programs:order", number=number)
    mine = placed.lines.on_receipt_for(request.membership)
    line = mine.of_seats().select_related("cohort", "county").order_by("pk").first()
    extras = list(mine.exclude(kind=OrderLine.Kind.SEATS).order_by("pk"))
    for extra in extras:
        extra.shown_period = shown.period(extra)
    context = {
        "order": placed,
        "line": line,
        "extras": extras,
        "wish": shown.wish(line),
        "held": line.status == OrderLine.Status.HELD,
        "may_open": Order.objects.visible_to(request.membership).filter(pk=placed.pk).exists(),
    }
    return render(request, "programs/order_receipt.html", context)


@requires(Permission.ORDER_SEE)
def order_receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """To file with the decision: the order as it is now, in the reader's language."""
    seen = Order.objects.with_receipt_for(request.membership).select_related("orderer", "payer", "programme")
    order = get_object_or_404(seen, number=number)
    mine = order.lines.on_receipt_for(request.membership).select_related("cohort", "county", "cost_bearer")
    lines = list(mine.order_by(*OrderLine.as_ordered()))
    sheet = paper.receipt_sheet(order, lines, selectors.contacts_of(lines=lines))
    try:
        made = pdf.render(paper.TEMPLATE, sheet, dated=localdate(order.placed_at))
    except pdf.UnknownCharacter:
        messages.error(request, _("The order has a character that can't be printed. Change its references."))
        return redirect("programs:order", number=number)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{order.number}.pdf"'
    return answer

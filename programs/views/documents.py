"""Dokument: what an orderer can fetch. Receipts, files and invoice bases by order; statements, and terms in force."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.calendar import Quarter
from peersupport.shared.query import search_text
from peersupport.shared.views import render_list
from programs import selectors
from programs.models import Order
from programs.views import paper, statement_paper

QUARTERS = 4  # the others are behind the links of each


@requires(Permission.OWN_ORDERS)
def documents(request: HttpRequest) -> HttpResponse:
    """The newest order first."""
    mine, query = request.membership, search_text(request)
    rows = Order.objects.visible_to(mine).placed().select_related("orderer").order_by("-placed_at", "pk")
    if query:
        rows = rows.filter(number__icontains=query)
    page = paging.page(request, rows.only("number", "placed_at", "status", "orderer__merged_into"))
    context = {
        "page": page,
        "query": query,
        "documents": selectors.documents_of(membership=mine, orders=page.rows),
        "quarters": [(one, statement_paper.title_of(one)) for one in _last_quarters()],
        "programmes": [
            (programme, paper.terms([(step.days_before, step.percent) for step in programme.steps]))
            for programme in selectors.programmes_with_terms(membership=mine)
        ],
    }
    return render_list(request, "programs/documents.html", context)


def _last_quarters() -> list[Quarter]:
    """The one that goes on, and those before it."""
    found = [Quarter.of(timezone.localdate())]
    while len(found) < QUARTERS:
        found.append(found[-1].previous)
    return found

"""Search: a page of its own, and the same hits as a fragment for the dialog that Ctrl K opens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk.search import SHORTEST
from peersupport.desk.search import search as find
from peersupport.shared.query import search_text


@vary_on_headers("HX-Request", "HX-History-Restore-Request")
@requires(Permission.SEARCH)
def search(request: HttpRequest) -> HttpResponse:
    text = search_text(request)
    context = {"query": text, "groups": find(text, request.membership), "too_short": 0 < len(text) < SHORTEST}
    hits_alone = request.htmx and not request.htmx.history_restore_request
    return render(request, "desk/_hits.html" if hits_alone else "desk/search.html", context)

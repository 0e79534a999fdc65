"""People: the list and the person's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk import people as listing
from peersupport.desk.story import story
from peersupport.directory.models import Person
from peersupport.shared import filters
from peersupport.shared.paging import page
from peersupport.shared.query import search_text
from peersupport.shared.views import render_list


@requires(Permission.PERSON_SEE)
def people(request: HttpRequest) -> HttpResponse:
    text = search_text(request)
    step = request.GET.get("steg", "")
    step = step if step in listing.STEPS else ""
    shown = page(request, listing.people(request.membership, text=text, step=step))
    context = {
        "page": shown,
        "rows": listing.rows_of(shown.rows, request.membership),
        "query": text,
        "filters": filters.links(
            request, "steg", [("", _("All")), *listing.STEPS.items()], chosen=step, label=_("How far they have come")
        ),
    }
    return render_list(request, "desk/people.html", context)


@requires(Permission.PERSON_SEE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person.objects.visible_to(request.membership), pk=pk)
    context = {
        "person": found,
        "story": story(found, request.membership),
        "may_match": request.membership.may(Permission.MATCHING_SEE),
        "may_protect": request.membership.may(Permission.PERSON_PROTECT),
        "crumbs": [(_("Participants"), reverse("people"))],
    }
    return render(request, "desk/person.html", context)

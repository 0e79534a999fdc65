"""People without a placement and workplaces that want somebody, side by side; then one of them with what fits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.directory.models import Person
from peersupport.shared import filters, paging
from peersupport.shared.query import choice, search_text
from peersupport.shared.views import render_list
from placements import selectors
from placements.actions import matching as actions
from placements.models import WorkWish
from placements.views.workplaces import visible

SHOWN = 50  # of the workplaces, beside the people
ALL = "alla"


@requires(Permission.MATCHING_SEE)
def matching(request: HttpRequest) -> HttpResponse:
    """Names alone on both sides: what somebody wishes for shows on their own page, and opening it is kept."""
    query, on = search_text(request), timezone.localdate()
    people = selectors.people_to_match(request.membership, on=on)
    places = selectors.openings_to_match(request.membership)
    if query:
        people = people.filter(person__in=Person.objects.named(query))
        places = places.filter(workplace__name__icontains=query)
    context = {"page": paging.page(request, people), "places": places[:SHOWN], "query": query}
    return render_list(request, "placements/matching.html", context)


@requires(Permission.MATCHING_SEE)
def match_person(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person wishes for, and workplaces that fit it, nearest first; or all, with what doesn't fit."""
    found = get_object_or_404(Person.objects.visible_to(request.membership), pk=pk)
    on, context = timezone.localdate(), {"person": found, "crumbs": _crumbs()}
    wishes = WorkWish.objects.visible_to(request.membership).shown(on)
    wish = wishes.filter(person=found).select_related("municipality", "written_by").first()
    if wish is None:
        return render(request, "placements/match_person_silent.html", context)
    actions.read(wishes=[wish], by=request.user, at=timezone.now())
    way = choice(request, "visa", [*selectors.SORTS, ALL])
    rows = selectors.openings_for(wish, request.membership, on=on)
    rows = rows if way == ALL else selectors.that_fit(rows)
    context |= {
        "wish": wish,
        "page": paging.page(request, rows.order_by(*selectors.SORTS.get(way, selectors.SORTS[""]))),
        "filters": filters.links(request, "visa", _ways(), chosen=way, label=_("Which workplaces, in which order")),
    }
    return render_list(request, "placements/match_person.html", context)


@requires(Permission.MATCHING_SEE)
def match_workplace(request: HttpRequest, pk: int) -> HttpResponse:
    """Those whose limits take in one workplace, by name. That their wishes were seen is kept for each."""
    found = visible(request, pk)
    wanted = selectors.openings_to_match(request.membership).filter(workplace=found).first()
    context = {"workplace": found, "opening": wanted, "crumbs": _crumbs()}
    if wanted is None:
        return render(request, "placements/match_workplace_silent.html", context)
    rows = selectors.people_for(wanted, request.membership, on=timezone.localdate())
    page = paging.page(request, rows)
    actions.read(wishes=page.rows, by=request.user, at=timezone.now())
    return render_list(request, "placements/match_workplace.html", {**context, "page": page})


def _ways() -> list[tuple[str, str]]:
    return [
        ("", _("That fit, nearest first")),
        ("namn", pgettext("of a list", "By name")),
        ("start", pgettext("of a list", "By start")),
        (ALL, _("Also what doesn't fit")),
    ]


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Matching"), reverse("placements:matching"))]

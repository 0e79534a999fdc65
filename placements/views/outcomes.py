"""What surveys came to, for everybody who may see what is published. Nothing can be asked but what reports show."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import filters
from peersupport.shared.query import choice
from placements import selectors
from placements.models import Dimension, Group
from placements.rules import FEWEST, SMALLEST

RECENT = 8  # reports that the page tells of


@requires(Permission.OUTCOME_SEE)
def outcomes(request: HttpRequest) -> HttpResponse:
    group = choice(request, "grupp", Group.values)
    parts = selectors.parts_of(group)
    chosen = choice(request, "del", [part.code for part in parts] or [""])
    part = next((part for part in parts if part.code == chosen), None)
    context = {
        "filters": filters.links(request, "grupp", Group.choices, chosen=group, label=_("Who was asked")),
        "group": group,
        "part": part,
        "parts": [(Dimension(name).label, list(these)) for name, these in groupby(parts, lambda part: part.dimension)],
        "outcomes": selectors.outcomes(group=group, part=part) if part else None,
        "reports": selectors.reports_of(group)[:RECENT],
        "fewest": FEWEST,
        "smallest": SMALLEST,
        "may_see_retention": request.membership.may(Permission.RETENTION_SEE),
        "may_see_research": request.membership.may(Permission.RESEARCH_SEE),
        "may_see_questions": request.membership.may(Permission.PROGRAMME_SEE),
    }
    return render(request, "placements/outcomes.html", context)

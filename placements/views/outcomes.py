"""What surveys came to, for everybody who may see what is published. Nothing can be asked but what reports show."""

from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import filters
from peersupport.shared.query import choice
from placements import selectors
from placements.actions.stay_reports import MONTHS
from placements.models import Dimension, Group, SurveyWords
from placements.rules import FEWEST, SMALLEST

RECENT = 8  # reports that the page tells of
WORDS = 20  # that it shows, of the newest reports


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
        "words": _words(group) if part and part.dimension == Dimension.ALL else [],
        "stays": _stays(part),
        "stay_months": MONTHS,
        "may_release": request.membership.may(Permission.SURVEY_WORDS),
        "reports": selectors.reports_of(group)[:RECENT],
        "fewest": FEWEST,
        "smallest": SMALLEST,
        "may_see_retention": request.membership.may(Permission.RETENTION_SEE),
        "may_see_research": request.membership.may(Permission.RESEARCH_SEE),
        "may_see_questions": request.membership.may(Permission.PROGRAMME_SEE),
    }
    return render(request, "placements/outcomes.html", context)


def _stays(part: selectors.Part | None) -> list[selectors.StayLine]:
    """Of the part that is shown; while nothing is answered anywhere, of the country."""
    dimension, value = (part.dimension, part.value) if part else (Dimension.ALL, "")
    return selectors.stays_of(dimension=dimension, value=value, months=MONTHS)


def _words(group: str) -> QuerySet[SurveyWords]:
    """What was added and released, the newest reports' first; it belongs to no part of the country."""
    rows = SurveyWords.objects.released().filter(report__question_set__group=group)
    return rows.order_by("-report__last_on", "report", "pk")[:WORDS]

"""The meeting at the end of a course: planned, ticked, drawn in rounds on screen and on paper, and what came of it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.query import row_id
from peersupport.shared.views import act, posted, refusals_as_messages
from placements import selectors
from placements.actions import meetings as actions
from placements.forms.meeting import PlanMeeting, meeting_as_shown
from placements.models import Meeting, held_by
from programs.models import Cohort


@requires(Permission.MEETING_HOLD)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` is the cohort's, here and below."""
    cohort = _cohort(request, pk)
    found = Meeting.objects.filter(cohort=cohort).select_related("cohort").first()
    if found is None:
        return redirect("placements:meeting_plan", pk=pk)
    sheet = selectors.sheet_of(found)
    context = {
        "meeting": found,
        "sheet": sheet,
        "may_come": selectors.may_come(found),
        "come": {place.workplace_id for place in sheet.places},
        "is_over": found.begins_at <= timezone.now(),
        "crumbs": _crumbs(cohort),
    }
    return render(request, "placements/meeting.html", context)


@requires(Permission.MEETING_HOLD)
def meeting_plan(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = _cohort(request, pk)
    form = PlanMeeting(posted(request), initial=_now(cohort))
    if form.is_valid():
        said = {"cohort": cohort, "by": request.user, "at": timezone.now(), **_said(form.cleaned_data)}
        if act(form, actions.plan, now=lambda: _now(cohort), **said):
            messages.success(request, _("The meeting is saved."))
            return redirect("placements:meeting", pk=pk)
    context = {"form": form, "title": _("Meeting with workplaces"), "crumbs": _crumbs(cohort)}
    return render(request, "placements/titled_form.html", context)


@requires(Permission.MEETING_HOLD)
@require_POST
def meeting_places(request: HttpRequest, pk: int) -> HttpResponse:
    """Which workplaces come."""
    found = _meeting(request, pk)
    with refusals_as_messages(request):
        actions.invite(meeting=found, workplaces=[row_id(text) for text in request.POST.getlist("workplace")])
        messages.success(request, _("It is saved which workplaces come."))
    return redirect("placements:meeting", pk=pk)


@requires(Permission.MEETING_HOLD)
@require_POST
def meeting_pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """Who wants to meet whom."""
    found, pairs = _meeting(request, pk), []
    for text in request.POST.getlist("pair"):
        one, _dash, place = text.partition("-")
        pairs.append((row_id(one), row_id(place)))
    with refusals_as_messages(request):
        actions.pair(meeting=found, pairs=pairs)
        messages.success(request, _("It is saved who meets whom, and the list of rounds is made anew."))
    return redirect("placements:meeting", pk=pk)


@requires(Permission.MEETING_HOLD)
def meeting_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The rounds for paper: names, workplaces and times, and nothing else of anybody."""
    found = _meeting(request, pk)
    context = {"meeting": found, "sheet": selectors.sheet_of(found)}
    return render(request, "placements/meeting_paper.html", context)


@requires(Permission.MEETING_HOLD)
@require_POST
def meeting_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Afterwards: both sides say whether they want to go on, each on their own page."""
    found = _meeting(request, pk)
    with refusals_as_messages(request):
        asked = actions.ask(meeting=found, by=request.user, at=timezone.now())
        words = ngettext("%(n)s question is on its way.", "%(n)s questions are on their way.", asked)
        messages.success(request, words % {"n": asked})
    return redirect("placements:meeting", pk=pk)


def _said(given: dict) -> dict:
    """What the form asks by day and time, as one moment."""
    begins_at = timezone.make_aware(datetime.combine(given["day"], given["begins"]))
    return {"begins_at": begins_at, **{name: given[name] for name in ("version", "minutes", "place")}}


def _now(cohort: Cohort) -> dict:
    return meeting_as_shown(Meeting.objects.filter(cohort=cohort).first())


def _cohort(request: HttpRequest, pk: int) -> Cohort:
    return get_object_or_404(held_by(request.membership), pk=pk)


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.membership).select_related("cohort")
    return get_object_or_404(rows, cohort=pk)


def _crumbs(cohort: Cohort) -> list[tuple[str, str]]:
    return [(_("Cohorts"), reverse("training:cohorts")), (cohort.name, reverse("training:cohort", args=[cohort.pk]))]

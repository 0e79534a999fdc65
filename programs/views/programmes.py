"""Programmes: what is offered, its figures, and the numbers that it follows."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.views import act, made, render_list
from programs import selectors
from programs.actions import programmes as actions
from programs.forms.fields import PHASES, TERMS
from programs.forms.programmes import ProgrammeForm, initial_of
from programs.models import (
    Cohort,
    Programme,
    Readiness,
    ReadinessItem,
    Requirement,
    Requirements,
    SupervisionPhase,
    Track,
)
from programs.views import shown

LIVE = [Cohort.Status.OPEN, Cohort.Status.RUNNING]


@requires(Permission.PROGRAMME_SEE)
def programmes(request: HttpRequest) -> HttpResponse:
    live = Count("cohorts", filter=Q(cohorts__status__in=LIVE))
    rows = Programme.objects.visible_to(request.membership).select_related("owner").annotate(live_cohorts=live)
    context = {"page": paging.page(request, rows.order_by("name", "pk")), "may_manage": _may_manage(request)}
    return render_list(request, "programs/programmes.html", context)


@requires(Permission.PROGRAMME_SEE)
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme's figures and its numbers."""
    seen = Programme.objects.visible_to(request.membership).select_related("owner", "changed_by")
    programme = get_object_or_404(seen, pk=pk)
    requirements = Requirements.of(Requirement.objects.of_programme(pk))
    by_orderer = selectors.seats_by_orderer(programme=programme)
    context = {
        "programme": programme,
        "weeks": ", ".join(str(week + 1) for week in programme.study_weeks),
        "months": ", ".join(map(str, programme.follow_up_months)),
        "check_ins": ", ".join(map(str, programme.check_in_weeks)),
        "requirements": requirements,
        "attendance": (requirements.attendance * 100).normalize(),
        "ready": Readiness.of(ReadinessItem.objects.of_programme(pk)),
        "phases": programme.supervision_phases.order_by(SupervisionPhase.in_order()),
        "tracks": ", ".join(str(Track(one).label).lower() for one in programme.tracks),
        "terms": programme.terms(),
        "history": shown.timeline(selectors.programme_history(programme=programme)),
        "funding": programme.funding_sources.order_by("-granted_on", "pk"),
        "seats_ordered": sum(by_orderer.values()),
        "by_orderer": by_orderer.items(),
        "groups": shown.dots({name: ["confirmed"] * count for name, count in by_orderer.items()}),
        "waited_for": selectors.seats_waited_for(programme=programme),
        "may_manage": _may_manage(request),
        "may_see_funding": request.membership.may(Permission.FUNDING_SEE),
        "crumbs": _crumbs(),
    }
    return render(request, "programs/programme.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def programme_new(request: HttpRequest) -> HttpResponse:
    usual = initial_of(Programme()) | {"owner": request.membership.organisation_id}
    usual |= PHASES.shown(actions.PHASES) | TERMS.shown(actions.TERMS)
    form = ProgrammeForm(request.POST or None, initial=usual, submit=_("Add the programme"))
    if request.method == "POST" and form.is_valid():
        programme = made(form, actions.create, by=request.user, at=timezone.now(), **form.values())
        if programme:
            messages.success(request, _("The programme is added."))
            return redirect("programs:programme", pk=programme.pk)
    context = {"form": form, "title": _("New programme"), "crumbs": _crumbs()}
    return render(request, "programs/programme_form.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.membership), pk=pk)
    form = ProgrammeForm(
        request.POST or None, initial=initial_of(programme), programme=programme, submit=_("Save the changes")
    )
    if request.method == "POST" and form.is_valid():
        asked = {"programme": programme, "version": form.cleaned_data["version"], **form.values()}
        who = {"by": request.user, "at": timezone.now()}
        if act(form, actions.change, now=lambda: initial_of(Programme.objects.get(pk=pk)), **who, **asked):
            messages.success(request, _("The programme is changed."))
            return redirect("programs:programme", pk=pk)
    here = (programme.name, reverse("programs:programme", args=[pk]))
    context = {"form": form, "title": _("Change the programme"), "crumbs": [*_crumbs(), here]}
    return render(request, "programs/programme_form.html", context)


def _may_manage(request: HttpRequest) -> bool:
    return request.membership.may(Permission.PROGRAMME_MANAGE)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Programmes"), reverse("programs:programmes"))]

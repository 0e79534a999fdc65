"""Placements: who works where, how one starts and how it ends."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import COORDINATORS, Permission, Role
from peersupport.shared import filters, paging
from peersupport.shared.query import choice, number, search_text
from peersupport.shared.views import act, made, render_list
from placements import selectors
from placements.actions import following
from placements.actions import placements as actions
from placements.forms.placement import BeginPlacement, ChangeSupervisor, EndPlacement, StartPlacement, ask_for_reason
from placements.models import FollowUp, Placement, Workplace
from training.models import Participation

ALL = "alla"
SEE_ENDS = (*COORDINATORS, Role.UNIT_MANAGER, Role.PEER_SUPPORTER)  # what supervision has nothing to do with


@requires(Permission.PLACEMENT_SEE)
def placements(request: HttpRequest) -> HttpResponse:
    state = choice(request, "status", [*Placement.Status.values, ALL])
    rows = Placement.objects.visible_to(request.membership).with_names()
    if state != ALL:
        rows = rows.filter(status=state)
    context = {
        "page": paging.page(request, rows.order_by("-starts_on", "pk")),
        "filters": filters.links(
            request, "status", [*Placement.Status.choices, (ALL, _("All"))], chosen=state, label=_("Status")
        ),
        "may_start": request.membership.may(Permission.PLACEMENT_START),
    }
    return render_list(request, "placements/placements.html", context)


@requires(Permission.PLACEMENT_SEE)
def placement(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    may = request.membership.may
    is_active, is_open = found.status == Placement.Status.ACTIVE, found.status != Placement.Status.ENDED
    plan = found.plan.follows or found.plan
    manages = may(Permission.PLACEMENT_START)
    context = {
        "placement": found,
        "is_active": is_active,
        "plan": plan,
        "is_late": plan.late_on is not None and plan.late_on <= timezone.localdate(),
        "is_overdue": plan.next_due_on is not None and plan.next_due_on < timezone.localdate(),
        "sessions": selectors.sessions_seen_with(found)[:10],
        "follow_ups": FollowUp.objects.visible_to(request.membership).filter(placement=found).order_by("due_on"),
        "today": timezone.localdate(),
        "sees_sessions": may(Permission.SUPERVISION_SEE),
        "pauses": found.pauses.order_by("begins_on"),
        "may_log": is_active and may(Permission.SUPERVISION_LOG),
        "may_hold": is_active and may(Permission.FOLLOWUP_HOLD),
        "has_supervisor": not is_open or selectors.supervisor_at(found).exists(),
        "sees_ends": request.membership.role in SEE_ENDS,
        "manages": manages,
        "may_change": manages and is_open,
        "crumbs": crumbs(),
    }
    return render(request, "placements/placement.html", context)


@requires(Permission.PLACEMENT_START)
def placement_new(request: HttpRequest) -> HttpResponse:
    """Three steps at one address: ``?deltagande=`` says who, ``?arbetsplats=`` where; the form asks for the rest."""
    who, where = number(request, "deltagande"), number(request, "arbetsplats")
    if who is None:
        return _choose_person(request)
    certified = Participation.objects.visible_to(request.membership).filter(status=Participation.Status.CERTIFIED)
    participation = get_object_or_404(certified.select_related("person", "host", "cohort__programme"), pk=who)
    if where is None:
        return choose_workplace(request, participation, deltagande=participation.pk)
    open_ones = Workplace.objects.visible_to(request.membership).exclude(status=Workplace.Status.CLOSED)
    workplace = get_object_or_404(open_ones.select_related("owner", "programme"), pk=where)
    return _start(request, participation, workplace)


@requires(Permission.PLACEMENT_START)
def placement_supervisor(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = ChangeSupervisor(request.POST or None, host=found.host, initial={"supervisor": found.supervisor_id})
    if request.method == "POST" and form.is_valid():
        given = {"placement": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.change_supervisor, **given):
            messages.success(request, _("The supervisor is chosen, and sees the person from now on."))
            return redirect("placements:placement", pk=pk)
        found.refresh_from_db(fields=["supervisor"])
    context = {"form": form, "placement": found, "crumbs": crumbs(found)}
    return render(request, "placements/placement_supervisor.html", context)


@requires(Permission.PLACEMENT_START)
def placement_end(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = EndPlacement(request.POST or None, initial=_initial_end(found))
    if request.method == "POST" and form.is_valid():
        if act(form, actions.end, placement=found, by=request.user, at=timezone.now(), **form.cleaned_data):
            messages.success(request, _("The placement is ended. Supervisor and manager no longer see the person."))
            return redirect("placements:placement", pk=pk)
        found.refresh_from_db(fields=["status"])
    context = {"form": form, "placement": found, "crumbs": crumbs(found)}
    return render(request, "placements/placement_end.html", context)


@requires(Permission.PLACEMENT_START)
def placement_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one that is planned begin, or choose another first day for it."""
    found = _visible(request, pk)
    form = BeginPlacement(request.POST or None, initial={"starts_on": found.starts_on})
    if request.method == "POST" and form.is_valid():
        if act(form, following.begin, placement=found, by=request.user, at=timezone.now(), **form.cleaned_data):
            messages.success(request, _("The first day is saved."))
            return redirect("placements:placement", pk=pk)
        if "override_reason" in form.errors:
            ask_for_reason(form)
    context = {"form": form, "placement": found, "crumbs": crumbs(found)}
    return render(request, "placements/placement_begin.html", context)


def _initial_end(placement: Placement) -> dict:
    if placement.status == Placement.Status.PLANNED:
        return {"ends_on": placement.starts_on, "reason": Placement.EndReason.NEVER_BEGAN}
    return {"ends_on": timezone.localdate()}


def _choose_person(request: HttpRequest) -> HttpResponse:
    query = search_text(request)
    context = {
        "page": paging.page(request, selectors.to_place(request.membership, search=query)),
        "query": query,
        "kept": [("arbetsplats", value) for value in request.GET.getlist("arbetsplats")[:1]],
        "where": number(request, "arbetsplats"),
        "crumbs": crumbs(),
    }
    return render_list(request, "placements/placement_who.html", context)


def choose_workplace(request: HttpRequest, participation: Participation, **kept) -> HttpResponse:
    """The page that asks where; ``kept`` goes along in the address."""
    query = search_text(request)
    rows = Workplace.objects.visible_to(request.membership).exclude(status=Workplace.Status.CLOSED)
    if query:
        rows = rows.filter(name__icontains=query)
    rows = rows.select_related("owner", "municipality").order_by("sort_name", "pk")
    context = {
        "page": paging.page(request, rows),
        "query": query,
        "kept": list(kept.items()),
        "asked": "".join(f"{name}={value}&" for name, value in kept.items()),
        "participation": participation,
        "crumbs": crumbs(),
    }
    return render_list(request, "placements/placement_where.html", context)


def _start(request: HttpRequest, participation: Participation, workplace: Workplace) -> HttpResponse:
    form = StartPlacement(
        request.POST or None,
        host=participation.host,
        initial={"key": uuid.uuid4(), "employer": workplace.owner_id, "percent": 100},
    )
    if request.method == "POST" and form.is_valid():
        given = {"participation": participation, "workplace": workplace, **form.cleaned_data}
        started = made(form, actions.start, by=request.user, at=timezone.now(), **given)
        if started:
            messages.success(request, _("The placement is started, with a plan for supervision and follow-ups."))
            return redirect("placements:placement", pk=started.pk)
        ask_what_was_refused(form)
    context = {"form": form, "participation": participation, "workplace": workplace, "crumbs": crumbs()}
    return render(request, "placements/placement_new.html", context)


def ask_what_was_refused(form: StartPlacement) -> None:
    """Show the fields by which what was refused may be so all the same."""
    if "percent" in form.errors:
        form.ask_whether_beyond()
    if "override_reason" in form.errors:
        ask_for_reason(form)


def _visible(request: HttpRequest, pk: int) -> Placement:
    rows = Placement.objects.visible_to(request.membership).with_names()
    return get_object_or_404(rows.select_related("host", "plan__follows"), pk=pk)


def crumbs(*above: Placement) -> list[tuple[str, str]]:
    steps = [(row.person.name, reverse("placements:placement", args=[row.pk])) for row in above]
    return [(_("Placements"), reverse("placements:placements")), *steps]

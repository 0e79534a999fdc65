"""Workplaces, and what makes them ready."""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission, Role
from peersupport.directory import tree
from peersupport.shared import filters, paging
from peersupport.shared.query import choice, search_text
from peersupport.shared.views import act, made, posted, refusals_as_messages, render_list
from placements import selectors
from placements.actions import pipeline
from placements.actions import workplaces as actions
from placements.forms.workplace import (
    AboutWorkplace,
    NamePeople,
    NewWorkplace,
    NoteStaffSession,
    PlanWorkplace,
    about_of,
    people_of,
    plan_of,
)
from placements.models import Introduction, Opening, Placement, Workplace


@requires(Permission.WORKPLACE_SEE)
def workplaces(request: HttpRequest) -> HttpResponse:
    query = search_text(request)
    state = choice(request, "status", ["", *Workplace.Status.values])
    rows = Workplace.objects.visible_to(request.membership).select_related("owner", "municipality", "caretaker")
    if query:
        rows = rows.filter(
            Q(name__icontains=query) | Q(owner__name__icontains=query) | Q(municipality__name__icontains=query)
        )
    rows = rows.filter(status=state) if state else rows.open()
    page = paging.page(request, rows.next_step_first())
    shares = selectors.shares_ready(page.rows)
    for row in page.rows:
        row.in_place, row.asked_for = shares.get(row.pk, (0, 0))
    context = {
        "page": page,
        "today": timezone.localdate(),
        "query": query,
        "filters": filters.links(
            request,
            "status",
            [("", _("All but closed")), *Workplace.Status.choices],
            chosen=state,
            label=_("Status"),
        ),
        "may_add": request.membership.may(Permission.WORKPLACE_MANAGE),
    }
    return render_list(request, "placements/workplaces.html", context)


@requires(Permission.WORKPLACE_MANAGE)
def workplace_new(request: HttpRequest) -> HttpResponse:
    form = NewWorkplace(request.POST or None, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        added = made(form, actions.add, by=request.user, at=timezone.now(), **form.cleaned_data)
        if added:
            messages.success(request, _("The workplace is added. Now name its manager and contact person."))
            return redirect("placements:workplace", pk=added.pk)
    return render(request, "placements/workplace_new.html", {"form": form, "crumbs": crumbs()})


@requires(Permission.WORKPLACE_SEE)
def workplace(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    may = request.membership.may
    people = []
    if may(Permission.PLACEMENT_SEE):
        seen = Placement.objects.visible_to(request.membership).open()
        people = seen.filter(workplace=found).select_related("person", "supervisor").order_by("-starts_on", "pk")[:50]
    is_open, reach = found.status != Workplace.Status.CLOSED, selectors.reach(found)
    context = {
        "workplace": found,
        "readiness": selectors.readiness(found),
        "sessions": reach.of(selectors.staff_reached(found)[:50]),
        "bookings": found.bookings.open().with_sign_ups().select_related("leader").prefetch_related("times")[:20],
        "may_choose": is_open and may(Permission.STAFF_SESSION_CHOOSE),
        "reach": reach,
        "owner_path": tree.path_to(found.owner),
        "former": found.people.former()[:10],
        "today": timezone.localdate(),
        "placements": people,
        "sees_placements": may(Permission.PLACEMENT_SEE),
        "is_managed": found.manager_id == request.user.pk,
        "may_manage": is_open and may(Permission.WORKPLACE_MANAGE),
        "may_declare": is_open and found.ready_on is None,
        "may_tick": is_open and may(Permission.READINESS_TICK),
        "may_prepare": is_open and may(Permission.WORKPLACE_PREPARE),
        "opening": Opening.objects.visible_to(request.membership).with_room().filter(workplace=found).first(),
        "may_say_opening": is_open and may(Permission.OPENING_SAY),
        "may_match": may(Permission.MATCHING_SEE),
        "introduced": _introduced(request, found),
        "may_place": is_open and may(Permission.PLACEMENT_START),
        "crumbs": crumbs(),
    }
    return render(request, "placements/workplace.html", context)


@requires(Permission.WORKPLACE_MANAGE)
def workplace_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    form = AboutWorkplace(posted(request), initial=about_of(found))
    if form.is_valid():
        said = {"workplace": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.describe, now=lambda: about_of(Workplace.objects.get(pk=pk)), **said):
            messages.success(request, _("The unit is saved."))
            return redirect("placements:workplace", pk=pk)
    context = {"form": form, "workplace": found, "crumbs": crumbs(found)}
    return render(request, "placements/workplace_edit.html", context)


@requires(Permission.WORKPLACE_MANAGE)
def workplace_plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    form = PlanWorkplace(posted(request), workplace=found, initial=plan_of(found))
    if form.is_valid():
        said = {"workplace": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, pipeline.plan, now=lambda: plan_of(Workplace.objects.get(pk=pk)), **said):
            messages.success(request, _("The plan is saved."))
            return redirect("placements:workplace", pk=pk)
    context = {"form": form, "workplace": found, "crumbs": crumbs(found)}
    return render(request, "placements/workplace_plan.html", context)


@requires(Permission.WORKPLACE_MANAGE)
def workplace_people(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    form = NamePeople(request.POST or None, initial=people_of(found))
    if request.method == "POST" and form.is_valid():
        named = {"workplace": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.name_people, now=lambda: people_of(Workplace.objects.get(pk=pk)), **named):
            messages.success(request, _("The names are saved."))
            return redirect("placements:workplace", pk=pk)
    context = {"form": form, "workplace": found, "crumbs": crumbs(found)}
    return render(request, "placements/workplace_people.html", context)


@requires(Permission.WORKPLACE_PREPARE)
def staff_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    form = NoteStaffSession(
        request.POST or None, initial={"key": uuid.uuid4(), "held_on": timezone.localdate(), "managers_present": 0}
    )
    if request.method == "POST" and form.is_valid():
        noted = {"workplace": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.note_staff_session, **noted):
            messages.success(request, _("The staff session is noted."))
            return redirect("placements:workplace", pk=pk)
    context = {
        "form": form,
        "workplace": found,
        "sessions": selectors.staff_reached(found)[:50],
        "is_open": found.status != Workplace.Status.CLOSED,
        "crumbs": crumbs(found),
    }
    return render(request, "placements/staff_sessions.html", context)


@requires(Permission.WORKPLACE_MANAGE)
@require_POST
def workplace_ready(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    with refusals_as_messages(request):
        actions.declare_ready(workplace=found, by=request.user, at=timezone.now())
        messages.success(request, _("The workplace is ready for a peer supporter."))
    return redirect("placements:workplace", pk=pk)


def _introduced(request: HttpRequest, workplace: Workplace) -> list[Introduction]:
    """Those who have said yes to the workplace, for its manager; coordinators have a list of their own."""
    if request.membership.role != Role.UNIT_MANAGER:
        return []
    return list(Introduction.objects.visible_to(request.membership).filter(workplace=workplace).by_name()[:50])


def visible(request: HttpRequest, pk: int) -> Workplace:
    rows = Workplace.objects.visible_to(request.membership)
    return get_object_or_404(rows.select_related("programme", "host", "owner", "municipality", "caretaker"), pk=pk)


def crumbs(*above: Workplace) -> list[tuple[str, str]]:
    steps = [(unit.name, reverse("placements:workplace", args=[unit.pk])) for unit in above]
    return [(_("Workplaces"), reverse("placements:workplaces")), *steps]

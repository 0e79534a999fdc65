"""Supervisors: whom each meets, and another for all of them at once."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.views import act, made, posted, render_list
from placements import selectors
from placements.actions import leaves
from placements.actions import supervisors as actions
from placements.forms.leaves import ChangeLeave, NoteLeave, initial_leave
from placements.forms.placement import HandOverAll
from placements.models import SupervisorLeave


@requires(Permission.PLACEMENT_START)
def supervisors(request: HttpRequest) -> HttpResponse:
    rows = selectors.loads(request.membership, on=timezone.localdate())
    return render_list(request, "placements/supervisors.html", {"page": paging.page(request, rows)})


@requires(Permission.PLACEMENT_START)
def supervisor_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    rows = selectors.loads(request.membership, on=timezone.localdate())
    found = get_object_or_404(rows, pk=pk)
    form = HandOverAll(posted(request), member=found)
    if form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        people = made(form, actions.hand_over_all, membership=found, **form.cleaned_data, **who)
        if people is not None:
            words = ngettext("%(n)s person has another supervisor.", "%(n)s people have another supervisor.", people)
            messages.success(request, words % {"n": people})
            return redirect("placements:supervisors")
    context = {"form": form, "found": found, "crumbs": [(_("Supervisors"), reverse("placements:supervisors"))]}
    return render(request, "placements/supervisor_hand_over.html", context)


@requires(Permission.PLACEMENT_START)
def supervisor_leaves(request: HttpRequest, pk: int) -> HttpResponse:
    """When somebody is away; a further time is noted here."""
    found = get_object_or_404(selectors.loads(request.membership, on=timezone.localdate()), pk=pk)
    form = NoteLeave(
        posted(request), host=found.organisation, supervisor_id=found.user_id, initial={"key": uuid.uuid4()}
    )
    if form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        if made(form, leaves.note, membership=found, **form.cleaned_data, **who):
            messages.success(request, _("It is noted. Who stands in sees the people from the first day to the last."))
            return redirect("placements:supervisor_leaves", pk=pk)
    rows = SupervisorLeave.objects.visible_to(request.membership).filter(supervisor=found.user_id)
    context = {
        "form": form,
        "found": found,
        "leaves": rows.filter(host=found.organisation).select_related("substitute").order_by("-begins_on")[:20],
        "crumbs": [(_("Supervisors"), reverse("placements:supervisors"))],
    }
    return render(request, "placements/supervisor_leaves.html", context)


@requires(Permission.PLACEMENT_START)
def supervisor_leave(request: HttpRequest, pk: int) -> HttpResponse:
    rows = SupervisorLeave.objects.visible_to(request.membership).filter(over_at=None)
    row = get_object_or_404(rows.select_related("supervisor", "host"), pk=pk)
    form = ChangeLeave(posted(request), host=row.host, supervisor_id=row.supervisor_id, initial=initial_leave(row))
    if form.is_valid() and _changed(form, row, request):
        messages.success(request, _("Saved."))
        return redirect("placements:supervisors")
    context = {"form": form, "leave": row, "crumbs": [(_("Supervisors"), reverse("placements:supervisors"))]}
    return render(request, "placements/supervisor_leave.html", context)


def _changed(form: ChangeLeave, row: SupervisorLeave, request: HttpRequest) -> bool:
    def now() -> dict:
        row.refresh_from_db()
        return initial_leave(row)

    return act(form, leaves.change, now=now, leave=row, **form.cleaned_data, by=request.user, at=timezone.now())

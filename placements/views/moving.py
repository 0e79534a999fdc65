"""Somebody goes on at another workplace."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.query import number
from peersupport.shared.views import made, posted
from placements.actions import placements as actions
from placements.forms.placement import ChangeWorkplace
from placements.models import Placement, Workplace
from placements.views.placements import ask_what_was_refused, choose_workplace, crumbs


@requires(Permission.PLACEMENT_START)
def placement_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Two steps at one address: ``?arbetsplats=`` says where; the form asks for the rest."""
    rows = Placement.objects.visible_to(request.membership).with_names()
    found = get_object_or_404(rows.select_related("host", "participation__person", "participation__cohort"), pk=pk)
    if found.status == Placement.Status.ENDED and request.method != "POST":  # a form sent twice is answered as before
        return redirect("placements:placement", pk=pk)
    where = number(request, "arbetsplats")
    if where is None:
        return choose_workplace(request, found.participation)
    open_ones = Workplace.objects.visible_to(request.membership).exclude(status=Workplace.Status.CLOSED)
    workplace = get_object_or_404(open_ones.select_related("owner", "programme"), pk=where)
    form = ChangeWorkplace(posted(request), host=found.host, initial=_initial(found, workplace))
    if form.is_valid():
        given = {"placement": found, "workplace": workplace, **form.cleaned_data}
        began = made(form, actions.change_workplace, by=request.user, at=timezone.now(), **given)
        if began:
            messages.success(request, _("The change is noted. What was before stays with the placement that ended."))
            return redirect("placements:placement", pk=began.pk)
        ask_what_was_refused(form)
        found.refresh_from_db(fields=["status", "ends_on", "end_reason"])
    context = {"form": form, "placement": found, "workplace": workplace, "crumbs": crumbs(found)}
    return render(request, "placements/placement_move.html", context)


def _initial(placement: Placement, workplace: Workplace) -> dict:
    today = timezone.localdate()
    return {
        "key": uuid.uuid4(),
        "ends_on": today,
        "starts_on": today + timedelta(days=1),
        "employer": workplace.owner_id,
        "form": placement.form,
        "percent": placement.percent,
        "supervisor": placement.supervisor_id,
        "employed_until": placement.employed_until,
        "funded_until": placement.funded_until,
        "starts_over": True,
    }

"""Days on which a supervisor and a peer supporter have agreed not to meet."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import made, posted, refusals_as_messages
from placements.actions import absences as actions
from placements.forms.absences import AgreeOnAbsence
from placements.models import Placement
from placements.views.placements import crumbs


@requires(Permission.SUPERVISION_LOG)
def placement_absences(request: HttpRequest, pk: int) -> HttpResponse:
    found = _open(request, pk)
    form = AgreeOnAbsence(posted(request), initial={"key": uuid.uuid4()})
    if form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        if made(form, actions.agree, placement=found, **form.cleaned_data, **who):
            messages.success(request, _("The days are noted, and the next session is planned around them."))
            return redirect("placements:placement_absences", pk=pk)
    absences = found.absences.not_over(timezone.localdate()).order_by("begins_on")
    context = {"placement": found, "form": form, "absences": absences, "crumbs": crumbs(found)}
    return render(request, "placements/absences.html", context)


@requires(Permission.SUPERVISION_LOG)
@require_POST
def placement_absence_remove(request: HttpRequest, pk: int, absence: int) -> HttpResponse:
    row = get_object_or_404(_open(request, pk).absences.select_related("placement"), pk=absence)
    with refusals_as_messages(request):
        actions.remove(absence=row, at=timezone.now())
        messages.success(request, _("The days are taken away."))
    return redirect("placements:placement_absences", pk=pk)


def _open(request: HttpRequest, pk: int) -> Placement:
    rows = Placement.objects.visible_to(request.membership).open().with_names()
    return get_object_or_404(rows, pk=pk)

"""What somebody says is in place at a workplace."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, posted, refusals_as_messages
from placements.actions import readiness as actions
from placements.forms.workplace import NoteTurnover
from placements.views.workplaces import crumbs, visible
from programs.models import ReadinessItem


@requires(Permission.READINESS_TICK)
def workplace_turnover(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    form = NoteTurnover(posted(request))
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and act(form, actions.note_turnover, workplace=found, **form.cleaned_data, **who):
        messages.success(request, _("It is noted how many are new."))
        return redirect("placements:workplace", pk=pk)
    context = {"form": form, "workplace": found, "crumbs": crumbs(found)}
    return render(request, "placements/workplace_turnover.html", context)


@requires(Permission.READINESS_TICK)
@require_POST
def readiness(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick one thing, or take the tick back. A unit's manager ticks what is the unit's own."""
    found, kind = visible(request, pk), request.POST.get("kind", "")
    if kind in ReadinessItem.OURS and not request.membership.may(Permission.WORKPLACE_MANAGE):
        raise PermissionDenied
    is_done = request.POST.get("done") == "1"
    with refusals_as_messages(request):
        note = actions.tick if is_done else actions.take_back
        note(workplace=found, kind=kind, by=request.user, at=timezone.now())
        messages.success(request, _("Noted as in place.") if is_done else _("Noted as missing again."))
    return redirect("placements:workplace", pk=pk)

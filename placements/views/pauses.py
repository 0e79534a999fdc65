"""A pause in somebody's work: its days, and that they are back."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, made, posted, refusals_as_messages
from placements.actions import pauses as actions
from placements.actions import plans
from placements.forms.pauses import BeginPause, CorrectPause, initial_pause
from placements.models import Placement, PlacementPause
from placements.views.placements import crumbs


@requires(Permission.PLACEMENT_START)
def placement_pause_begin(request: HttpRequest, pk: int) -> HttpResponse:
    found = _open(request, pk)
    form = BeginPause(
        posted(request),
        has_others=plans.together(found).exclude(pk=found.pk).exists(),
        initial={"key": uuid.uuid4(), "begins_on": timezone.localdate(), "everywhere": True},
    )
    if form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        if made(form, actions.begin, placement=found, **form.cleaned_data, **who):
            messages.success(request, _("The pause is noted. Supervision rests meanwhile."))
            return redirect("placements:placement", pk=pk)
    context = {"placement": found, "form": form, "crumbs": crumbs(found)}
    return render(request, "placements/pause_begin.html", context)


@requires(Permission.PLACEMENT_START)
def placement_pause(request: HttpRequest, pk: int, pause: int) -> HttpResponse:
    """Its days put right, and that they are back."""
    found = _open(request, pk)
    row = get_object_or_404(found.pauses.select_related("noted_by", "placement"), pk=pause)
    form = CorrectPause(posted(request), initial=initial_pause(row))
    if form.is_valid() and _corrected(form, row, request):
        messages.success(request, _("Saved."))
        return redirect("placements:placement", pk=pk)
    is_over = row.ends_on is not None and row.ends_on < timezone.localdate()
    context = {"placement": found, "pause": row, "form": form, "is_over": is_over, "crumbs": crumbs(found)}
    return render(request, "placements/pause.html", context)


@requires(Permission.PLACEMENT_START)
@require_POST
def placement_pause_end(request: HttpRequest, pk: int, pause: int) -> HttpResponse:
    """One button each: back (today), or mistake."""
    row = get_object_or_404(_open(request, pk).pauses.select_related("placement"), pk=pause)
    who = {"by": request.user, "at": timezone.now()}
    with refusals_as_messages(request):
        match request.POST.get("answer"):
            case "back":
                actions.end(pause=row, **who)
                messages.success(request, _("It is noted that they are back. The next supervision is planned."))
            case "mistake":
                actions.remove(pause=row, **who)
                messages.success(request, _("The pause is taken away."))
            case _unknown:
                raise Http404
    return redirect("placements:placement", pk=pk)


def _open(request: HttpRequest, pk: int) -> Placement:
    """A placement that hasn't ended, or a 404."""
    rows = Placement.objects.visible_to(request.membership).open().with_names()
    return get_object_or_404(rows, pk=pk)


def _corrected(form: CorrectPause, row: PlacementPause, request: HttpRequest) -> bool:
    def now() -> dict:
        row.refresh_from_db()
        return initial_pause(row)

    return act(form, actions.correct, now=now, pause=row, **form.cleaned_data, by=request.user, at=timezone.now())

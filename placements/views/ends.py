"""Until when somebody is employed and it is paid for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, posted
from placements.actions import ends as actions
from placements.forms.placement import NoteEnds, ends_of
from placements.models import Placement
from placements.views.placements import crumbs


@requires(Permission.PLACEMENT_START)
def placement_ends(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Placement.objects.visible_to(request.membership).open().with_names()
    found = get_object_or_404(rows, pk=pk)
    form = NoteEnds(posted(request), initial=ends_of(found))
    if form.is_valid() and _noted(form, found):
        messages.success(request, _("The days are saved. A letter reminds of the first of them 90 days ahead."))
        return redirect("placements:placement", pk=pk)
    return render(
        request, "placements/placement_ends.html", {"form": form, "placement": found, "crumbs": crumbs(found)}
    )


def _noted(form: NoteEnds, placement: Placement) -> bool:
    def now() -> dict:
        placement.refresh_from_db(fields=["version", *Placement.ENDS])
        return ends_of(placement)

    return act(form, actions.note, now=now, placement=placement, **form.cleaned_data, at=timezone.now())

"""The note of a follow-up, one for each role."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, posted
from placements.actions import check_ins as actions
from placements.forms.check_in import NoteCheckIn, initial_of
from placements.models import CheckIn, FollowUp


@requires(Permission.FOLLOWUP_HOLD)
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FollowUp.objects.visible_to(request.membership), pk=pk)
    mine = CheckIn.objects.filter(follow_up=found, role=request.membership.role)
    form = NoteCheckIn(posted(request), initial=initial_of(mine.first()))
    if form.is_valid():
        given = {"follow_up": found, "role": request.membership.role, **form.cleaned_data}
        given |= {"by": request.user, "at": timezone.now()}
        if act(form, actions.note, now=lambda: initial_of(mine.first()), **given):
            messages.success(request, _("The check-in is saved."))
            return redirect("placements:follow_up", pk=pk)
    context = {
        "form": form,
        "title": _("Check-in"),
        "crumbs": [(_("Follow-up"), reverse("placements:follow_up", args=[pk]))],
    }
    return render(request, "placements/titled_form.html", context)

"""Follow-ups that are due, and the note that one was held."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.views import act, render_list
from placements import selectors
from placements.actions import followups as actions
from placements.forms.placement import HoldFollowUp
from placements.models import CheckIn, FollowUp, Placement

ABOUT = ("placement__person", "placement__workplace", "placement__supervisor")


@requires(Permission.FOLLOWUP_SEE)
def follow_ups(request: HttpRequest) -> HttpResponse:
    rows = FollowUp.objects.visible_to(request.membership).waiting().select_related(*ABOUT)
    context = {
        "page": paging.page(request, rows.order_by("due_on", "pk")),
        "today": timezone.localdate(),
        "may_hold": request.membership.may(Permission.FOLLOWUP_HOLD),
        "may_see_questions": request.membership.may(Permission.PROGRAMME_SEE),
    }
    return render_list(request, "placements/follow_ups.html", context)


@requires(Permission.FOLLOWUP_HOLD)
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    rows = FollowUp.objects.visible_to(request.membership).select_related(*ABOUT, "held_by")
    found = get_object_or_404(rows, pk=pk)
    is_open = found.held_on is None and found.placement.status == Placement.Status.ACTIVE
    form = HoldFollowUp(request.POST or None, initial={"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        held = {"follow_up": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.hold, **held):
            messages.success(request, _("The follow-up is noted."))
            return redirect("placements:follow_ups")
    context = {
        "follow_up": found,
        "form": form if is_open or form.errors else None,
        "check_ins": list(CheckIn.objects.visible_to(request.membership).filter(follow_up=found).order_by("role")),
        "may_note": found.placement.status != Placement.Status.PLANNED,
        "surveys": selectors.surveys_of(found, request.membership),
        "today": timezone.localdate(),
        "crumbs": [(_("Follow-ups"), reverse("placements:follow_ups"))],
    }
    return render(request, "placements/follow_up.html", context)

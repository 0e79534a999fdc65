"""A workplace closes: what is left there, and where it goes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, posted, refusals_as_messages
from placements.actions import closing as actions
from placements.forms.closing import MoveOn
from placements.models import Placement, Workplace
from placements.views.workplaces import crumbs, visible

SHOWN = 100


@requires(Permission.WORKPLACE_MANAGE)
def workplace_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Who and what is left there, each with its way on; once nobody is, a button that closes it."""
    found = visible(request, pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            actions.close(workplace=found, by=request.user, at=timezone.now())
            messages.success(request, _("The workplace is closed."))
        return redirect("placements:workplace", pk=pk)
    context = {**_left(request, found), "crumbs": crumbs(found)}
    return render(request, "placements/workplace_close.html", context)


@requires(Permission.WORKPLACE_MANAGE)
def workplace_move_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything to another workplace in one step."""
    found = visible(request, pk)
    others = Workplace.objects.visible_to(request.membership).open().filter(host=found.host_id).exclude(pk=pk)
    form = MoveOn(posted(request), others=others, initial={"ends_on": timezone.localdate(), "starts_over": True})
    if form.is_valid():
        said = {"workplace": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.move_on, **said):
            messages.success(request, _("Everybody goes on there, and the workplace is closed."))
            return redirect("placements:workplace", pk=form.cleaned_data["into"].pk)
    context = {"form": form, **_left(request, found), "crumbs": crumbs(found)}
    return render(request, "placements/workplace_move_on.html", context)


def _left(request: HttpRequest, workplace: Workplace) -> dict:
    rows = Placement.objects.visible_to(request.membership).open().filter(workplace=workplace)
    return {
        "workplace": workplace,
        "placements": rows.select_related("person", "supervisor").order_by("starts_on", "pk")[:SHOWN],
        "bookings": workplace.bookings.open().select_related("leader").order_by("pk")[:SHOWN],
    }

"""Supervisors: whom each meets, and another for all of them at once."""

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
from peersupport.shared.views import made, posted, render_list
from placements import selectors
from placements.actions import supervisors as actions
from placements.forms.placement import HandOverAll


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

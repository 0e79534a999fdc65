"""What coordinators do with applications."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.paging import page
from peersupport.shared.views import act, posted, render_list
from training import selectors
from training.actions import applications as actions
from training.forms.applications import Admit, Reject
from training.models import Application


@requires(Permission.APPLICATION_ASSESS)
def applications(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    rows = Application.objects.visible_to(request.membership).filter(cohort=cohort)
    rows = rows.select_related("seat__line__order__orderer", "seat__funding").order_by(
        "decided_at", "received_at", "pk"
    )
    context = {"cohort": cohort, "page": page(request, rows), "tab": "applications"}
    return render_list(request, "training/applications.html", context)


@requires(Permission.APPLICATION_ASSESS)
def application(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Application.objects.visible_to(request.membership).select_related("cohort__programme", "seat", "decided_by")
    found = get_object_or_404(rows, pk=pk)
    rejecting = "reason" in request.POST
    admit = Admit(None if rejecting else posted(request), application=found)
    reject = Reject(posted(request) if rejecting else None)
    if _decide(request, found, reject if rejecting else admit, rejecting=rejecting):
        return redirect("training:applications", pk=found.cohort_id)
    return render(request, "training/application.html", {"application": found, "admit": admit, "reject": reject})


def _decide(request: HttpRequest, found: Application, form, *, rejecting: bool) -> bool:
    if not form.is_valid():
        return False
    action = actions.reject if rejecting else actions.admit
    if not act(form, action, application=found, **form.cleaned_data, by=request.user, at=timezone.now()):
        return False
    messages.success(request, _("The person was not admitted.") if rejecting else _("The person is admitted."))
    return True

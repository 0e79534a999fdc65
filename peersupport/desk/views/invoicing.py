"""How an organisation is invoiced."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk.views.organisations import crumbs
from peersupport.directory.actions import invoicing
from peersupport.directory.forms.invoicing import InvoicingForm, initial_of
from peersupport.directory.models import Organisation
from peersupport.shared.views import act, posted


@requires(Permission.ORGANISATION_MANAGE)
def organisation_invoicing(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.managed_by(request.membership), pk=pk)
    form = InvoicingForm(posted(request), organisation=found, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        asked = {"organisation": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, invoicing.change, now=lambda: initial_of(found), **asked):
            messages.success(request, _("The invoicing details are saved."))
            return redirect("organisation", pk=pk)
    context = {"form": form, "crumbs": crumbs(found), "title": _("Invoicing")}
    return render(request, "desk/organisation_form.html", context)

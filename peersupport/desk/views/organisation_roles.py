"""What an organisation is to us: roles that begin and end on a day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk.views.organisations import crumbs
from peersupport.directory.actions import organisation_roles
from peersupport.directory.forms.organisation_role import BeginRole, EndRole
from peersupport.directory.models import Organisation, OrganisationRole
from peersupport.shared.views import act, made, posted


@requires(Permission.ORGANISATION_MANAGE)
def organisation_role_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.managed_by(request.membership), pk=pk)
    form = BeginRole(posted(request), initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        asked = {"organisation": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if made(form, organisation_roles.begin, **asked):
            messages.success(request, _("The role is noted."))
            return redirect("organisation", pk=pk)
    context = {"form": form, "crumbs": crumbs(found), "title": _("New role")}
    return render(request, "desk/organisation_form.html", context)


@requires(Permission.ORGANISATION_MANAGE)
def organisation_role_end(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    managed = Organisation.objects.managed_by(request.membership)
    rows = OrganisationRole.objects.exclude(role=OrganisationRole.Role.HOST).select_related("organisation")
    row = get_object_or_404(rows.filter(organisation__in=managed), pk=role, organisation=pk)
    form = EndRole(posted(request), initial={"until": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        asked = {"role": row, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, organisation_roles.end, **asked):
            messages.success(request, _("The role is ended."))
            return redirect("organisation", pk=pk)
    title = _("End the role %(role)s") % {"role": row.get_role_display()}
    context = {"form": form, "crumbs": crumbs(row.organisation), "title": title}
    return render(request, "desk/organisation_form.html", context)

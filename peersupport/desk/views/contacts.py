"""Whom to reach in an organisation about what. Orderers keep those of their own organisation."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk.views.organisations import contacts_of, crumbs
from peersupport.directory.actions import contacts as actions
from peersupport.directory.forms.contact import EndContact, NewContact
from peersupport.directory.models import Contact, Organisation
from peersupport.shared.views import act, made, posted


@requires(Permission.CONTACT_MANAGE)
def contacts(request: HttpRequest) -> HttpResponse:
    """Those of one's own organisation."""
    found = get_object_or_404(_kept(request), pk=request.membership.organisation_id)
    return render(request, "desk/contacts.html", {"organisation": found, **contacts_of(request, found)})


@requires(Permission.CONTACT_MANAGE)
def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_kept(request), pk=pk)
    form = NewContact(posted(request), initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        asked = {"organisation": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if made(form, actions.add, **asked):
            messages.success(request, _("The contact is noted."))
            return redirect(_back(request, found))
    context = {"form": form, "crumbs": _crumbs(request, found), "title": _("New contact")}
    return render(request, "desk/organisation_form.html", context)


@requires(Permission.CONTACT_MANAGE)
def contact_end(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    rows = Contact.objects.visible_to(request.membership).select_related("organisation")
    row = get_object_or_404(rows, pk=contact, organisation=pk)
    form = EndContact(posted(request), initial={"until": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        asked = {"contact": row, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.end, **asked):
            messages.success(request, _("The contact is ended, and can still be read under earlier contacts."))
            return redirect(_back(request, row.organisation))
    title = _("End the contact with %(name)s") % {"name": row.name}
    context = {"form": form, "crumbs": _crumbs(request, row.organisation), "title": title}
    return render(request, "desk/organisation_form.html", context)


def _kept(request: HttpRequest):
    return Organisation.objects.with_contacts_kept_by(request.membership)


def _back(request: HttpRequest, organisation: Organisation) -> str:
    """Orderers have a page of their own; the organisation's isn't theirs."""
    if request.membership.may(Permission.ORGANISATION_SEE):
        return reverse("organisation", args=[organisation.pk])
    return reverse("contacts")


def _crumbs(request: HttpRequest, organisation: Organisation) -> list[tuple[str, str]]:
    if request.membership.may(Permission.ORGANISATION_SEE):
        return crumbs(organisation)
    return [(_("Contacts"), reverse("contacts"))]

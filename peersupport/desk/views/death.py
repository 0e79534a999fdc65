"""Somebody has died: what it means here, and the day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk.actions import death
from peersupport.directory.forms.death import NoteDeath
from peersupport.directory.models import Person
from peersupport.shared.views import act, posted


@requires(Permission.PERSON_PROTECT)
def person_died(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person.objects.visible_to(request.membership), pk=pk)
    form = NoteDeath(posted(request))
    if form.is_valid() and act(form, death.note, person=found, by=request.user, at=timezone.now(), **form.cleaned_data):
        messages.success(request, _("It is noted. Nothing more is sent."))
        return redirect("person", pk=pk)
    if found.died_on:
        return redirect("person", pk=pk)
    crumbs = [(_("Participants"), reverse("people")), (found.name, reverse("person", args=[pk]))]
    return render(request, "desk/person_died.html", {"form": form, "person": found, "crumbs": crumbs})

"""Jag behöver stöd: a peer supporter asks somebody to get in touch, and that one says when it is done."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.directory.models import Person
from peersupport.shared.query import choice
from peersupport.shared.views import act, made, posted, refusals_as_messages
from placements import selectors
from placements.actions import support as actions
from placements.forms.support import AskForSupport, ChooseContact
from placements.models import SupportContact, SupportRequest
from placements.views.own import for_ones_own


@requires(Permission.OWN_SUPPORT)
@for_ones_own
def support(request: HttpRequest, me: Person) -> HttpResponse:
    """Ask, and see what one has asked. ``?vad=pause`` has the pause chosen."""
    kind = choice(request, "vad", ["", *SupportRequest.Kind.values])
    form = AskForSupport(
        posted(request), people=selectors.to_turn_to(me), initial={"key": uuid.uuid4(), "kind": kind or "support"}
    )
    if form.is_valid():
        asked = made(form, actions.ask, person=me, by=request.user, at=timezone.now(), **form.cleaned_data)
        if asked:
            words = _("%(who)s is asked to get in touch with you.")
            messages.success(request, words % {"who": asked.to.user.get_full_name()})
            return redirect("placements:support")
    context = {"form": form, "requests": selectors.requests_of(request.membership)}
    return render(request, "placements/support.html", context)


@requires(Permission.OWN_SUPPORT)
@require_POST
def support_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SupportRequest.objects.visible_to(request.membership), pk=pk)
    with refusals_as_messages(request):
        actions.withdraw(row=found, by=request.user, at=timezone.now())
        messages.success(request, _("You have taken it back."))
    return redirect("placements:support")


@requires(Permission.OWN_SUPPORT)
@for_ones_own
def support_contact(request: HttpRequest, me: Person) -> HttpResponse:
    """Who is told when one's supervisor notes that one needs support."""
    chosen = SupportContact.objects.filter(person=me).values_list("to", flat=True).first()
    form = ChooseContact(posted(request), people=selectors.to_turn_to(me), initial={"contact": chosen})
    if form.is_valid() and act(form, actions.choose_contact, person=me, to=form.cleaned_data["contact"]):
        messages.success(request, _("Your choice is saved."))
        return redirect("placements:support")
    return render(request, "placements/support_contact.html", {"form": form})


@requires(Permission.SUPPORT_ANSWER)
def support_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody asks of the reader; a POST says that they have been in touch."""
    rows = SupportRequest.objects.visible_to(request.membership).select_related("person", "to")
    found = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            actions.answer(row=found, by=request.user, at=timezone.now())
            messages.success(request, _("Thank you. %(who)s sees that you have been in touch.") % {"who": found.person})
        return redirect("placements:support_request", pk=pk)
    return render(request, "placements/support_request.html", {"asked": found})

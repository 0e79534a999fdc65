"""One organisation goes up in another: which one, what it means, and then it is done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk.views.organisations import crumbs
from peersupport.directory.actions import merge
from peersupport.directory.forms.merge import MergeInto
from peersupport.directory.models import Contact, Membership, Organisation
from peersupport.shared.views import confirm, posted, refusals_as_messages


@requires(Permission.ORGANISATION_MANAGE)
def organisation_merge(request: HttpRequest, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    form = MergeInto(posted(request), organisation=found, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        return redirect("organisation_merge_into", pk=pk, into=form.cleaned_data["into"].pk)
    context = {"form": form, "crumbs": crumbs(found), "title": _("Merge into another")}
    return render(request, "desk/organisation_form.html", context)


@requires(Permission.ORGANISATION_MANAGE)
def organisation_merge_into(request: HttpRequest, pk: int, into: int) -> HttpResponse:
    old, new = _managed(request, pk), _managed(request, into)
    if request.method == "POST":
        with refusals_as_messages(request):
            merge.merge(old=old, into=new, by=request.user, at=timezone.now())
            messages.success(request, _("%(old)s is merged into %(new)s.") % {"old": old, "new": new})
            return redirect("organisation", pk=into)
        return redirect("organisation_merge", pk=pk)
    return confirm(
        request,
        title=_("Merge %(old)s into %(new)s?") % {"old": old, "new": new},
        text=_what_follows(old),
        submit=_("Merge them"),
        back=reverse("organisation_merge", args=[pk]),
    )


def _what_follows(old: Organisation) -> str:
    counts = {
        "people": Membership.objects.open().filter(organisation=old).count(),
        "contacts": Contact.objects.open().filter(organisation=old).count(),
        "parts": Organisation.objects.current().filter(parent=old).count(),
    }
    words = _(
        "These follow: people with a role: %(people)s, contacts: %(contacts)s, parts: %(parts)s, and what is open of "
        "orders, agreements, workplaces and placements. What is over stays under the old name. Invoicing details don't "
        "follow. It can't be undone."
    )
    return words % counts


def _managed(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.managed_by(request.membership), pk=pk)

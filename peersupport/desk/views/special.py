"""A person is handled specially: what it means, and then it is done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk.actions import special
from peersupport.directory.models import Person
from peersupport.shared.views import confirm, refusals_as_messages


@requires(Permission.PERSON_PROTECT)
def person_special(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person.objects.visible_to(request.membership), pk=pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            now = special.handle_specially(person=found, by=request.user, at=timezone.now())
            messages.success(request, _("Here they are called %(alias)s from now on.") % {"alias": now.name})
        return redirect("person", pk=pk)
    if found.special_at:
        return redirect("person", pk=pk)
    return confirm(
        request,
        title=_("Handle %(name)s specially?") % {"name": found.name},
        text=_what_follows(),
        submit=_("Give an alias and erase the rest"),
        back=reverse("person", args=[pk]),
    )


def _what_follows() -> str:
    said = [
        _("For somebody whom nobody may find by us. Everywhere here they are called by an alias that we make up."),
        _(
            "Write down on paper first who it is and how you reach them. Two people whom you name keep the paper, and "
            "nobody else; write the alias there too, once you have it."
        ),
        _(
            "These are erased: name, e-mail, phone and account, applications, what the course knows of food, access "
            "and whom to phone, and what leaders have written in tasks. No letter reaches them any more, and their own "
            "page and calendar are closed, so talk with them about days and times."
        ),
        _("Course, attendance, certificate and placement stay, under the alias."),
        _("A certificate is printed with an empty line, where somebody writes the name by hand."),
        _("What another association knows of the person, or has on paper or in e-mail, isn't erased by this."),
        _("It can't be undone."),
    ]
    return "\n\n".join(said)

"""A programme's ethical guidelines: its versions, and a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import made, posted
from programs.actions import guidelines as actions
from programs.forms.guidelines import GuidelinesForm
from programs.models import Programme


@requires(Permission.PROGRAMME_SEE)
def guidelines(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.membership), pk=pk)
    context = {
        "programme": programme,
        "versions": programme.guidelines.select_related("published_by").order_by("-number"),
        "may_manage": request.membership.may(Permission.PROGRAMME_MANAGE),
        "crumbs": _crumbs(programme),
    }
    return render(request, "programs/guidelines.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def guidelines_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The form begins with what the newest version says."""
    programme = get_object_or_404(Programme.objects.visible_to(request.membership), pk=pk)
    newest = programme.guidelines.order_by("number").last()
    form = GuidelinesForm(posted(request), initial={"text": newest.text if newest else ""})
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and made(form, actions.publish, programme=programme, **form.cleaned_data, **who):
        messages.success(request, _("The version is published. Choose it among the programme's numbers to ask for it."))
        return redirect("programs:guidelines", pk=pk)
    here = (_("Ethical guidelines"), reverse("programs:guidelines", args=[pk]))
    context = {"form": form, "crumbs": [*_crumbs(programme), here]}
    return render(request, "programs/guidelines_new.html", context)


def _crumbs(programme: Programme) -> list[tuple[str, str]]:
    return [
        (_("Programmes"), reverse("programs:programmes")),
        (programme.name, reverse("programs:programme", args=[programme.pk])),
    ]

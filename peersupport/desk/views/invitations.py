"""The public end of an invitation: choose a password, or take up a role with the account one has."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from peersupport.accounts.access import public
from peersupport.accounts.models import User
from peersupport.desk.actions.invitations import accept
from peersupport.directory.actions import invitations
from peersupport.directory.forms.invitation import AcceptanceForm
from peersupport.directory.middleware import SESSION_KEY
from peersupport.links.onetime import LinkSpent
from peersupport.shared.views import made, refusals_as_messages

GONE = 410


@never_cache
@sensitive_post_parameters("password")
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link never spends it: programs that read mail open links too."""
    try:
        found, _link = invitations.find(token=token, at=timezone.now())
    except LinkSpent as spent:
        return render(request, "desk/invitation_spent.html", {"message": spent.message}, status=GONE)
    if request.user.is_authenticated:
        return _with_own_account(request, found, token)
    if User.objects.filter(email=found.email).exists():
        return redirect_to_login(request.path, settings.LOGIN_URL)
    return _with_new_account(request, found, token)


def _with_own_account(request: HttpRequest, found, token: str) -> HttpResponse:
    if request.user.email != found.email:
        return render(request, "desk/invitation_other.html", {"invitation": found})
    if request.method == "POST":
        with refusals_as_messages(request):
            membership = accept(token=token, user=request.user, at=timezone.now())
            request.session[SESSION_KEY] = membership.pk
            messages.success(request, _("You have a new role: %(role)s.") % {"role": membership})
        return redirect("today")
    return render(request, "desk/invitation_accept.html", {"invitation": found})


def _with_new_account(request: HttpRequest, found, token: str) -> HttpResponse:
    names = {"given_name": found.given_name, "family_name": found.family_name}
    form = AcceptanceForm(request.POST or None, email=found.email, initial=names)
    asked = request.method == "POST" and form.is_valid()
    if asked and (membership := made(form, accept, token=token, at=timezone.now(), **form.cleaned_data)):
        login(request, membership.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session[SESSION_KEY] = membership.pk
        return redirect("today")
    return render(request, "desk/invitation.html", {"form": form, "invitation": found})

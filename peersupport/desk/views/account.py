"""How one's own pages look, in which language they are, and in which role one acts."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import i18n
from django.views.decorators.http import require_POST

from peersupport.accounts.access import public, signed_in
from peersupport.accounts.actions import preferences
from peersupport.directory.middleware import SESSION_KEY
from peersupport.directory.models import Membership
from peersupport.shared.query import row_id


@signed_in
@require_POST
def set_look(request: HttpRequest) -> HttpResponse:
    preferences.change(user=request.user, **{n: request.POST.get(n, "") for n in ("look", "font")})
    return _back(request)


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's own view sets the cookie and goes back; an account remembers the choice as well."""
    if request.user.is_authenticated:
        preferences.change(user=request.user, language=request.POST.get("language", ""))
    return i18n.set_language(request)


@signed_in
@require_POST
def switch_membership(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own open memberships; its first page is Today."""
    mine = Membership.objects.open().filter(user=request.user)
    membership = get_object_or_404(mine, pk=row_id(request.POST.get("membership", "")))
    request.session[SESSION_KEY] = membership.pk
    return redirect("today")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(url) if safe else redirect("today")

"""The membership that a request acts in."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from peersupport.directory.models import Membership

SESSION_KEY = "membership"


def acting_membership(get_response):
    """Set ``request.membership``: the one chosen in the switcher, else the oldest open one, else None.

    The choice is read anew at each request, so that an ended membership is out at the next click.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.memberships = _open_memberships(request)
        chosen = request.session.get(SESSION_KEY)
        request.membership = next(
            (m for m in request.memberships if m.pk == chosen), request.memberships[0] if request.memberships else None
        )
        if request.user.is_authenticated and request.user.language != translation.get_language():
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return get_response(request)

    return middleware


def _open_memberships(request: HttpRequest) -> list[Membership]:
    if not request.user.is_authenticated:
        return []
    rows = Membership.objects.open().filter(user=request.user).select_related("organisation").order_by("pk")
    return list(rows)

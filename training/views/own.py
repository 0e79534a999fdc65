"""Pages of somebody's own place in a course, each of them twice: behind the link in their letters, with an account."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from training.models import Application, Participation
from training.selectors import Door
from training.views.my_application import by_link

View = Callable[..., HttpResponse]


def through_both_doors(view: View) -> tuple[View, View]:
    """``view`` gets the participation and the door. First the view by link, then the one with an account."""

    @by_link
    @wraps(view)
    def linked(request: HttpRequest, found: Application, token: str, **more) -> HttpResponse:
        mine = Participation.objects.to_be_told().filter(application=found).select_related("cohort")
        return view(request, get_object_or_404(mine), Door.by_link(token), **more)

    @requires(Permission.OWN_RECORD)
    @wraps(view)
    def signed_in(request: HttpRequest, pk: int, **more) -> HttpResponse:
        mine = Participation.objects.visible_to(request.membership).present_in_course().select_related("cohort")
        found = get_object_or_404(mine, pk=pk)
        return view(request, found, Door.with_account(found), **more)

    return linked, signed_in

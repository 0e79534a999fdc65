"""Small middlewares without models."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from peersupport.shared.refusals import Conflict

LOCK_NOT_AVAILABLE = "55P03"
BAD_INPUT = 400


def unreadable_input(get_response):
    """Answer 400 to what PostgreSQL and templates cannot hold: NUL in a URL or a query, bytes that aren't UTF-8."""

    def middleware(request: HttpRequest) -> HttpResponse:
        raw = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or "%00" in raw or "\ufffd" in request.path_info or _not_utf8(request):
            return render(request, "400.html", status=BAD_INPUT)
        return get_response(request)

    return middleware


def _not_utf8(request: HttpRequest) -> bool:
    return any(
        "\ufffd" in value or "\x00" in value for values in request.GET.lists() for value in [values[0], *values[1]]
    )


def never_cached_when_signed_in(get_response):
    """Pages behind sign-in stay out of every cache, and a session ends ten hours after it began."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            began = request.session.setdefault("began", int(time.time()))
            if time.time() - began > settings.SESSION_ABSOLUTE_AGE:
                logout(request)
            elif time.time() - request.session.get("seen", 0) > 60:  # slide the idle half hour, at most once a minute
                request.session["seen"] = int(time.time())
        signed_in = request.user.is_authenticated
        response = get_response(request)
        if signed_in or request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        if signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


class busy_database:  # noqa: N801 - a middleware with process_exception has to be a class
    """A lock that wasn't had in time, or a row changed meanwhile, is a 409 page with a button, never a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Conflict):
            return render(request, "409.html", {"message": exception.message}, status=409)
        if isinstance(exception, OperationalError) and getattr(exception.__cause__, "pgcode", "") == LOCK_NOT_AVAILABLE:
            return render(request, "409.html", status=409)
        if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
            return render(request, "400.html", status=BAD_INPUT)
        return None

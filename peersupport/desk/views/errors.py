"""Pages for when something isn't right. 400, 403 and 404 are Django's own, with our templates."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

from peersupport.shared.middleware import page_for


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form that was open for very long, or one that another site sent."""
    return render(request, "403_csrf.html", status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """handler500: the last look at what a view, a middleware or an error page raised.

    Django turns what a middleware raises into an answer before the next one around it hears of it. So this, and no
    middleware, is what stands around those that ask the database for session, user and membership.
    """
    return page_for(request, sys.exception()) or server_error(request)

"""Pages for when something isn't right. 400, 403, 404 and 500 are Django's own, with our templates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form that was open for very long, or one that another site sent."""
    return render(request, "403_csrf.html", status=403)

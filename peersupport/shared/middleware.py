"""Small middlewares without models."""

import logging
import time
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED = "55P03", "40P01"
DONE = 200
BAD_INPUT = 400
SLIDE_EVERY = 60  # seconds
RETRY_AFTER = "60"  # seconds
HEALTH = ("/healthz", "/readyz")
METHODS = ("GET", "HEAD", "POST")


def permissions_policy(get_response):
    """Say in every answer which of the device's abilities a page may use; it has to be the outermost middleware."""
    said = ", ".join(f"{ability}={who}" for ability, who in settings.PERMISSIONS_POLICY.items())

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = said
        return response

    return middleware


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


def pages_are_read_and_sent(get_response):
    """Answer 405 to any other method: a view would draw its page for it, and none has another meaning here."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return middleware


def health_without_cookies(get_response):
    """/healthz and /readyz answer the same to everybody, also when the database with the sessions is away."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info in HEALTH:
            request.COOKIES.clear()
        return get_response(request)

    return middleware


def never_cached_when_signed_in(get_response):
    """Pages behind sign-in stay out of every cache, and a session ends ten hours after it began, or half an hour idle.

    Whoever came signed in and leaves signed out takes nothing along: their browser forgets what it kept of us.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        came_signed_in = request.user.is_authenticated
        if came_signed_in:
            _age(request)
        response = get_response(request)
        if came_signed_in or request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        if came_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


def redirects_of_the_page(get_response):
    """A redirect that htmx gets is the whole page's: to sign in, above all, when the session has ended meanwhile.

    The browser would follow a 302 by itself, and htmx would put the sign-in page where a list was.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.htmx and response.has_header("Location"):
            response["HX-Redirect"] = response["Location"]
            del response["Location"]
            response.status_code = DONE
        return response

    return middleware


class SignInFirst(LoginRequiredMiddleware):
    """Nothing without signing in, except what says so. Whoever pressed a button too late comes back to where it stood.

    Its own address only takes presses, so after signing in there would be nothing to see there.
    """

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        messages.warning(request, _("You had been signed out, so nothing was done. Sign in and try again."))
        return redirect_to_login(_where_it_stood(request), self.get_login_url(view_func))


def _where_it_stood(request: HttpRequest) -> str:
    """The page of ours that a request came from, as its browser says, or the start page."""
    came_from = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(came_from)
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))


def _age(request: HttpRequest) -> None:
    """End a session that is too old; slide the idle half hour of the others, writing at most once a minute."""
    now = int(time.time())
    if now - request.session.setdefault("began", now) > settings.SESSION_ABSOLUTE_AGE:
        logout(request)
    elif now - request.session.get("seen", 0) > SLIDE_EVERY:
        request.session["seen"] = now


def _somebody_was_in_the_way(exception: OperationalError) -> bool:
    return getattr(exception.__cause__, "pgcode", "") in (LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED)


def page_for(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """A page of its own for what isn't anybody's mistake. None for what is one: that stays a 500.

    409 with a button: a lock that wasn't had in time, or that two held crosswise.
    503: PostgreSQL or Valkey is away, and what was asked for needs it. Above all sign-in: without Valkey nobody counts
    the guesses.
    """
    if isinstance(exception, OperationalError) and _somebody_was_in_the_way(exception):
        return render(request, "409.html", status=409)
    if isinstance(exception, (OperationalError, InterfaceError)):
        return _unavailable("PostgreSQL", exception)
    if isinstance(exception, RedisError):
        return _unavailable("Valkey", exception)
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        return render(request, "400.html", status=BAD_INPUT)
    return None


def _unavailable(what: str, exception: Exception) -> HttpResponse:
    """The page is put together without the request: the person in the menu may be in the database that is away."""
    log.error("%s does not answer (%s)", what, type(exception).__name__)
    headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"}
    response = HttpResponse(render_to_string("503.html"), status=503, headers=headers)
    response._has_been_logged = True  # else Django logs it once more, with what the server's message says
    return response


class BusyDatabase:
    """What a view can't do gets the page for it. What a middleware can't do gets the same one from handler500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return page_for(request, exception)

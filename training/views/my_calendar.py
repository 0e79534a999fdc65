"""One's course in one's own calendar: the address to subscribe to, and what stands there."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from peersupport.accounts.access import public, requires
from peersupport.accounts.permissions import Permission
from peersupport.documents import calendars
from peersupport.links.onetime import LinkSpent, token_of
from peersupport.shared.limits import too_often
from peersupport.shared.views import confirm
from training import selectors
from training.actions import calendars as actions

PER_HOUR = 600  # a company's or a calendar service's whole traffic may come from one address
TOO_MANY_REQUESTS = 429


@requires(Permission.OWN_CALENDAR)
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The address, or a button that makes one. Pressed twice, it is one."""
    now = timezone.now()
    link = actions.address(request.user, at=now)
    if request.method == "POST":
        if link is None:
            actions.renew(user=request.user, at=now)
        return redirect("training:my_calendar")
    entries = selectors.my_calendar(user=request.user, on=timezone.localdate(now))
    address = link and f"{settings.SITE_URL}{reverse('training:calendar', args=[token_of(link)])}"
    context = {
        "address": address,
        "webcal": address and f"webcal://{address.partition('://')[2]}",
        "made_on": link and link.created_at,
        "coming": sum(entry.ends_at > now for entry in entries),
    }
    return render(request, "training/my_calendar.html", context)


@requires(Permission.OWN_CALENDAR)
def my_calendar_renew(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        actions.renew(user=request.user, at=timezone.now())
        messages.success(request, _("The address is a new one. Put it into your calendar instead of the old one."))
        return redirect("training:my_calendar")
    return confirm(
        request,
        title=_("Make a new address?"),
        text=_("Whoever has the old one sees nothing more there, and neither does your own calendar."),
        submit=_("Make a new address"),
        back=reverse("training:my_calendar"),
    )


@requires(Permission.OWN_CALENDAR)
def my_calendar_close(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        actions.close(user=request.user, at=timezone.now())
        messages.success(request, _("The address is turned off. Take the calendar away where you put it in."))
        return redirect("training:my_calendar")
    return confirm(
        request,
        title=_("Turn the address off?"),
        text=_("Calendars that fetch the course get nothing more. You can make a new address whenever you like."),
        submit=_("Turn it off"),
        back=reverse("training:my_calendar"),
    )


@public
@require_safe
@cache_control(private=True, no_cache=True)
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar fetches, over and over: nothing but "the same" when nothing has changed (ETag)."""
    if too_often(request, "calendar", limit=PER_HOUR, seconds=3600):
        return HttpResponse(status=TOO_MANY_REQUESTS)
    try:
        user = actions.behind(token=token, at=timezone.now())
    except LinkSpent as spent:
        raise Http404 from spent
    with override(user.language):
        entries = selectors.my_calendar(user=user, on=timezone.localdate())
        body = calendars.feed(entries, uid=f"course-{user.pk}", name=pgettext("calendar", "Course"))
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    answer = HttpResponse(body, content_type=f"{calendars.MIME}; charset=utf-8", headers={"ETag": etag})
    return get_conditional_response(request, etag=etag, response=answer)

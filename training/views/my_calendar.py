"""One's course in one's own calendar: the address to subscribe to, and what stands there."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from peersupport.accounts.access import public, requires
from peersupport.accounts.models import User
from peersupport.accounts.permissions import Permission
from peersupport.documents import calendars
from peersupport.links.models import OneTimeLink
from peersupport.links.onetime import LinkSpent, token_of
from peersupport.shared.limits import too_often
from peersupport.shared.views import confirm
from training import selectors
from training.actions import calendars as actions
from training.models import Application, Participation
from training.views.my_application import by_link

PER_HOUR = 600  # a company's or a calendar service's whole traffic may come from one address
TOO_MANY_REQUESTS = 429


@requires(Permission.OWN_CALENDAR)
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The address, or a button that makes one. Pressed twice, it is one."""
    now = timezone.now()
    link = actions.address(request.user, at=now)
    if request.method == "POST":
        if link is None:
            actions.renew(request.user, at=now)
        return redirect("training:my_calendar")
    return render(request, "training/my_calendar.html", _context(request.user, link, now))


@requires(Permission.OWN_CALENDAR)
def my_calendar_renew(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        actions.renew(request.user, at=timezone.now())
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
        actions.close(request.user, at=timezone.now())
        messages.success(request, _("The address is turned off. Take the calendar away where you put it in."))
        return redirect("training:my_calendar")
    return confirm(
        request,
        title=_("Turn the address off?"),
        text=_("Calendars that fetch the course get nothing more. You can make a new address whenever you like."),
        submit=_("Turn it off"),
        back=reverse("training:my_calendar"),
    )


@by_link
def my_course_calendar(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    """The same for who has a place in a course, and no account; a POST makes the address, or turns it off."""
    now = timezone.now()
    mine = get_object_or_404(Participation.objects.present_in_course(), application=found)
    if request.method == "POST":
        if request.POST.get("answer") == "off":
            actions.close(mine, at=now)
        elif actions.address(mine, at=now) is None:
            actions.renew(mine, at=now)
        return redirect("training:my_course_calendar", token=token)
    context = {**_context(mine, actions.address(mine, at=now), now), "token": token}
    return render(request, "training/my_course_calendar.html", context)


def _context(whose: actions.Owner, link: OneTimeLink | None, now: datetime) -> dict:
    """What the pages say of an address."""
    entries = selectors.my_calendar(whose=whose, on=timezone.localdate(now))
    address = link and f"{settings.SITE_URL}{reverse('training:calendar', args=[token_of(link)])}"
    return {
        "address": address,
        "webcal": address and f"webcal://{address.partition('://')[2]}",
        "made_on": link and link.created_at,
        "coming": sum(entry.ends_at > now for entry in entries),
    }


@public
@require_safe
@cache_control(private=True, no_cache=True)
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar fetches, over and over: nothing but "the same" when nothing has changed (ETag)."""
    if too_often(request, "calendar", limit=PER_HOUR, seconds=3600):
        return HttpResponse(status=TOO_MANY_REQUESTS)
    try:
        whose = actions.behind(token=token, at=timezone.now())
    except LinkSpent as spent:
        raise Http404 from spent
    with override(whose.language):
        entries = selectors.my_calendar(whose=whose, on=timezone.localdate())
        body = calendars.feed(entries, uid=_name(whose), name=pgettext("calendar", "Course"))
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    answer = HttpResponse(body, content_type=f"{calendars.MIME}; charset=utf-8", headers={"ETag": etag})
    return get_conditional_response(request, etag=etag, response=answer)


def _name(whose: actions.Owner) -> str:
    return f"course-{whose.pk}" if isinstance(whose, User) else f"place-{whose.pk}"

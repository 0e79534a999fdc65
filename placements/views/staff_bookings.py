"""Staff sessions to come: for those who plan them, and a page without an account for those who come."""

import uuid
from base64 import b64encode
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from peersupport.accounts.access import public, requires
from peersupport.accounts.permissions import Permission
from peersupport.documents import calendars, qr
from peersupport.links.onetime import LinkSpent
from peersupport.shared.limits import too_often
from peersupport.shared.views import act, confirm, made, posted, refusals_as_messages
from placements.actions import staff_bookings as actions
from placements.forms.staff_booking import MoveSession, ProposeTimes, SignUpForSession, initial_of
from placements.letters.staff_sessions import calendar_file
from placements.models import ProposedTime, StaffBooking, Workplace
from placements.views.workplaces import crumbs, visible

PER_HOUR = 300  # a whole workplace signs up from one address
GONE, TOO_MANY_REQUESTS = 410, 429


@requires(Permission.WORKPLACE_PREPARE)
def staff_booking_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    form = ProposeTimes(posted(request), initial={"key": uuid.uuid4(), "minutes": 90, "place": found.name})
    if form.is_valid():
        booking = made(form, actions.propose, workplace=found, by=request.user, at=timezone.now(), **form.said())
        if booking:
            is_booked = booking.status == StaffBooking.Status.BOOKED
            messages.success(request, _("The session is booked.") if is_booked else _("The times are proposed."))
            return redirect("placements:workplace", pk=pk)
    return render(
        request, "placements/staff_booking_new.html", {"form": form, "workplace": found, "crumbs": crumbs(found)}
    )


@requires(Permission.STAFF_SESSION_CHOOSE)
@require_POST
def staff_booking_choose(request: HttpRequest, pk: int, booking: int) -> HttpResponse:
    """Choose one of the times: whoever leads the session, or the unit's manager."""
    found = _booking(visible(request, pk), booking)
    number = request.POST.get("time", "")
    time = get_object_or_404(ProposedTime, booking=found, pk=number if number.isdecimal() else 0)
    with refusals_as_messages(request):
        actions.choose(booking=found, time=time, by=request.user, at=timezone.now())
        messages.success(request, _("The session is booked."))
    return redirect("placements:workplace", pk=pk)


@requires(Permission.WORKPLACE_PREPARE)
def staff_booking_cancel(request: HttpRequest, pk: int, booking: int) -> HttpResponse:
    found, back = _booking(visible(request, pk), booking), reverse("placements:workplace", args=[pk])
    if request.method == "POST":
        with refusals_as_messages(request):
            actions.call_off(booking=found, by=request.user, at=timezone.now())
            messages.success(request, _("The session is called off."))
        return redirect(back)
    return confirm(
        request,
        title=_("Call the session off?"),
        text=_("Whoever opens its link reads that it isn't held. The manager and the contact person get a letter."),
        submit=_("Call it off"),
        back=back,
    )


@requires(Permission.WORKPLACE_PREPARE)
def staff_booking_move(request: HttpRequest, pk: int, booking: int) -> HttpResponse:
    """A session that is booked, at another time."""
    place = visible(request, pk)
    found = get_object_or_404(place.bookings.filter(status=StaffBooking.Status.BOOKED), pk=booking)
    form = MoveSession(posted(request), initial=initial_of(found))
    if form.is_valid() and _moved(form, found):
        messages.success(request, _("The session is moved. The manager and the contact person get a letter."))
        return redirect("placements:workplace", pk=pk)
    context = {"form": form, "booking": found, "workplace": place, "crumbs": crumbs(place)}
    return render(request, "placements/staff_booking_move.html", context)


@requires(Permission.STAFF_SESSION_CHOOSE)
def staff_booking_paper(request: HttpRequest, pk: int, booking: int) -> HttpResponse:
    """A sheet for the wall, with the link as a code for the phone."""
    found = visible(request, pk)
    rows = found.bookings.filter(status=StaffBooking.Status.BOOKED)
    row = get_object_or_404(rows.select_related("workplace"), pk=booking)
    link = settings.SITE_URL + reverse("placements:staff_sign_up", args=[actions.link_to(row)])
    code = f"data:image/svg+xml;base64,{b64encode(qr.svg(link)).decode()}"
    return render(request, "placements/staff_booking_paper.html", {"booking": row, "link": link, "code": code})


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @never_cache
    @public
    @wraps(view)
    def wrapper(request: HttpRequest, token: str) -> HttpResponse:
        if too_often(request, "staff-session", limit=PER_HOUR, seconds=3600):
            return render(request, "429.html", status=TOO_MANY_REQUESTS)
        try:
            found = actions.behind(token=token, at=timezone.now())
        except LinkSpent:
            return render(request, "placements/staff_sign_up_over.html", status=GONE)
        return view(request, found, token)

    return wrapper


@by_link
def staff_sign_up(request: HttpRequest, found: StaffBooking, token: str) -> HttpResponse:
    """When and where, and how many come."""
    form = SignUpForSession(posted(request), initial={"key": uuid.uuid4()})
    if form.is_valid() and act(form, actions.sign_up, booking=found, at=timezone.now(), **form.cleaned_data):
        messages.success(request, _("Thank you, you are counted in."))
        return redirect("placements:staff_sign_up", token=token)
    context = {"booking": found, "form": form, "token": token, "is_ahead": found.starts_at > timezone.now()}
    return render(request, "placements/staff_sign_up.html", context)


@by_link
@require_safe
def staff_sign_up_ics(request: HttpRequest, found: StaffBooking, token: str) -> HttpResponse:  # noqa: ARG001 - the decorator's shape
    if found.status == StaffBooking.Status.CANCELLED:
        return render(request, "placements/staff_sign_up_over.html", status=GONE)
    answer = HttpResponse(calendar_file(found), content_type=calendars.MIME)
    answer["Content-Disposition"] = 'attachment; filename="mote.ics"'
    return answer


def _moved(form: MoveSession, booking: StaffBooking) -> bool:
    def now() -> dict:
        booking.refresh_from_db()
        return initial_of(booking)

    return act(form, actions.move, now=now, booking=booking, at=timezone.now(), **form.said())


def _booking(workplace: Workplace, pk: int) -> StaffBooking:
    return get_object_or_404(workplace.bookings.open(), pk=pk)

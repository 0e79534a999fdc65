"""Letters to a workplace's manager and contact person about a session for the staff: when, and never where or why."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext

from peersupport.documents import calendars
from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft
from peersupport.letters.registry import Attachment, Kind, nothing_attached
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from placements.models import StaffBooking, Workplace

LINK = "placements.staff_session"


def moved(booking: StaffBooking) -> Iterator[Draft]:
    """It is at another time."""
    return _drafts(MOVED, booking)


def called_off(booking: StaffBooking) -> Iterator[Draft]:
    """It isn't held."""
    return _drafts(CALLED_OFF, booking)


def calendar_file(booking: StaffBooking) -> bytes:
    """The meeting for a calendar: the same one at each version, so that a later one moves it."""
    return calendars.meeting(
        uid=f"staff-session-{booking.pk}",
        starts_at=booking.starts_at,
        minutes=booking.minutes,
        summary=pgettext("calendar", "Meeting"),
        sequence=booking.version,
        stamp=booking.proposed_at,
    )


def token_of(booking: StaffBooking) -> str | None:
    """What opens a booked session's page."""
    link = OneTimeLink.objects.filter(purpose=LINK, subject_id=booking.pk, revoked_at=None).last()
    return link and onetime.token_of(link)


def _drafts(kind: Kind, booking: StaffBooking) -> Iterator[Draft]:
    until = booking.starts_at - timedelta(minutes=1)
    for to in _readers(booking.workplace):
        yield Draft(kind=kind.name, subject_id=booking.pk, occasion=str(booking.version), expires_at=until, **to)


def _readers(place: Workplace) -> list[dict]:
    """The manager by their account where they have one, and the contact person; whoever is both gets one letter."""
    manager = place.manager if place.manager and place.manager.is_active else None
    first = {"user": manager} if manager else {"address": place.manager_email}
    addresses = {place.manager_email.lower(), manager.email.lower() if manager else ""}
    second = {} if place.contact_email.lower() in addresses else {"address": place.contact_email}
    return [to for to in (first, second) if any(to.values())]


def _in(status: str):
    """Of these sessions, those in a status."""

    def still_wanted(ids: set[int]) -> set[int]:
        return set(StaffBooking.objects.filter(pk__in=ids, status=status).values_list("pk", flat=True))

    return still_wanted


def _when(letter: Letter) -> dict:
    booking = StaffBooking.objects.get(pk=letter.subject_id)
    link = settings.SITE_URL + reverse("placements:staff_sign_up", args=[token_of(booking)])
    return {"starts_at": timezone.localtime(booking.starts_at), "ends_at": booking.ends_at, "link": link}


def _for_the_calendar(letter: Letter) -> list[Attachment]:
    booking = StaffBooking.objects.get(pk=letter.subject_id)
    return [Attachment("mote.ics", calendar_file(booking), calendars.MIME)]


def _seen(membership) -> QuerySet:
    return StaffBooking.objects.visible_to(membership).values("pk")


def _kind(name: str, label, status: str, *, attachments=nothing_attached) -> Kind:
    return Kind(
        name=name,
        template=f"placements/{name}",
        values=frozenset(),
        still_wanted=_in(status),
        context=_when,
        attachments=attachments,
        may_see=_seen,
        label=label,
    )


MOVED = _kind(
    "staff_session_moved",
    gettext_lazy("A session with the staff is moved"),
    StaffBooking.Status.BOOKED,
    attachments=_for_the_calendar,
)
CALLED_OFF = _kind(
    "staff_session_called_off", gettext_lazy("A session with the staff is called off"), StaffBooking.Status.CANCELLED
)
KINDS = [MOVED, CALLED_OFF]
NAMES = [kind.name for kind in KINDS]

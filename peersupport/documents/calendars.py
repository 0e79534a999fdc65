"""A meeting as a file that calendars take in (iCalendar, RFC 5545)."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

MIME = "text/calendar"
PRODUCT = "-//Peer support//SV"


def meeting(*, uid: str, starts_at: datetime, minutes: int, summary: str, sequence: int, stamp: datetime) -> bytes:
    """One meeting. Calendars are looked at by others too, so ``summary`` is to name nobody and nothing.

    The same ``uid`` with a higher ``sequence`` moves the meeting that a calendar has already. Times are written in UTC,
    which every calendar shows on its own clock, whatever it knows of summer time.
    """
    event = Event.new(
        uid=f"{uid}@{urlsplit(settings.SITE_URL).hostname}",
        start=starts_at,
        end=starts_at + timedelta(minutes=minutes),
        summary=summary,
        sequence=sequence,
        stamp=stamp,
    )
    return Calendar.new(prodid=PRODUCT, method="PUBLISH", subcomponents=[event]).to_ical()

"""Meetings as files that calendars take in (iCalendar, RFC 5545).

Calendars lie open on a phone and are looked at by others too: what stands in them names nobody and no programme.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, Timezone
from icalendar.enums import STATUS

MIME = "text/calendar"
PRODUCT = "-//Calendar//SV"
REFRESHED_EVERY = timedelta(hours=4)
# The rule since 1996, in the form that every calendar understands; a test holds it to the clocks of the years to come
STOCKHOLM = """\
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class Entry:
    """Something that a calendar holds. ``starts_at`` and ``ends_at`` are in Swedish time.

    ``uid`` stays the same when it moves, and ``sequence`` only ever grows. ``is_tentative``: nobody has decided yet.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    sequence: int
    changed_at: datetime
    is_tentative: bool = False


def meeting(*, uid: str, starts_at: datetime, minutes: int, summary: str, sequence: int, stamp: datetime) -> bytes:
    """One meeting. ``summary`` is to name nobody and nothing.

    The same ``uid`` with a higher ``sequence`` moves the meeting that a calendar has already. Times are written in UTC,
    which every calendar shows on its own clock, whatever it knows of summer time.
    """
    event = Event.new(
        uid=_everywhere(uid),
        start=starts_at,
        end=starts_at + timedelta(minutes=minutes),
        summary=summary,
        sequence=sequence,
        stamp=stamp,
    )
    return Calendar.new(prodid=PRODUCT, method="PUBLISH", subcomponents=[event]).to_ical()


def feed(entries: Iterable[Entry], *, uid: str, name: str) -> bytes:
    """A calendar to subscribe to: read again and again, it holds what there is now. Same entries, same bytes."""
    return Calendar.new(
        prodid=PRODUCT,
        uid=_everywhere(uid),
        name=name,
        refresh_interval=REFRESHED_EVERY,
        subcomponents=[Timezone.from_ical(STOCKHOLM), *map(_event, entries)],
    ).to_ical()


def _event(entry: Entry) -> Event:
    return Event.new(
        uid=_everywhere(entry.uid),
        start=entry.starts_at,
        end=entry.ends_at,
        summary=entry.summary,
        location=entry.place or None,
        sequence=entry.sequence,
        status=STATUS.TENTATIVE if entry.is_tentative else STATUS.CONFIRMED,
        stamp=entry.changed_at,
        last_modified=entry.changed_at,
    )


def _everywhere(uid: str) -> str:
    """A name that no other system uses."""
    return f"{uid}@{urlsplit(settings.SITE_URL).hostname}"

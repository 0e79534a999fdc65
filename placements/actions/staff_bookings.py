"""Staff sessions to come: times are proposed, one is chosen, and those who come say how many they are."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.jobs import idempotency
from peersupport.letters import outbox
from peersupport.letters.outbox import Draft
from peersupport.links import onetime
from peersupport.shared.refusals import Conflict, Refused
from placements.actions.workplaces import begin_preparing, lock_open
from placements.letters import staff_sessions as letters
from placements.letters.staff_sessions import LINK
from placements.models import ProposedTime, StaffBooking, StaffSignUp, Workplace

Status = StaffBooking.Status
OPEN_AFTER = timedelta(days=1)  # how long after the session its link opens
MOST = 200  # who sign up at once


@transaction.atomic
def propose(
    *,
    key: UUID,
    workplace: Workplace,
    times: Sequence[datetime],
    minutes: int,
    place: str,
    by: User,
    at: datetime,
) -> StaffBooking:
    """Propose times for a session, which ``by`` leads. With one time it is booked at once.

    Sent twice with the same key it is proposed once. Raises Refused beside ``times``, and WorkplaceClosed.
    """
    done = idempotency.claim(key, purpose="placements.staff_booking", owner=f"user:{by.pk}", at=at)
    if done is not None:
        return idempotency.made_before(StaffBooking, done)
    row = lock_open(workplace)
    if any(time <= at for time in times):
        raise Refused(_("The times have to lie ahead."), field="times")
    booking = StaffBooking.objects.create(
        workplace=row, leader=by, place=place, minutes=minutes, proposed_at=at, proposed_by=by
    )
    status.begin(booking, by=by, at=at)
    ProposedTime.objects.bulk_create(ProposedTime(booking=booking, starts_at=time) for time in sorted({*times}))
    begin_preparing(workplace, row, by=by, at=at)
    if len({*times}) == 1:
        choose(booking=booking, time=booking.times.get(), by=by, at=at)
    idempotency.remember(key, f"placements.staffbooking:{booking.pk}")
    return booking


@transaction.atomic
def choose(*, booking: StaffBooking, time: ProposedTime, by: User, at: datetime) -> None:
    """It is then. From now on its link opens the page where those who come say so. Raises Refused, WrongStatus."""
    if time.booking_id != booking.pk or time.starts_at <= at:
        raise Refused(_("Choose one of the times that lie ahead."))
    status.move(booking, Status.BOOKED, by=by, at=at, starts_at=time.starts_at)
    onetime.issue(purpose=LINK, subject_id=booking.pk, at=at, expires_at=time.starts_at + OPEN_AFTER)


@transaction.atomic
def call_off(*, booking: StaffBooking, by: User, at: datetime) -> None:
    """It isn't held; its link says so, and a letter where it was booked. Raises WrongStatus."""
    was_booked = booking.starts_at is not None and booking.starts_at > at
    status.move(booking, Status.CANCELLED, by=by, at=at, version=booking.version + 1)
    outbox.cancel(kinds=letters.NAMES, subject_ids=[booking.pk])
    if was_booked:
        _post(letters.called_off(booking), at=at)


@transaction.atomic
def move(*, booking: StaffBooking, version: int, starts_at: datetime, minutes: int, place: str, at: datetime) -> None:
    """A booked session is at another time, or another place. Its link stays, and so do those who have signed up.

    The workplace's manager and contact person get a letter. The same as before changes nothing. Raises Conflict when
    somebody else has changed it since, and Refused.
    """
    row = StaffBooking.objects.locked().select_related("workplace__manager").get(pk=booking.pk)
    asked = {"starts_at": starts_at, "minutes": minutes, "place": place}
    if {name: getattr(row, name) for name in asked} == asked:
        return
    if row.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    if row.status != Status.BOOKED:
        raise Refused(_("Only a session that is booked can be moved."))
    if starts_at <= at:
        raise Refused(_("The times have to lie ahead."), field="day")
    for name, value in asked.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*asked, "version"])
    onetime.prolong(purpose=LINK, subject_id=row.pk, expires_at=starts_at + OPEN_AFTER)
    outbox.cancel(kinds=letters.NAMES, subject_ids=[row.pk])
    _post(letters.moved(row), at=at)


def _post(drafts: Iterable[Draft], *, at: datetime) -> None:
    for draft in drafts:
        outbox.post(draft, at=at)


@transaction.atomic
def sign_up(*, key: UUID, booking: StaffBooking, staff: int, managers: int, at: datetime) -> None:
    """So many come. Sent twice with the same key they are counted once. Raises Refused."""
    owner = f"staff-booking:{booking.pk}"
    if idempotency.claim(key, purpose="placements.staff_sign_up", owner=owner, at=at) is not None:
        return
    row = StaffBooking.objects.locked().get(pk=booking.pk)
    if row.status != Status.BOOKED or row.starts_at <= at:
        raise Refused(_("One can't sign up for this session any more."))
    if not 1 <= staff + managers <= MOST:
        raise Refused(_("Say how many of you come."), field="staff")
    made = StaffSignUp.objects.create(booking=row, staff=staff, managers=managers, signed_up_at=at)
    idempotency.remember(key, f"placements.staffsignup:{made.pk}")


def link_to(booking: StaffBooking) -> str | None:
    """The token of a booked session's page."""
    return letters.token_of(booking)


def behind(*, token: str, at: datetime) -> StaffBooking:
    """The session whose page a link opens, called off or not. Raises LinkSpent."""
    link = onetime.find(purpose=LINK, token=token, at=at)
    return StaffBooking.objects.select_related("workplace").get(pk=link.subject_id)

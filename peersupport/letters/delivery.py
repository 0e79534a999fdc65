"""Send what waits in the outbox. Several workers share it without talking to each other.

A letter is claimed under a lease in one short transaction, and that is committed before anything is said to the relay.
A worker that dies leaves a lease that runs out; the letter is then sent again, under the same Message-ID. So nothing is
lost, and at most the one letter that a dying worker had in its hand goes twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.letters.models import Letter
from peersupport.letters.outcome import Fate, Next, Outcome, after
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import Rendered, render
from peersupport.letters.smtp import Line

ONE_RUN = timedelta(seconds=50)  # then the worker is free for other tasks, and the next sweep goes on
STEPS = 6  # MAIL, RCPT, DATA and the text may each take EMAIL_TIMEOUT seconds; two more to read and to write

Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


def run(*, clock: Clock) -> int:
    """Send letters until none is due, the relay is gone or the turn is over; the number sent.

    The connection is made before any letter is claimed: a relay that is down costs no letter a try.
    """
    until = clock() + ONE_RUN
    tidy(at=clock())
    sent = 0
    while clock() < until and _something_is_due(at=clock()):
        try:
            line = Line()
        except OSError as problem:
            log.warning("The mail relay cannot be reached (%s); the next sweep tries again", type(problem).__name__)
            break
        try:
            _send_on(line, until=until, clock=clock)
        finally:
            line.close()
        sent += line.accepted
        if line.lost and not line.accepted:
            log.warning("The mail relay hangs up; the next sweep tries again")
            break
    return sent


def tidy(*, at: datetime) -> None:
    """Put back the letters of workers that died, and let go of those for which it is too late."""
    with acting_as(SYSTEM):
        dead = Letter.objects.filter(state=Letter.State.SENDING, lease_until__lte=at)
        dead.update(state=Letter.State.RETRY, lease_until=None, error_class="worker died")
        Letter.objects.waiting().filter(expires_at__lte=at).update(state=Letter.State.EXPIRED)


def lease() -> timedelta:
    """How long a claimed letter is one worker's own: longer than sending it on an open connection can take."""
    return timedelta(seconds=STEPS * settings.EMAIL_TIMEOUT)


def _something_is_due(*, at: datetime) -> bool:
    with acting_as(SYSTEM):
        return Letter.objects.due(at).exists()


def _send_on(line: Line, *, until: datetime, clock: Clock) -> None:
    """Send letters on one connection while there are any and it holds.

    What became of one letter and the claim of the next are one transaction: one commit a letter.
    """
    letter, following = None, None
    while True:
        now = clock()
        with acting_as(SYSTEM):
            if letter is not None:
                _mark(letter, following, at=now)
            letter = None if line.lost or now >= until else _claim(at=now)
        if letter is None:
            return
        line_was_used = line.accepted > 0
        outcome = _deliver(letter, line)
        following = after(outcome, attempts=letter.attempts, in_doubt=letter.was_in_doubt, line_was_used=line_was_used)


def _claim(*, at: datetime) -> Letter | None:
    """The letter that has been due for longest and that nobody else has in hand, under a lease."""
    due = Letter.objects.due(at).select_for_update(skip_locked=True, of=("self",)).select_related("user")
    letter = due.order_by("not_before", "pk").first()
    if letter is None:
        return None
    letter.was_in_doubt = letter.state == Letter.State.IN_DOUBT
    letter.state, letter.lease_until, letter.attempts = Letter.State.SENDING, at + lease(), letter.attempts + 1
    letter.save(update_fields=["state", "lease_until", "attempts"])
    return letter


def _mark(letter: Letter, following: Next, *, at: datetime) -> None:
    """Note what became of a letter, if it is still ours: a worker that slept past its lease keeps its hands off."""
    ours = Letter.objects.filter(pk=letter.pk, state=Letter.State.SENDING, lease_until=letter.lease_until)
    marked = ours.update(
        state=following.state,
        lease_until=None,
        sent_at=at if following.state == Letter.State.SENT else None,
        not_before=min(at + following.pause, letter.expires_at - timedelta(microseconds=1)),
        error_class=following.reason,
    )
    if not marked:
        log.warning("Letter %s was given to another worker: this one took longer than its lease", letter.pk)


def _deliver(letter: Letter, line: Line) -> Outcome:
    ready = _ready(letter)
    return line.send(ready) if isinstance(ready, Rendered) else ready


def _ready(letter: Letter) -> Rendered | Outcome:
    """The letter written out, or why it does not go. Rendered here and now: what it says is what is true now."""
    try:
        with acting_as(SYSTEM):
            if not _still_wanted(letter):
                return Outcome(Fate.UNWANTED)
            return render(letter)
    except Exception as problem:  # noqa: BLE001 - one letter that cannot be written must not stop the others
        log.error("Letter %s (%s) could not be written: %s", letter.pk, letter.kind, type(problem).__name__)
        return Outcome(Fate.LATER, type(problem).__name__)


def _still_wanted(letter: Letter) -> bool:
    if letter.user is not None and not letter.user.is_active:
        return False
    kind, about = KINDS[letter.kind], letter.subject_id
    if kind.readers is not None and kind.readers({about}).get(about) != letter.user_id:
        return False
    return about in kind.still_wanted({about})

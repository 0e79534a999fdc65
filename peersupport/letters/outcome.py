"""What can become of a letter that somebody tried to send, and what follows from it."""

import random
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from peersupport.letters.models import Letter

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)


class Fate(Enum):
    SENT = auto()
    UNWANTED = auto()  # what it is about has changed, or its reader may no longer sign in
    LATER = auto()  # not this time: the relay said so, or it could not be written
    NEVER = auto()  # refused for good
    IN_DOUBT = auto()  # the connection went between the text and the answer: it may have been accepted
    LINE_LOST = auto()  # the connection went before that, so nothing can have been accepted


@dataclass(frozen=True)
class Outcome:
    fate: Fate
    reason: str = ""  # a class and a code; never the server's words, which quote the address


@dataclass(frozen=True)
class Next:
    """A letter's next state, and how long to wait before it is tried again."""

    state: str
    pause: timedelta = timedelta()
    reason: str = ""


def after(outcome: Outcome, *, attempts: int, in_doubt: bool, line_was_used: bool) -> Next:
    """What follows from one try to send.

    ``in_doubt``: this was the second try of a letter that may have arrived already. It gets no third: two lost answers
    in a row are for a person to look at. ``line_was_used``: relays close connections that have taken many letters, so
    a line lost then says nothing about the letter, which goes again at once.
    """
    again = Letter.State.IN_DOUBT if in_doubt else Letter.State.RETRY
    match outcome.fate:
        case Fate.SENT:
            return Next(Letter.State.SENT)
        case Fate.UNWANTED:
            return Next(Letter.State.CANCELLED)
        case Fate.NEVER:
            return Next(Letter.State.FAILED, reason=outcome.reason)
        case Fate.IN_DOUBT if in_doubt:
            return Next(Letter.State.FAILED, reason=f"twice {outcome.reason}")
        case Fate.IN_DOUBT:
            return Next(Letter.State.IN_DOUBT, pause(attempts), outcome.reason)
        case Fate.LINE_LOST if line_was_used:
            return Next(again, reason=outcome.reason)
        case _:
            return Next(again, pause(attempts), outcome.reason)


def pause(attempts: int) -> timedelta:
    """One minute, then two, four and so on up to an hour; a fifth more or less, so that a backlog spreads out."""
    doubled = FIRST_PAUSE * 2 ** min(attempts - 1, 6)
    return min(doubled, LONGEST_PAUSE) * random.uniform(0.8, 1.2)

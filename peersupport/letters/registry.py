"""What kinds of letters there are. Each app registers its own when it starts (its registrations.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from peersupport.directory.models import Membership
    from peersupport.letters.models import Letter


def nothing_more(letter: Letter) -> dict:  # noqa: ARG001 - the shape of Kind.context
    return {}


def nothing_attached(letter: Letter) -> list[Attachment]:  # noqa: ARG001 - the shape of Kind.attachments
    return []


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter: as neutral as the letter, its name too."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True)
class Kind:
    """One kind of letter: how it reads, what it may hold, and whether it is still wanted.

    ``template``      templates/email/<template>.subject.txt and .body.txt
    ``values``        the only names that a letter's row may hold; never a name, an address, a diagnosis or free text
    ``still_wanted``  of these subjects, those whose letter still makes sense; asked again in the moment of sending
    ``readers``       for a letter to whoever has a task now: of these subjects, whose it is when the letter is sent;
                      it goes to nobody else. None: to whom it was posted
    ``context``       what the templates need beyond the values, computed when the letter is sent and stored nowhere
    ``attachments``   files that go with it, made when the letter is sent and stored nowhere
    ``may_see``       ids of the subjects whose letters a coordinator may follow; None: only the nation and the
                      data protection officer
    ``label``         what the list of letters calls it
    ``due``           for reminders: the letters that should exist on a day, see :func:`outbox.post_many`
    """

    name: str
    template: str
    values: frozenset[str]
    still_wanted: Callable[[set[int]], set[int]]
    readers: Callable[[set[int]], dict[int, int]] | None = None
    context: Callable[[Letter], dict] = nothing_more
    attachments: Callable[[Letter], list[Attachment]] = nothing_attached
    may_see: Callable[[Membership], QuerySet] | None = None
    due: Callable[[date], QuerySet] | None = None
    label: str | Promise = ""


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Raises ValueError when its name is taken, or too long for a letter's key."""
    if kind.name in KINDS:
        raise ValueError(f"There is already a kind of letter called {kind.name}")
    if ":" in kind.name or len(kind.name) > 40:
        raise ValueError(f"Not a name for a kind of letter: {kind.name}")
    KINDS[kind.name] = kind

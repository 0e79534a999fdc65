"""Issue, find and use one-time links."""

import re
import uuid
from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from peersupport.links.models import OneTimeLink
from peersupport.shared.refusals import Refused

_TOKEN = re.compile(r"([0-9]{1,18})-([0-9a-f]{64})")


class LinkSpent(Refused):
    """The link was used, taken back, has expired, or never was."""


def spent() -> LinkSpent:
    """What every link that opens nothing is answered with, whatever the reason."""
    return LinkSpent(_("This link has been used or is too old. Ask for a new one."))


def issue(*, purpose: str, subject_id: int, at: datetime, expires_at: datetime) -> OneTimeLink:
    """A new link; earlier open ones for the same purpose and subject are taken back."""
    take_back(purpose=purpose, subject_id=subject_id, at=at)
    return OneTimeLink.objects.create(
        purpose=purpose, subject_id=subject_id, nonce=uuid.uuid4(), created_at=at, expires_at=expires_at
    )


def take_back(*, purpose: str, subject_id: int, at: datetime) -> None:
    """The open links for this purpose and subject open nothing from now on."""
    mine = OneTimeLink.objects.filter(purpose=purpose, subject_id=subject_id, used_at=None, revoked_at=None)
    mine.update(revoked_at=at)


def prolong(*, purpose: str, subject_id: int, expires_at: datetime) -> None:
    """The open link for this purpose and subject opens until then: what it is about is at another time."""
    mine = OneTimeLink.objects.filter(purpose=purpose, subject_id=subject_id, used_at=None, revoked_at=None)
    mine.update(expires_at=expires_at)


def token_of(link: OneTimeLink) -> str:
    """What stands in the address: the row's number and a 256-bit code that only this server can compute."""
    code = salted_hmac(f"onetime:{link.purpose}", f"{link.pk}:{link.subject_id}:{link.nonce}", algorithm="sha256")
    return f"{link.pk}-{code.hexdigest()}"


def find(*, purpose: str, token: str, at: datetime, lock: bool = False) -> OneTimeLink:
    """The open link with this token; ``lock`` where it is about to be used. Raises LinkSpent."""
    link = known(purpose=purpose, token=token, lock=lock)
    if not link.is_open(at):
        raise spent()
    return link


def known(*, purpose: str, token: str, lock: bool = False) -> OneTimeLink:
    """The link with this token, open or not: for a page that says what came of it. Raises LinkSpent."""
    parts = _TOKEN.fullmatch(token)
    links = OneTimeLink.objects.select_for_update() if lock else OneTimeLink.objects
    link = links.filter(purpose=purpose, pk=int(parts[1])).first() if parts else None
    if link is None or not constant_time_compare(token_of(link), token):
        raise spent()
    return link


def use(link: OneTimeLink, *, at: datetime) -> None:
    """Spend a link that :func:`find` locked."""
    link.used_at = at
    link.save(update_fields=["used_at"])

"""A note to a session: written by who noted it, read by them and the peer supporter, and gone after a year."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.privacy import sealed
from peersupport.shared import sealing
from peersupport.shared.refusals import Refused
from placements.models import SessionNote, SupervisionSession


@transaction.atomic
def save(*, session: SupervisionSession, text: str, by: User, at: datetime) -> None:
    """Keep what was written, sealed; what stood there before is gone. Nothing written: there is no note any more.

    The same again changes nothing. Raises Refused for anybody but who noted the session, and when it is so long ago
    that the note would be erased at once.
    """
    row = SupervisionSession.objects.locked().get(pk=session.pk)
    if row.logged_by_id != by.pk:
        raise Refused(_("Only who noted a session writes a note to it."))
    if not text:
        SessionNote.objects.filter(session=row).delete()
        return
    if row.held_on <= at.date() - SessionNote.KEPT_FOR:
        raise Refused(_("The session is more than a year ago. Notes are erased by then."), field="text")
    before = SessionNote.objects.locked().filter(session=row).first()
    if before is not None and _says(before, text):
        return
    kept = {**sealed.columns(SessionNote, text), "saved_at": at}
    SessionNote.objects.update_or_create(session=row, defaults=kept)


def _says(note: SessionNote, text: str) -> bool:
    try:
        return sealed.opened(note) == text
    except sealing.SealBroken:
        return False


@transaction.atomic
def read(*, note: SessionNote, by: User, at: datetime) -> str:
    """Open it; that it was read is kept, and the peer supporter sees it. Raises Refused when it can't be opened."""
    return sealed.read(note, of=note, what="session note", by=by, at=at)


@transaction.atomic
def erase_old(*, on: date) -> int:
    """Erase the notes to sessions of more than a year ago; how many. That the session was held stays."""
    erased, _by_model = SessionNote.objects.to_erase(on).delete()
    return erased

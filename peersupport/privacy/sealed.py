"""Rows that hold a sealed text (columns ``seal_id`` and ``sealed``): sealed, opened, read, and kept under keys."""

import logging
import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.privacy.models import Reading
from peersupport.shared import sealing
from peersupport.shared.acting import SYSTEM, acting_as
from peersupport.shared.refusals import Refused

log = logging.getLogger(__name__)


def columns(model: type[models.Model], text: str) -> dict:
    """What a row of ``model`` keeps of a text, sealed for that row alone."""
    seal_id = uuid.uuid4()
    return {"seal_id": seal_id, "sealed": sealing.seal(text, purpose=_purpose(model, seal_id))}


def opened(row: models.Model) -> str:
    """The text. Raises SealBroken."""
    return sealing.open_sealed(row.sealed, purpose=_purpose(type(row), row.seal_id))


def read(row: models.Model, *, of: models.Model, what: str, by: User, at: datetime) -> str:
    """The text, for somebody else than who wrote it: that they read ``what`` of a thing is kept.

    In the caller's transaction. Raises Refused when it can't be opened.
    """
    Reading.objects.create(subject=subject_of(of), what=what, read_by=by, read_at=at)
    try:
        return opened(row)
    except sealing.SealBroken as problem:
        raise Refused(_("This can't be opened: its key is missing, or it was changed.")) from problem


def reseal(model: type[models.Model]) -> int:
    """Seal anew what an older key sealed; how many. One transaction each; what can't be opened stays as it is."""
    older = model.objects.exclude(sealed__startswith=sealing.current_key() + ".").exclude(sealed="")
    return sum(_reseal(model, pk) for pk in older.values_list("pk", flat=True))


def _reseal(model: type[models.Model], pk: int) -> bool:
    with acting_as(SYSTEM):
        row = model.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            return False
        try:
            row.sealed = sealing.resealed(row.sealed, purpose=_purpose(model, row.seal_id))
        except sealing.SealBroken:
            log.warning("%s can't be opened, and stays as it is", subject_of(row))
            return False
        row.save(update_fields=["sealed"])
        return True


def _purpose(model: type[models.Model], seal_id: uuid.UUID) -> str:
    return f"{model._meta.label_lower}:{seal_id}"

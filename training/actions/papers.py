"""Keep, open and erase what only an admission group reads."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.privacy.models import Reading
from peersupport.shared import sealing
from peersupport.shared.acting import SYSTEM, acting_as
from training.models import Application, Paper

KEPT_FOR = timedelta(days=92)  # three months after the decision (domain 4.3)


def opened(paper: Paper) -> str:
    """The text, for the one who wrote it. Raises SealBroken."""
    return sealing.open_sealed(paper.sealed, purpose=_purpose(paper.seal_id))


@transaction.atomic
def write(*, application: Application, kind: str, text: str, by: User | None, at: datetime) -> None:
    """Seal a text; what the same person wrote of this kind before is replaced, unless it said just the same."""
    before = Paper.objects.filter(application=application, kind=kind, written_by=by).first()
    if before is not None and opened(before) == text:
        return
    seal_id = uuid.uuid4()
    sealed = {"seal_id": seal_id, "sealed": sealing.seal(text, purpose=_purpose(seal_id)), "written_at": at}
    Paper.objects.update_or_create(application=application, kind=kind, written_by=by, defaults=sealed)


@transaction.atomic
def read(*, paper: Paper, by: User, at: datetime) -> str:
    """The text, for one of the admission group; that they read it is kept. Raises SealBroken."""
    Reading.objects.create(subject=subject_of(paper.application), what=paper.kind, read_by=by, read_at=at)
    return opened(paper)


@transaction.atomic
def erase_old(*, at: datetime) -> int:
    """Erase the papers of all whose decision, or whose taking back, is three months old; how many.

    Whoever wasn't admitted loses name and address as well: what stays is that somebody applied, and what came of it.
    """
    old = Application.objects.filter(erased_at=None).filter(
        Q(decided_at__lte=at - KEPT_FOR) | Q(status=Application.Status.WITHDRAWN, saved_at__lte=at - KEPT_FOR)
    )
    old = old.exclude(status=Application.Status.RESERVE)  # theirs are needed as long as they wait
    erased, _by_model = Paper.objects.filter(application__in=old).delete()
    gone = [Application.Status.REJECTED, Application.Status.WITHDRAWN]
    old.filter(status__in=gone).update(**Application.PERSONAL, erased_at=at)
    return erased


def reseal() -> int:
    """Seal anew what an older key sealed; how many. One transaction each."""
    current = sealing.current_key() + "."
    return sum(_reseal(pk) for pk in Paper.objects.exclude(sealed__startswith=current).values_list("pk", flat=True))


def _reseal(pk: int) -> bool:
    with acting_as(SYSTEM):
        row = Paper.objects.select_for_update().filter(pk=pk).first()
        if row is not None:
            row.sealed = sealing.resealed(row.sealed, purpose=_purpose(row.seal_id))
            row.save(update_fields=["sealed"])
        return row is not None


def _purpose(seal_id: uuid.UUID) -> str:
    return f"training.paper:{seal_id}"

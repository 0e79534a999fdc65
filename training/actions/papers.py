"""Keep, open and erase what only an admission group reads."""

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.letters import outbox
from peersupport.privacy.models import Reading
from peersupport.shared import sealing
from peersupport.shared.acting import SYSTEM, acting_as
from peersupport.shared.refusals import Refused
from training import letters
from training.models import Application, CourseNeeds, Paper

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=92)  # three months after the decision (domain 4.3)


def opened(paper: Paper) -> str:
    """The text, for the one who wrote it. Raises SealBroken."""
    return sealing.open_sealed(paper.sealed, purpose=_purpose(paper.seal_id))


@transaction.atomic
def write(*, application: Application, kind: str, text: str, by: User | None, at: datetime) -> None:
    """Seal a text; what the same person wrote of this kind before is replaced, unless it said just the same."""
    before = Paper.objects.filter(application=application, kind=kind, written_by=by).first()
    if before is not None and _says(before, text):
        return
    seal_id = uuid.uuid4()
    sealed = {"seal_id": seal_id, "sealed": sealing.seal(text, purpose=_purpose(seal_id)), "written_at": at}
    Paper.objects.update_or_create(application=application, kind=kind, written_by=by, defaults=sealed)


def _says(paper: Paper, text: str) -> bool:
    try:
        return opened(paper) == text
    except sealing.SealBroken:
        return False


@transaction.atomic
def read(*, paper: Paper, by: User, at: datetime) -> str:
    """The text, for one of the admission group; that they read it is kept. Raises Refused when it can't be opened."""
    Reading.objects.create(subject=subject_of(paper.application), what=paper.kind, read_by=by, read_at=at)
    try:
        return opened(paper)
    except sealing.SealBroken as problem:
        raise Refused(_("This can't be opened: its key is missing, or it was changed.")) from problem


@transaction.atomic
def erase_old(*, at: datetime) -> int:
    """Erase what is three months old: papers after the decision, the rest after the cohort's end; how many papers.

    Whoever wasn't admitted loses name and address as well, in letters too: what stays is that somebody applied, and
    what came of it. A decision that nobody was told waits for that; who stands in reserve keeps theirs until the cohort
    is over.
    """
    then = at - KEPT_FOR
    rows = Application.objects.filter(erased_at=None).exclude(status=Application.Status.DRAFT)
    over = Q(cohort__ends_on__lte=timezone.localtime(then).date())
    decided = Q(decided_at__lte=then, told_at__isnull=False) & ~Q(status=Application.Status.RESERVE)
    erased, _by_model = Paper.objects.filter(application__in=rows.filter(over | decided)).delete()
    admitted = Q(status=Application.Status.ADMITTED)
    ended = Q(status=Application.Status.WITHDRAWN, saved_at__lte=then)
    _forget(rows.filter(over | ended | decided & ~admitted), at=at)
    CourseNeeds.objects.filter(participation__cohort__ends_on__lte=timezone.localtime(then).date()).delete()
    return erased


def _forget(rows, *, at: datetime) -> None:
    ids = list(rows.values_list("pk", flat=True))
    Application.objects.filter(pk__in=ids).update(**Application.PERSONAL, erased_at=at)
    outbox.forget(kinds=[kind.name for kind in letters.TO_APPLICANTS], subject_ids=ids)


def reseal() -> int:
    """Seal anew what an older key sealed; how many. One transaction each."""
    current = sealing.current_key() + "."
    return sum(_reseal(pk) for pk in Paper.objects.exclude(sealed__startswith=current).values_list("pk", flat=True))


def _reseal(pk: int) -> bool:
    with acting_as(SYSTEM):
        row = Paper.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            return False
        try:
            row.sealed = sealing.resealed(row.sealed, purpose=_purpose(row.seal_id))
        except sealing.SealBroken:
            log.warning("%s can't be opened, and stays as it is", subject_of(row))
            return False
        row.save(update_fields=["sealed"])
        return True


def _purpose(seal_id: uuid.UUID) -> str:
    return f"training.paper:{seal_id}"

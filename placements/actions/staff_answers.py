"""What those who lead staff sessions answer, written down for the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Conflict, Refused
from placements.actions.workplaces import is_about
from placements.models import StaffAnswer


@transaction.atomic
def write(*, theme: str, question: str, answer: str, by: User, at: datetime) -> StaffAnswer:
    """Raises Refused when the question has an answer already."""
    with _answered_once():
        return StaffAnswer.objects.create(theme=theme, question=question, answer=answer, written_by=by, written_at=at)


@transaction.atomic
def change(*, row: StaffAnswer, theme: str, question: str, answer: str, version: int, by: User, at: datetime) -> None:
    """Raises Refused as :func:`write`, and Conflict when somebody has changed it since ``version``."""
    locked = StaffAnswer.objects.locked().get(pk=row.pk)
    if locked.version != version:
        raise Conflict(_("Somebody else changed this answer while you did."))
    said = {"theme": theme, "question": question, "answer": answer, "written_by": by, "written_at": at}
    for name, value in {**said, "version": version + 1}.items():
        setattr(locked, name, value)
    with _answered_once():
        locked.save()


@contextmanager
def _answered_once() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not is_about(error, "a_question_is_answered_once"):
            raise
        raise Refused(_("This question has an answer already."), field="question") from None

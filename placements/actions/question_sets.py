"""What surveys ask: a draft is written, its licence noted, and published. What is published stays as it is."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.refusals import Conflict, Refused
from placements.actions.workplaces import is_about
from placements.models import QuestionSet, SurveyQuestion

_Status, _Licence = QuestionSet.Status, QuestionSet.Licence
_RECORD = (
    "name",
    "rights_holder",
    "licence",
    "permission_reference",
    "permission_valid_until",
    "items_locked",
    "may_be_exported",
)


class Frozen(Refused):
    """What has been asked keeps its words, or answers would be about something else than what was read."""


class NoLicence(Refused):
    """Nobody is asked in words that we don't know that we may use."""


@transaction.atomic
def copy(*, question_set: QuestionSet, by: User, at: datetime) -> QuestionSet:
    """The next edition: a draft like this one. Pressed twice, it is the draft that there is already."""
    rows = list(QuestionSet.objects.locked().filter(group=question_set.group).order_by("edition"))
    for row in rows:
        if row.is_draft:
            return row
    source = next(row for row in rows if row.pk == question_set.pk)
    record = {name: getattr(source, name) for name in _RECORD}
    made = QuestionSet.objects.create(group=source.group, edition=rows[-1].edition + 1, **record)
    for question in source.questions.in_order():
        question.pk, question.question_set, question._state.adding = None, made, True
        question.save(force_insert=True)
    status.begin(made, by=by, at=at)
    return made


@transaction.atomic
def note_licence(*, question_set: QuestionSet, version: int, **record) -> None:
    """Whose words they are, and by what right we use them. Raises Conflict, Frozen, and Refused beside a field."""
    row = _draft(question_set)
    if row.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    if record["licence"] == _Licence.PERMISSION and not record["permission_reference"]:
        raise Refused(_("Write where the permission can be found."), field="permission_reference")
    for name in _RECORD:
        setattr(row, name, record[name])
    row.version += 1
    row.save(update_fields=[*_RECORD, "version"])


@transaction.atomic
def add_question(*, question_set: QuestionSet, kind: str, text: str, text_en: str, position: int) -> SurveyQuestion:
    """Raises Frozen, and Refused beside text when there is one like it."""
    row = _unlocked(question_set)
    asked = SurveyQuestion(question_set=row, kind=kind, text=text, text_en=text_en, position=position)
    with _text_once():
        asked.save(force_insert=True)
    _touch(row)
    return asked


@transaction.atomic
def change_question(
    *, question: SurveyQuestion, version: int, kind: str, text: str, text_en: str, position: int
) -> None:
    """Move or reword it. In other words it is another question: its answers are no longer laid beside the old ones.

    Raises Conflict, Frozen, and Refused beside text when there is one like it.
    """
    row = _draft(question.question_set)
    if row.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    asked = SurveyQuestion.objects.get(pk=question.pk)
    if (asked.kind, asked.text, asked.text_en) != (kind, text, text_en):
        _refuse_when_locked(row)
        asked.wording = uuid.uuid4()
    asked.kind, asked.text, asked.text_en, asked.position = kind, text, text_en, position
    with _text_once():
        asked.save()
    _touch(row)


@transaction.atomic
def remove_question(*, question: SurveyQuestion) -> None:
    """From a draft. Raises Frozen."""
    row = _unlocked(question.question_set)
    SurveyQuestion.objects.filter(pk=question.pk).delete()
    _touch(row)


@transaction.atomic
def publish(*, question_set: QuestionSet, by: User, at: datetime) -> None:
    """Ask it from the next survey on, in the whole country; the edition before is replaced. Raises NoLicence, Refused.

    Surveys that are open go on with what they began with.
    """
    row = _draft(question_set)
    _check_licence(row, on=localtime(at).date())
    if not row.questions.exists():
        raise Refused(_("There is nothing to ask yet."))
    for before in QuestionSet.objects.filter(group=row.group, status=_Status.PUBLISHED):
        status.move(before, _Status.RETIRED, by=by, at=at)
    status.move(question_set, _Status.PUBLISHED, by=by, at=at, published_on=localtime(at).date())


def _check_licence(row: QuestionSet, *, on: date) -> None:
    if row.licence == _Licence.UNKNOWN or not row.rights_holder:
        raise NoLicence(_("Note first whose words these are, and by what right we use them."))
    if row.permission_valid_until and row.permission_valid_until < on:
        raise NoLicence(_("The permission to use these words has run out."))


def _draft(question_set: QuestionSet) -> QuestionSet:
    """The set, held: what is published stays as it is. Locked in the order in which publishing locks them."""
    rows = {row.pk: row for row in QuestionSet.objects.locked().filter(group=question_set.group).order_by("edition")}
    row = rows[question_set.pk]
    if not row.is_draft:
        raise Frozen(_("This edition has been published, so it stays as it is. Make a new one from it."))
    return row


def _unlocked(question_set: QuestionSet) -> QuestionSet:
    row = _draft(question_set)
    _refuse_when_locked(row)
    return row


def _refuse_when_locked(row: QuestionSet) -> None:
    if row.items_locked:
        raise Frozen(_("The licence says that the words may not be changed."))


def _touch(row: QuestionSet) -> None:
    row.version += 1
    row.save(update_fields=["version"])


@contextmanager
def _text_once() -> Iterator[None]:
    """The database decides: two may press at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not is_about(error, "survey_question_once_per_set"):
            raise
        raise Refused(_("There is a question with these words."), field="text") from None

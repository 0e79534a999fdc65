"""What a programme asks its participants about the course."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.shared.refusals import Conflict, Refused
from programs.models import Programme
from training.models import AskedQuestion, EvaluationQuestion

_WEEKLY, _AT_END = EvaluationQuestion.Asked.WEEKLY, EvaluationQuestion.Asked.AT_END
_POINTS, _WORDS = EvaluationQuestion.Kind.POINTS, EvaluationQuestion.Kind.WORDS
# Own wording, and nothing about health (domain 3.2): a start for a coordinator to change.
USUAL = (
    (_WEEKLY, _POINTS, "Innehållet gav mig något", "The content was worth while for me"),
    (_WEEKLY, _POINTS, "Tempot var lagom för mig", "The pace was right for me"),
    (_WEEKLY, _POINTS, "Jag kände mig trygg i gruppen", "I felt safe in the group"),
    (_WEEKLY, _POINTS, "Lokal, material och pauser fungerade för mig", "Room, material and breaks worked for me"),
    (_WEEKLY, _WORDS, "Vad saknade du?", "What did you miss?"),
    (_AT_END, _POINTS, "Jag känner mig redo att arbeta som peer supporter", "I feel ready to work as a peer supporter"),
    (_AT_END, _POINTS, "Jag vet vad som ingår i rollen och vad som inte gör det", "I know what the role is and isn't"),
    (_AT_END, _POINTS, "Jag skulle råda andra att gå utbildningen", "I would advise others to take the course"),
    (_AT_END, _WORDS, "Vad har varit viktigast för dig?", "What has been most important to you?"),
)


class AskedAlready(Refused):
    """What has been asked keeps its words, or answers would be about something else than what was read."""


@transaction.atomic
def add(*, programme: Programme, kind: str, asked: str, text: str, text_en: str, position: int) -> EvaluationQuestion:
    """A new question, asked from the next evaluation on. Raises Refused beside text when there is one like it."""
    made = EvaluationQuestion(programme=programme, kind=kind, asked=asked, text=text, text_en=text_en)
    made.position = position
    with _text_once():
        made.save(force_insert=True)
    return made


@transaction.atomic
def change(
    *, question: EvaluationQuestion, version: int, position: int, retired: bool, text: str = "", text_en: str = ""
) -> None:
    """Move, retire or, while nobody has been asked, reword it. ``text`` "": the words stay.

    Raises Conflict, AskedAlready, and Refused beside text when there is one like it.
    """
    row = EvaluationQuestion.objects.locked().get(pk=question.pk)
    if row.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    if text:
        _refuse_after_it_was_asked(row)
        row.text, row.text_en = text, text_en
    row.position, row.retired, row.version = position, retired, row.version + 1
    with _text_once():
        row.save()


@transaction.atomic
def add_usual(*, programme: Programme) -> None:
    """The usual questions, for a programme that has none. Pressed twice, done once."""
    Programme.objects.locked().get(pk=programme.pk)
    if not EvaluationQuestion.objects.filter(programme=programme).exists():
        EvaluationQuestion.objects.bulk_create(
            EvaluationQuestion(programme=programme, position=position, asked=asked, kind=kind, text=text, text_en=en)
            for position, (asked, kind, text, en) in enumerate(USUAL, 1)
        )


def _refuse_after_it_was_asked(question: EvaluationQuestion) -> None:
    if AskedQuestion.objects.filter(question=question).exists():
        raise AskedAlready(_("This question has been asked, so its words stay. Retire it, and add a new one."))


@contextmanager
def _text_once() -> Iterator[None]:
    """The database decides: two may press at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        if "evaluation_question_once" not in str(broken):
            raise
        raise Refused(_("There is a question with these words."), field="text") from broken

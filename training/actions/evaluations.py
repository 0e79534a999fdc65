"""Ask those in a course about a week of it, count what they answer, and close. Nothing here notes who said what."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training.actions import in_course
from training.models import (
    AskedQuestion,
    CourseDay,
    Evaluation,
    EvaluationQuestion,
    EvaluationWords,
    Participation,
    Respondent,
)

Asked = EvaluationQuestion.Asked


class Closed(Refused):
    """The last day to answer is over."""


class AnsweredBefore(Refused):
    """One answers once; what was answered can't be found again to be changed."""


@transaction.atomic
def open_after(*, day: CourseDay, on: date) -> Evaluation | None:
    """Ask about the week that ends with this course day; after the last day of all, about the whole course too.

    None where the week is asked about already, the programme has no questions, or fewer than five could answer.
    """
    cohort = Cohort.objects.locked().get(pk=day.cohort_id)
    mine, week = Evaluation.objects.filter(cohort=cohort), day.date - timedelta(days=day.date.weekday())
    if mine.filter(week=week).exists():
        return None
    is_last = not CourseDay.objects.filter(cohort=cohort, date__gt=day.date).exists()
    is_last = is_last and not mine.filter(is_last=True).exists()
    there = Participation.objects.to_be_told().not_pausing(day.date)
    people = list(there.filter(cohort=cohort, admitted_at__date__lte=day.date))
    questions = _questions(cohort, is_last=is_last, people=len(people))
    if not questions or len(people) < Evaluation.FEWEST:
        return None
    when = {"week": week, "opened_on": on, "closes_on": on + Evaluation.OPEN_FOR}
    made = Evaluation.objects.create(cohort=cohort, is_last=is_last, people=len(people), **when)
    AskedQuestion.objects.bulk_create([AskedQuestion(evaluation=made, question=one) for one in questions])
    Respondent.objects.bulk_create([Respondent(evaluation=made, participation=one) for one in people])
    return made


def _questions(cohort: Cohort, *, is_last: bool, people: int) -> list[EvaluationQuestion]:
    """Held until they have been asked: whoever rewords one now does so before anybody reads it, or is refused.

    Nobody is asked for words that no one would ever read.
    """
    kinds = [Asked.WEEKLY, Asked.AT_END] if is_last else [Asked.WEEKLY]
    rows = EvaluationQuestion.objects.in_use().filter(programme=cohort.programme_id, asked__in=kinds)
    if people < Evaluation.FEWEST_FOR_WORDS:
        rows = rows.filter(kind=EvaluationQuestion.Kind.POINTS)
    return list(rows.order_by("pk").locked())


@transaction.atomic
def answer(*, respondent: Respondent, said: Mapping[int, int], told: Mapping[int, str], on: date) -> None:
    """Count what somebody answers: a value of AskedQuestion.Answer for the id of each question. Keep their words.

    Without a form's token, a history or a time, all of which would lead from an answer to whoever gave it. Sent twice
    it counts once. Raises Closed, NotInTheCourse and AnsweredBefore.
    """
    evaluation = Evaluation.objects.locked().get(pk=respondent.evaluation_id)
    if evaluation.closed_on or on > evaluation.closes_on:
        raise Closed(_("This evaluation is closed."))
    in_course.locked(respondent.participation)
    if not Respondent.objects.filter(pk=respondent.pk, has_answered=False).update(has_answered=True):
        raise AnsweredBefore(_("You have answered already. Thank you."))
    for value in AskedQuestion.Answer:
        column = AskedQuestion.column(value)
        those = [pk for pk, answered in said.items() if answered == value]
        evaluation.asked.filter(pk__in=those).update(**{column: F(column) + 1})
    mine = set(evaluation.asked.filter(pk__in=told).values_list("pk", flat=True))
    EvaluationWords.objects.bulk_create(EvaluationWords(asked_id=pk, text=told[pk]) for pk in sorted(mine))


@transaction.atomic
def close(*, evaluation: Evaluation, on: date) -> None:
    """Nobody answers any more. How many did is kept, and who did is forgotten. Done twice, done once."""
    row = Evaluation.objects.locked().get(pk=evaluation.pk)
    if row.closed_on is None:
        row.closed_on, row.answered = on, row.respondents.filter(has_answered=True).count()
        row.save(update_fields=["closed_on", "answered"])
        row.respondents.all().delete()
        _scatter_words(row)


def _scatter_words(evaluation: Evaluation) -> None:
    """Write what was said anew in one go and in no order, so that no row's place or number leads to who wrote it.

    With fewer than ten answers nobody may read it: then it is gone.
    """
    rows = EvaluationWords.objects.filter(asked__evaluation=evaluation)
    said = list(rows.values_list("asked", "text"))
    rows.delete()
    if evaluation.answered >= Evaluation.FEWEST_FOR_WORDS:
        secrets.SystemRandom().shuffle(said)
        EvaluationWords.objects.bulk_create(EvaluationWords(asked_id=asked, text=text) for asked, text in said)

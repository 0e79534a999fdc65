"""What the demo's participants think of their courses."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from peersupport.desk.demo.pieces import at
from programs.models import Cohort
from training.actions import evaluation_words, evaluations
from training.models import CourseDay, Evaluation, EvaluationQuestion, EvaluationWords

if TYPE_CHECKING:
    from peersupport.desk.demo.picture import Scene

OPINIONS = (5, 4, 4, 3, 5, 4, 5, 2, 4, 3, 0)  # what they answer, one after the other; 0: don't know
WORDS = ("Mer tid för samtal i små grupper.", "Ingenting, det var en bra vecka.", "Fler pauser efter lunch.")
SILENT = 5  # of six: doesn't answer


def evaluated(scene: Scene, cohort: Cohort) -> None:
    """Each course week that is over was asked about, and most have answered; the last of a running course still is."""
    days = CourseDay.objects.filter(cohort=cohort).order_by("date")
    ends = [list(week)[-1] for _week, week in groupby(days, key=lambda day: day.date.isocalendar()[:2])]
    over = [day for day in ends if day.date <= scene.on]
    for day in over:
        is_asked_now = day is over[-1] and cohort.ends_on > scene.on
        asked = evaluations.open_after(day=day, on=max(day.date, scene.ago(1)) if is_asked_now else day.date)
        if asked is not None:
            _answer(asked)
            if asked.closes_on < scene.on:
                evaluations.close(evaluation=asked, on=asked.closes_on + timedelta(days=1))
                _let_be_read(scene, asked)


def _answer(asked: Evaluation) -> None:
    kinds = asked.asked.order_by("pk").values_list("pk", "question__kind")
    questions = [pk for pk, kind in kinds if kind == EvaluationQuestion.Kind.POINTS]
    in_words = [pk for pk, kind in kinds if kind == EvaluationQuestion.Kind.WORDS]
    for number, one in enumerate(asked.respondents.order_by("pk")):
        if number % 6 != SILENT:
            first = 3 * number + asked.week.day
            said = {pk: OPINIONS[(first + 2 * place) % len(OPINIONS)] for place, pk in enumerate(questions)}
            told = {pk: WORDS[number] for pk in in_words[:1] if number < len(WORDS)}
            evaluations.answer(respondent=one, said=said, told=told, on=asked.opened_on)


def _let_be_read(scene: Scene, asked: Evaluation) -> None:
    """All that was said in people's own words; one answer about the whole course waits for a coordinator."""
    words = EvaluationWords.objects.readable().filter(asked__evaluation=asked).order_by("text")
    for one in words[1:] if asked.is_last else words:
        evaluation_words.show(words=one, by=scene.by, at=at(asked.closes_on + timedelta(days=2)))

"""Participants are asked about each week of their course, answer once, and are counted without a name."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from peersupport.jobs.models import IdempotencyKey
from peersupport.tests.rows import all_rows
from programs.models import Cohort
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory
from training import selectors, tasks
from training.actions import evaluations, in_course
from training.actions.evaluations import AnsweredBefore, Closed
from training.models import AskedQuestion, CourseDay, Evaluation, EvaluationQuestion, Participation, Respondent
from training.tests.factories import (
    AskedQuestionFactory,
    CourseDayFactory,
    EvaluationFactory,
    EvaluationQuestionFactory,
    ParticipationFactory,
    PauseFactory,
    RespondentFactory,
)
from training.tests.steps import NOON

MONDAY, FRIDAY = dt.date(2026, 8, 17), dt.date(2026, 8, 21)


@pytest.fixture
def course(db) -> Cohort:
    """Six people and two course weeks, of which the first is over on FRIDAY."""
    cohort = CohortFactory(running=True)
    CourseDayFactory(cohort=cohort, date=MONDAY)
    CourseDayFactory(cohort=cohort, date=FRIDAY)
    CourseDayFactory(cohort=cohort, date=FRIDAY + dt.timedelta(days=10))
    EvaluationQuestionFactory(programme=cohort.programme, text="Tempot var lagom för mig")
    EvaluationQuestionFactory(programme=cohort.programme, asked="at_end", text="Jag skulle råda andra")
    ParticipationFactory.create_batch(6, cohort=cohort)
    return cohort


@pytest.fixture
def week(course) -> Evaluation:
    """Open since FRIDAY, to those six."""
    return evaluations.open_after(day=selectors.days_to_ask_after(FRIDAY).get(), on=FRIDAY)


def counts(evaluation: Evaluation) -> list[tuple[int, ...]]:
    rows = AskedQuestion.objects.filter(evaluation=evaluation).order_by("pk")
    return list(rows.values_list(*AskedQuestion.POINTS, "unsure"))


def answer(respondent: Respondent, value: int, *, on: dt.date = FRIDAY) -> None:
    said = dict.fromkeys(respondent.evaluation.asked.values_list("pk", flat=True), value)
    evaluations.answer(respondent=respondent, said=said, told={}, on=on)


def test_a_week_is_asked_about_once_its_last_day_has_come(course):
    assert not selectors.days_to_ask_after(FRIDAY - dt.timedelta(days=1)).exists()

    for day in selectors.days_to_ask_after(FRIDAY):
        assert evaluations.open_after(day=day, on=FRIDAY) is not None
        assert evaluations.open_after(day=day, on=FRIDAY) is None

    made = Evaluation.objects.get()
    assert (made.week, made.closes_on, made.is_last, made.people) == (MONDAY, dt.date(2026, 8, 27), False, 6)
    assert [one.question.text for one in selectors.asked_in(made)] == ["Tempot var lagom för mig"]
    assert Respondent.objects.count() == 6
    assert not selectors.days_to_ask_after(FRIDAY).exists()


def test_the_last_week_asks_about_the_whole_course_too_and_once(course):
    last = CourseDay.objects.filter(cohort=course).latest("date")
    made = evaluations.open_after(day=last, on=last.date)
    later = CourseDayFactory(cohort=course, date=last.date + dt.timedelta(days=7))
    once_more = evaluations.open_after(day=later, on=later.date)

    assert [one.question.asked for one in selectors.asked_in(made)] == ["weekly", "at_end"]
    assert (made.is_last, once_more.is_last) == (True, False)


@pytest.mark.parametrize(
    ("status", "since"),
    [("draft", 0), ("open", 0), ("cancelled", 0), ("running", 3)],
)
def test_a_week_that_was_not_held_or_is_long_ago_is_not_asked_about(course, status, since):
    Cohort.objects.update(status=status)

    assert not selectors.days_to_ask_after(FRIDAY + dt.timedelta(days=since)).exists()


def test_four_are_not_asked_and_five_are(course):
    day = selectors.days_to_ask_after(FRIDAY).get()
    Participation.objects.filter(pk__in=Participation.objects.values("pk")[:1]).update(
        status="dropped_out", left_for="own"
    )
    late = Participation.objects.present_in_course().first()
    Participation.objects.filter(pk=late.pk).update(admitted_at=NOON + dt.timedelta(days=30))
    assert evaluations.open_after(day=day, on=FRIDAY) is None

    Participation.objects.filter(pk=late.pk).update(admitted_at=NOON)

    assert evaluations.open_after(day=day, on=FRIDAY).people == 5


def test_nobody_is_asked_about_a_week_in_which_they_paused(course):
    away = Participation.objects.first()
    PauseFactory(participation=away, begins_on=MONDAY)

    made = evaluations.open_after(day=selectors.days_to_ask_after(FRIDAY).get(), on=FRIDAY)

    assert (made.people, made.respondents.filter(participation=away).exists()) == (5, False)


def test_a_programme_without_questions_asks_nothing(course):
    EvaluationQuestion.objects.update(retired=True)

    assert not selectors.days_to_ask_after(FRIDAY).exists()


def test_an_answer_is_counted_and_given_once(week):
    first, second, *_others = Respondent.objects.order_by("pk")
    answer(first, 5)
    answer(second, 0)

    with pytest.raises(AnsweredBefore):
        answer(first, 1)

    assert counts(week) == [(0, 0, 0, 0, 1, 1)]
    assert list(Respondent.objects.order_by("pk").values_list("has_answered", flat=True)) == [True, True, *[False] * 4]


def test_a_question_of_another_evaluation_counts_nothing(week):
    other = AskedQuestionFactory()

    evaluations.answer(respondent=Respondent.objects.first(), said={other.pk: 5}, told={}, on=FRIDAY)

    assert counts(other.evaluation) == counts(week) == [(0, 0, 0, 0, 0, 0)]


def test_nobody_answers_after_the_last_day_or_after_leaving(week):
    respondent = Respondent.objects.first()
    with pytest.raises(Closed):
        answer(respondent, 5, on=week.closes_on + dt.timedelta(days=1))
    Participation.objects.filter(pk=respondent.participation_id).update(status="dropped_out", left_for="own")
    with pytest.raises(in_course.NotInTheCourse):
        answer(respondent, 5)

    assert counts(week) == [(0, 0, 0, 0, 0, 0)]
    assert not Respondent.objects.filter(has_answered=True).exists()


def test_when_it_closes_who_answered_is_forgotten_and_how_many_is_kept(week):
    respondents = list(Respondent.objects.all())
    for one in respondents[:5]:
        answer(one, 4)
    evaluations.close(evaluation=week, on=dt.date(2026, 8, 28))
    evaluations.close(evaluation=week, on=dt.date(2026, 8, 29))

    week.refresh_from_db()
    assert (week.answered, week.closed_on, counts(week)) == (5, dt.date(2026, 8, 28), [(0, 0, 0, 5, 0, 0)])
    assert not Respondent.objects.exists()
    with pytest.raises(Closed):
        answer(respondents[5], 1)


def test_beat_asks_and_closes_and_may_run_twice(course):
    today = timezone.localdate()
    CourseDay.objects.filter(date__gt=FRIDAY).update(date=today + dt.timedelta(days=30))
    CourseDay.objects.filter(date=FRIDAY).update(date=today)
    old = EvaluationFactory(closes_on=today - dt.timedelta(days=1))

    tasks.follow_evaluations()
    tasks.follow_evaluations()

    assert Evaluation.objects.get(pk=old.pk).closed_on == today
    assert Evaluation.objects.get(cohort=course).opened_on == today


# What is kept of an answer


def test_no_column_leads_from_an_answer_to_a_person_or_a_time():
    """Whoever adds one has to change this test, and ADR 32."""
    kept = {field.name: type(field) for field in AskedQuestion._meta.get_fields()}

    assert kept == {
        "id": models.BigAutoField,
        "evaluation": models.ForeignKey,
        "question": models.ForeignKey,
        "words": models.ManyToOneRel,
        **dict.fromkeys((*AskedQuestion.POINTS, "unsure"), models.PositiveSmallIntegerField),
    }
    assert {field.name for field in Respondent._meta.get_fields()} == {
        "id",
        "evaluation",
        "participation",
        "has_answered",
    }
    pointing = [field.related_model for field in Evaluation._meta.get_fields(include_hidden=True) if field.is_relation]
    assert set(pointing) == {Cohort, AskedQuestion, Respondent}


def test_two_who_answer_in_opposite_ways_leave_the_same_rows_whoever_said_what(week):
    """The rows after both are the same as if they had answered each other's way: nothing tells them apart."""

    def rows_after(first: int, second: int) -> dict:
        one, two = Respondent.objects.order_by("pk")[:2]
        Respondent.objects.update(has_answered=False)
        AskedQuestion.objects.update(**dict.fromkeys((*AskedQuestion.POINTS, "unsure"), 0))
        answer(one, first)
        answer(two, second)
        return all_rows()

    assert rows_after(1, 5) == rows_after(5, 1)
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_person_who_sends_it_eight_times_at_once_is_counted_once():
    evaluation = EvaluationFactory()
    asked, respondent = AskedQuestionFactory(evaluation=evaluation), RespondentFactory(evaluation=evaluation)

    results = at_once(
        lambda _n: evaluations.answer(respondent=respondent, said={asked.pk: 3}, told={}, on=FRIDAY), list(range(8))
    )

    assert sorted(type(result).__name__ for result in results) == [*["AnsweredBefore"] * 7, "NoneType"]
    assert counts(evaluation) == [(0, 0, 1, 0, 0, 0)]


@pytest.mark.django_db(transaction=True)
def test_eight_who_answer_at_once_are_all_counted():
    evaluation = EvaluationFactory()
    asked = AskedQuestionFactory(evaluation=evaluation)
    people = RespondentFactory.create_batch(8, evaluation=evaluation)

    at_once(lambda n: evaluations.answer(respondent=people[n], said={asked.pk: 3}, told={}, on=FRIDAY), list(range(8)))

    assert counts(evaluation) == [(0, 0, 8, 0, 0, 0)]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("evaluation_week_is_a_monday", {"week": dt.date(2026, 8, 18)}),
        ("evaluation_of_five_or_more", {"people": 4}),
        ("evaluation_counted_when_closed", {"answered": 5}),
        ("evaluation_counted_when_closed", {"closed_on": dt.date(2026, 8, 27)}),
        ("evaluation_counted_when_closed", {"closed_on": dt.date(2026, 8, 28), "answered": 13}),
        ("evaluation_closes_after_it_opens", {"closes_on": dt.date(2026, 8, 20)}),
    ],
)
@pytest.mark.django_db
def test_an_evaluation_that_makes_no_sense_is_refused(name, fields):
    with pytest.raises(IntegrityError, match=re.escape(name)):
        EvaluationFactory(**fields)


@pytest.mark.django_db
def test_each_is_there_once():
    asked, respondent = AskedQuestionFactory(), RespondentFactory()
    last = EvaluationFactory(is_last=True)
    for name, again in (
        ("asked_once_per_evaluation", {"evaluation": respondent.evaluation, "participation": respondent.participation}),
        ("question_asked_once_per_evaluation", {"evaluation": asked.evaluation, "question": asked.question}),
        ("evaluation_once_per_week", {"cohort": last.cohort}),
        ("evaluation_of_the_whole_once", {"cohort": last.cohort, "is_last": True, "week": dt.date(2026, 8, 24)}),
    ):
        factory = RespondentFactory if "participation" in again else AskedQuestionFactory
        factory = EvaluationFactory if "cohort" in again else factory
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            factory(**again)

"""What participants say in their own words: asked for where ten can answer, and read by a coordinator first."""

import datetime as dt

import pytest
from django.db import IntegrityError

from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory
from programs.models import Cohort
from programs.tests.factories import CohortFactory
from training import selectors
from training.actions import evaluation_words, evaluations
from training.actions.evaluation_words import TakenAway
from training.models import AskedQuestion, CourseDay, Evaluation, EvaluationQuestion, EvaluationWords, Respondent
from training.tests.factories import (
    AskedQuestionFactory,
    CourseDayFactory,
    EvaluationFactory,
    EvaluationQuestionFactory,
    EvaluationWordsFactory,
    ParticipationFactory,
    RespondentFactory,
)
from training.tests.steps import NOON, of

pytestmark = pytest.mark.django_db
CLOSES, AFTER = dt.date(2026, 8, 27), dt.date(2026, 8, 28)


@pytest.fixture
def asked() -> AskedQuestion:
    """A question to answer in one's own words, and eleven who are asked."""
    made = AskedQuestionFactory(question__kind="words", question__text="Vad saknade du?", evaluation__people=11)
    RespondentFactory.create_batch(11, evaluation=made.evaluation)
    return made


@pytest.fixture
def written(asked) -> EvaluationWords:
    """What one of ten wrote; the evaluation is closed."""
    made = EvaluationWordsFactory(asked=asked, text="Mer tid för samtal")
    Evaluation.objects.update(closed_on=AFTER, answered=10)
    return made


def answered(asked: AskedQuestion, *texts: str) -> None:
    for respondent, text in zip(Respondent.objects.order_by("pk"), texts, strict=False):
        told = {asked.pk: text} if text else {}
        evaluations.answer(respondent=respondent, said={}, told=told, on=CLOSES)


def page(words: EvaluationWords) -> str:
    evaluation = words.asked.evaluation
    return of(evaluation.cohort, f"utvardering/{evaluation.pk}/ord/")


@pytest.mark.parametrize(("people", "kinds"), [(9, ["points"]), (10, ["points", "words"])])
def test_nine_are_not_asked_for_words_that_nobody_would_read_and_ten_are(people, kinds):
    cohort: Cohort = CohortFactory(running=True)
    CourseDayFactory(cohort=cohort)
    for kind in EvaluationQuestion.Kind:
        EvaluationQuestionFactory(programme=cohort.programme, kind=kind)
    ParticipationFactory.create_batch(people, cohort=cohort)

    made = evaluations.open_after(day=CourseDay.objects.get(), on=CLOSES)

    assert [one.question.kind for one in selectors.asked_in(made)] == kinds


def test_ten_answers_leave_words_to_read_and_nine_leave_none(asked):
    answered(asked, "Mer tid", *[""] * 8)
    evaluations.close(evaluation=asked.evaluation, on=AFTER)
    assert not EvaluationWords.objects.exists()

    other = AskedQuestionFactory(question__kind="words", evaluation__people=10)
    Respondent.objects.all().delete()
    RespondentFactory.create_batch(10, evaluation=other.evaluation)
    answered(other, "Mer tid", "Fler övningar", *[""] * 8)
    evaluations.close(evaluation=other.evaluation, on=AFTER)
    assert set(EvaluationWords.objects.readable().values_list("text", flat=True)) == {"Mer tid", "Fler övningar"}


def test_closing_writes_all_words_anew_so_that_no_row_is_the_one_that_somebody_wrote(asked):
    answered(asked, *map(str, range(11)))
    before = set(EvaluationWords.objects.values_list("pk", flat=True))
    assert not EvaluationWords.objects.readable().exists()

    evaluations.close(evaluation=asked.evaluation, on=AFTER)

    assert before.isdisjoint(EvaluationWords.objects.values_list("pk", flat=True))
    assert {row.text for row in EvaluationWords.objects.all()} == set(map(str, range(11)))


def test_words_for_a_question_of_another_evaluation_are_kept_nowhere(asked):
    other = AskedQuestionFactory(question__kind="words")

    evaluations.answer(respondent=Respondent.objects.first(), said={}, told={other.pk: "Hej"}, on=CLOSES)

    assert not EvaluationWords.objects.exists()


def test_no_column_leads_from_words_to_whoever_wrote_them():
    """Whoever adds one has to change this test, and ADR 32."""
    assert {field.name for field in EvaluationWords._meta.get_fields()} == {
        "id",
        "asked",
        "text",
        "shown_at",
        "shown_by",
    }


def test_a_coordinator_lets_the_leaders_read_and_takes_it_back(written, national, leading, signed_in):
    coordinator, leader = signed_in(national), signed_in(leading(written.asked.evaluation.cohort))
    results = of(written.asked.evaluation.cohort, "utvardering/")
    assert written.text in coordinator.get(page(written)).content.decode()
    assert written.text not in leader.get(results).content.decode()

    coordinator.post(f"{page(written)}{written.pk}/", {"answer": "show"})
    written.refresh_from_db()
    assert (written.shown_by, written.text in leader.get(results).content.decode()) == (national.user, True)

    coordinator.post(f"{page(written)}{written.pk}/", {"answer": "hide"})
    assert written.text not in leader.get(results).content.decode()
    assert coordinator.post(f"{page(written)}{written.pk}/", {"answer": "burn"}).status_code == 404


def test_what_names_somebody_is_taken_away_for_good_after_a_question(written, national, signed_in):
    client, remove = signed_in(national), f"{page(written)}{written.pk}/ta-bort/"
    assert client.get(remove).status_code == 200
    assert EvaluationWords.objects.exists()

    client.post(remove)

    assert not EvaluationWords.objects.exists()
    with pytest.raises(TakenAway):
        evaluation_words.show(words=written, by=national.user, at=NOON)


@pytest.mark.parametrize("change", [{"answered": 9}, {"closed_on": None, "answered": 0}])
def test_nobody_reads_what_fewer_than_ten_wrote_or_before_it_has_closed(written, national, signed_in, change):
    Evaluation.objects.update(**change)
    client = signed_in(national)

    assert client.get(page(written)).status_code == 404
    assert client.post(f"{page(written)}{written.pk}/", {"answer": "show"}).status_code == 404
    EvaluationWords.objects.update(shown_at=NOON, shown_by=national.user)
    assert written.text not in client.get(of(written.asked.evaluation.cohort, "utvardering/")).content.decode()


def test_the_regions_own_coordinator_reads_them_and_nobody_else_does(written, leading, signed_in):
    cohort = written.asked.evaluation.cohort
    mine: Membership = MembershipFactory(regional=True, organisation=cohort.host)
    others = [MembershipFactory(**{role: True}) for role in ("regional", "orderer", "supervisor", "peer", "dpo")]

    answers = [signed_in(who).get(page(written)).status_code for who in (mine, leading(cohort), *others)]

    assert answers == [200, 403, 404, 403, 403, 403, 403]


def test_words_of_another_evaluation_are_not_there(written, national, signed_in):
    other = EvaluationWordsFactory(asked__evaluation=EvaluationFactory(closed=True, answered=10))

    assert signed_in(national).post(f"{page(written)}{other.pk}/", {"answer": "show"}).status_code == 404


def test_who_let_them_be_read_and_when_go_together(written):
    with pytest.raises(IntegrityError, match="words_shown_when_and_by_whom"):
        EvaluationWords.objects.update(shown_at=NOON)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_much_was_written(
    written, count, national, signed_in, django_assert_num_queries
):
    EvaluationWordsFactory.create_batch(count, asked=written.asked)
    EvaluationWordsFactory.create_batch(count, asked=written.asked, shown_at=NOON, shown_by=national.user)
    client = signed_in(national)
    client.get("/hjalp/")

    with django_assert_num_queries(9):
        client.get(page(written))
    with django_assert_num_queries(12):
        client.get(of(written.asked.evaluation.cohort, "utvardering/"))

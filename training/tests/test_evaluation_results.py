"""How evaluations went is seen by those who hold the course, once they have closed and five or more have answered."""

import datetime as dt
from decimal import Decimal

import pytest

from peersupport.directory.tests.factories import MembershipFactory
from programs.models import Cohort
from programs.tests.factories import CohortFactory
from training import selectors
from training.actions import evaluations
from training.models import AskedQuestion, Evaluation, Respondent
from training.tests.factories import (
    AskedQuestionFactory,
    EvaluationFactory,
    EvaluationQuestionFactory,
    RespondentFactory,
)
from training.tests.steps import of

pytestmark = pytest.mark.django_db
PAGE = "utvardering/"
CLOSES, AFTER = dt.date(2026, 8, 27), dt.date(2026, 8, 28)


@pytest.fixture
def asked() -> AskedQuestion:
    """Of an evaluation that six are asked in."""
    made = AskedQuestionFactory(question__text="Tempot var lagom för mig", evaluation__people=6)
    RespondentFactory.create_batch(6, evaluation=made.evaluation)
    return made


def answered(asked: AskedQuestion, *values: int) -> None:
    for respondent, value in zip(Respondent.objects.order_by("pk"), values, strict=False):
        evaluations.answer(respondent=respondent, said={asked.pk: value}, told={}, on=CLOSES)


def test_four_answers_show_nothing_and_five_show(asked, national, signed_in):
    client, path = signed_in(national), of(asked.evaluation.cohort, PAGE)
    answered(asked, 5, 5, 5, 1)
    evaluations.close(evaluation=asked.evaluation, on=AFTER)
    few = client.get(path).content.decode()
    Evaluation.objects.update(answered=5)
    enough = client.get(path).content.decode()

    assert "Färre än 5 svarade" in few
    assert "Tempot var lagom" not in few
    assert "4 av 6" not in few
    assert "5 av 6" in " ".join(enough.split())
    assert "Tempot var lagom" in enough


def test_nothing_shows_while_it_is_open_so_that_no_two_looks_can_be_compared(asked, national, signed_in):
    client, path = signed_in(national), of(asked.evaluation.cohort, PAGE)
    before = client.get(path).context["results"]
    answered(asked, 5, 5, 5, 5, 5, 1)

    assert client.get(path).context["results"] == before
    assert selectors.results_of(cohort=asked.evaluation.cohort, membership=national).evaluations[0].questions == []


def test_points_are_counted_and_a_mean_leaves_out_those_who_did_not_know(asked, national):
    answered(asked, 5, 4, 4, 3, 1, 0)
    evaluations.close(evaluation=asked.evaluation, on=AFTER)

    (result,) = selectors.results_of(cohort=asked.evaluation.cohort, membership=national).evaluations[0].questions

    assert (result.counts, result.unsure, result.mean) == ((1, 0, 1, 2, 1), 1, Decimal("3.4"))
    assert [(one.points, one.count, one.height) for one in result.columns] == [
        (1, 1, 20),
        (2, 0, 0),
        (3, 1, 20),
        (4, 2, 40),
        (5, 1, 20),
    ]


def test_a_mean_takes_five_who_gave_a_point(asked, national):
    answered(asked, 5, 4, 4, 3, 0, 0)
    evaluations.close(evaluation=asked.evaluation, on=AFTER)

    (result,) = selectors.results_of(cohort=asked.evaluation.cohort, membership=national).evaluations[0].questions

    assert result.mean is None


def test_weeks_stand_beside_each_other_where_there_are_two(national, signed_in):
    cohort = CohortFactory(running=True)
    question = EvaluationQuestionFactory(programme=cohort.programme)
    at_end = EvaluationQuestionFactory(programme=cohort.programme, asked="at_end")
    for number, fives in enumerate((5, 0, 7)):
        week = dt.timedelta(weeks=number)
        evaluation = EvaluationFactory(
            cohort=cohort,
            week=dt.date(2026, 8, 17) + week,
            closes_on=CLOSES + week,
            closed_on=AFTER + week,
            answered=4 if number == 1 else 7,
            is_last=number == 2,
        )
        AskedQuestionFactory(evaluation=evaluation, question=question, five=fives, four=7 - fives)
    AskedQuestionFactory(evaluation=evaluation, question=at_end, five=7)

    results = selectors.results_of(cohort=cohort, membership=national)

    (question_and_means,) = results.beside_each_other
    assert question_and_means[0] == question
    assert [round(mean, 2) for _week, mean in question_and_means[1]] == [Decimal("4.71"), Decimal(5)]
    page = signed_in(national).get(of(cohort, PAGE)).content.decode()
    assert "Vecka för vecka" in page
    assert "4,7" in page


@pytest.mark.parametrize("role", ["national", "regional", "leader", "orderer", "supervisor", "manager", "peer", "dpo"])
def test_only_those_who_hold_the_course_see_it(role, asked, signed_in):
    answer = signed_in(MembershipFactory(**{role: True})).get(of(asked.evaluation.cohort, PAGE))

    assert answer.status_code == {"national": 200, "regional": 404, "leader": 404}.get(role, 403)


def test_its_own_region_and_its_own_leaders_see_it(asked, leading, signed_in):
    cohort = asked.evaluation.cohort
    region = MembershipFactory(regional=True, organisation=cohort.host)

    for member in (region, leading(cohort)):
        client = signed_in(member)
        assert client.get(of(cohort, PAGE)).status_code == 200
        assert of(cohort, PAGE) in client.get(of(cohort, "")).content.decode()


def test_a_region_that_hosts_with_another_reads_no_evaluation_of_it(asked, signed_in):
    region = MembershipFactory(regional=True)
    asked.evaluation.cohort.co_hosts.add(region.organisation)

    client = signed_in(region)

    assert client.get(of(asked.evaluation.cohort, PAGE)).status_code == 404
    assert of(asked.evaluation.cohort, PAGE) not in client.get(of(asked.evaluation.cohort, "")).content.decode()


@pytest.mark.parametrize("questions", [True, False])
def test_an_empty_page_says_why(questions, national, signed_in):
    cohort = CohortFactory(running=True)
    if questions:
        EvaluationQuestionFactory(programme=cohort.programme)

    page = signed_in(national).get(of(cohort, PAGE)).content.decode()

    assert (f"/program/{cohort.programme_id}/utvardering/" in page) is not questions


@pytest.mark.parametrize("weeks", [2, 4])
def test_the_page_costs_the_same_however_many_weeks(weeks, national, signed_in, django_assert_num_queries):
    cohort = CohortFactory(running=True)
    question = EvaluationQuestionFactory(programme=cohort.programme)
    for number in range(weeks):
        later = dt.timedelta(weeks=number)
        when = {"week": dt.date(2026, 8, 17) + later, "closes_on": CLOSES + later, "closed_on": AFTER + later}
        AskedQuestionFactory(evaluation=EvaluationFactory(cohort=cohort, **when, answered=9), question=question, five=9)
    client = signed_in(national)
    client.get("/hjalp/")

    with django_assert_num_queries(13):
        client.get(of(Cohort.objects.get(), PAGE))

"""Today says what participants have written that only a coordinator may read so far."""

import datetime as dt

import pytest

from peersupport.desk.rules import RULES
from peersupport.desk.today import queue
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory
from programs.tests.factories import CohortLeaderFactory
from training.models import Evaluation, EvaluationWords
from training.tests.factories import EvaluationWordsFactory
from training.tests.steps import NOON

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 9, 1)


@pytest.fixture
def written() -> EvaluationWords:
    """One of two answers that wait since 29 August."""
    first = EvaluationWordsFactory()
    EvaluationWordsFactory(asked=first.asked)
    Evaluation.objects.update(closed_on=dt.date(2026, 8, 29), answered=10)
    return first


def items(membership: Membership) -> list[tuple]:
    groups = queue(RULES, membership, on=ON).groups
    return [(item.title, item.due, item.url) for group in groups for item in group.items if "/ord/" in item.url]


def test_both_coordinators_are_told_once_for_each_evaluation(written):
    evaluation = written.asked.evaluation
    region = MembershipFactory(regional=True, organisation=evaluation.cohort.host)

    told = ("2 svar med egna ord att läsa", dt.date(2026, 9, 5))
    url = f"/utbildningar/{evaluation.cohort_id}/utvardering/{evaluation.pk}/ord/"
    assert items(region) == items(MembershipFactory(national=True)) == [(*told, url)]


def test_nobody_else_is(written):
    cohort = written.asked.evaluation.cohort
    leader = MembershipFactory(leader=True, organisation=cohort.host)
    CohortLeaderFactory(cohort=cohort, user=leader.user)

    assert [items(one) for one in (leader, MembershipFactory(regional=True), MembershipFactory(peer=True))] == [[]] * 3


def test_what_is_shown_or_may_not_be_read_waits_for_nobody(written):
    national = MembershipFactory(national=True)
    EvaluationWords.objects.filter(pk=written.pk).update(shown_at=NOON, shown_by=national.user)
    assert [title for title, _due, _url in items(national)] == ["1 svar med egna ord att läsa"]

    Evaluation.objects.update(answered=9)

    assert items(national) == []

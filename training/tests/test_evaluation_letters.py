"""The letter that asks what somebody thought: once, to who can answer, and it says next to nothing."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.rendering import render
from training.actions import evaluations, pages
from training.letters.evaluations import EVALUATION_OPENS
from training.letters.own_page import own_page
from training.models import Evaluation, Participation, Respondent
from training.tests.factories import (
    ApplicationFactory,
    AskedQuestionFactory,
    EvaluationFactory,
    ParticipationFactory,
    PauseFactory,
    RespondentFactory,
)

pytestmark = pytest.mark.django_db
OPENS, CLOSES = dt.date(2026, 8, 21), dt.date(2026, 8, 27)


@pytest.fixture
def respondent() -> Respondent:
    """Somebody with an address and a page of their own, who is asked."""
    application = ApplicationFactory(status="admitted", decided_at=timezone.now(), decided_by=UserFactory())
    sitting = ParticipationFactory(cohort=application.cohort, application=application, person__email="kim@example.org")
    pages.need_link(application, at=timezone.now())
    evaluation = EvaluationFactory(cohort=application.cohort)
    AskedQuestionFactory(evaluation=evaluation)
    return RespondentFactory(evaluation=evaluation, participation=sitting)


def write(on: dt.date) -> list[str]:
    post_many(EVALUATION_OPENS, on=on, at=dt.datetime.combine(on, dt.time(15), tzinfo=dt.UTC))
    return [letter.address or letter.user.email for letter in Letter.objects.select_related("user")]


def test_there_is_one_letter_for_each_evaluation(respondent):
    assert [write(day) for day in (OPENS, OPENS, CLOSES)] == [["kim@example.org"]] * 3

    next_week = dt.timedelta(weeks=1)
    evaluation = EvaluationFactory(
        cohort=respondent.evaluation.cohort, week=dt.date(2026, 8, 24), closes_on=CLOSES + next_week
    )
    RespondentFactory(evaluation=evaluation, participation=respondent.participation)

    assert write(OPENS + next_week) == ["kim@example.org"] * 2


def test_whoever_has_answered_or_left_gets_none(respondent):
    left = RespondentFactory(evaluation=respondent.evaluation, participation__person__email="bo@example.org")
    Participation.objects.filter(pk=left.participation_id).update(status="dropped_out", left_for="own")
    evaluations.answer(respondent=respondent, said={}, told={}, on=OPENS)

    assert write(OPENS) == []
    assert EVALUATION_OPENS.still_wanted({respondent.pk, left.pk}) == set()


def test_nobody_in_a_pause_is_asked_or_written_to(respondent):
    PauseFactory(participation=respondent.participation, begins_on=OPENS)

    assert write(OPENS) == []
    assert EVALUATION_OPENS.still_wanted({respondent.pk}) == set()


def test_nothing_is_sent_about_one_that_has_closed(respondent):
    assert write(CLOSES + dt.timedelta(days=1)) == []
    evaluations.close(evaluation=respondent.evaluation, on=CLOSES + dt.timedelta(days=1))

    assert EVALUATION_OPENS.still_wanted({respondent.pk}) == set()


def test_whoever_has_no_page_to_answer_on_gets_none(respondent):
    Participation.objects.update(application=None)

    assert write(OPENS) == []


def test_the_letter_names_neither_the_course_nor_anybody_and_leads_to_the_questions(respondent):
    write(OPENS)

    said = said_in(Letter.objects.get())

    path = own_page(respondent.participation, "training:my_evaluation", respondent.evaluation_id)
    assert path in said
    assert "27 augusti" in said
    hidden = (
        respondent.participation.person.family_name,
        respondent.evaluation.cohort.name,
        respondent.evaluation.asked.get().question.text,
        "peer",
        "utbildning",
        "kurs",
    )
    assert [word for word in hidden if word.lower() in said.replace(path, "").lower()] == []


def test_whoever_has_an_account_and_no_own_page_signs_in(respondent):
    user = UserFactory(email="asa@example.org")
    person = respondent.participation.person
    person.user = user
    person.save()
    Participation.objects.update(application=None)

    assert write(OPENS) == ["asa@example.org"]
    said = said_in(Letter.objects.get())
    assert f"{settings.SITE_URL}/min-utvardering/{Evaluation.objects.get().pk}/" in said


def said_in(letter: Letter) -> str:
    mail = message_from_bytes(render(letter).source, policy=policy.default)
    return f"{mail['Subject']} {mail.get_body(('plain',)).get_content()}"

"""The pages of an evaluation: a programme's questions, and a participant's answers by link or signed in."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.shared.refusals import Conflict, Refused
from programs.tests.factories import ProgrammeFactory
from training.actions import evaluation_questions, pages
from training.actions.evaluation_questions import USUAL, AskedAlready
from training.models import AskedQuestion, Evaluation, EvaluationQuestion, EvaluationWords, Participation, Respondent
from training.tests.factories import (
    ApplicationFactory,
    AskedQuestionFactory,
    EvaluationFactory,
    EvaluationQuestionFactory,
    ParticipationFactory,
    RespondentFactory,
)
from training.tests.steps import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def respondent() -> Respondent:
    """Somebody who is asked two questions now."""
    evaluation = EvaluationFactory(opened_on=timezone.localdate(), closes_on=timezone.localdate())
    AskedQuestionFactory.create_batch(2, evaluation=evaluation)
    return RespondentFactory(evaluation=evaluation)


def link_of(participation: Participation, *, told: bool = True) -> str:
    by = UserFactory()
    let_out = {"told_at": NOON, "told_by": by} if told else {}
    application = ApplicationFactory(
        cohort=participation.cohort, status="admitted", decided_at=NOON, decided_by=by, **let_out
    )
    Participation.objects.filter(pk=participation.pk).update(application=application)
    pages.need_link(application, at=timezone.now())
    link = OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk)
    return f"/min-ansokan/{onetime.token_of(link)}/"


def all_of(evaluation: Evaluation, value: int) -> dict[str, int]:
    return {f"q{pk}": value for pk in evaluation.asked.values_list("pk", flat=True)}


def counted() -> int:
    rows = AskedQuestion.objects.values_list(*AskedQuestion.POINTS, "unsure")
    return sum(map(sum, rows))


def test_participants_answer_by_their_own_link_and_once(respondent):
    page, client = link_of(respondent.participation), Client()
    path = f"{page}utvardering/{respondent.evaluation_id}/"
    assert path in client.get(page).content.decode()

    answer = client.post(path, all_of(respondent.evaluation, 4))

    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert (counted(), Respondent.objects.get().has_answered) == (2, True)
    assert path not in client.get(page).content.decode()
    assert "Du har svarat" in client.get(path).content.decode()
    assert "<form" not in client.get(path).content.decode().split("</h1>")[1].split("<footer")[0]
    client.post(path, all_of(respondent.evaluation, 1))
    assert counted() == 2


def test_what_is_left_out_is_asked_for_and_the_rest_stays(respondent):
    path = f"{link_of(respondent.participation)}utvardering/{respondent.evaluation_id}/"
    first, second = respondent.evaluation.asked.order_by("pk")

    answer = Client().post(path, {f"q{first.pk}": "0"})

    form = answer.context["form"]
    assert (list(form.errors), form[f"q{first.pk}"].value(), counted()) == ([f"q{second.pk}"], "0", 0)


def test_a_peer_with_an_account_answers_from_my_page(respondent, signed_in):
    peer = MembershipFactory(peer=True)
    respondent.participation.person.user = peer.user
    respondent.participation.person.save()
    client, path = signed_in(peer), f"/min-utvardering/{respondent.evaluation_id}/"
    assert path in client.get("/").content.decode()

    answer = client.post(path, all_of(respondent.evaluation, 5))

    assert (answer.headers["Location"], counted()) == ("/", 2)
    assert path not in client.get("/").content.decode()


def test_another_cohorts_is_not_there(respondent, signed_in):
    elsewhere = link_of(ParticipationFactory())
    someone = signed_in(MembershipFactory(peer=True))

    for client, path in (
        (Client(), f"{elsewhere}utvardering/{respondent.evaluation_id}/"),
        (Client(), f"{link_of(respondent.participation, told=False)}utvardering/{respondent.evaluation_id}/"),
        (someone, f"/min-utvardering/{respondent.evaluation_id}/"),
    ):
        answers = [client.get(path), client.post(path, all_of(respondent.evaluation, 5))]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert counted() == 0


def test_somebody_of_the_course_who_was_not_asked_finds_nothing(respondent):
    later = ParticipationFactory(cohort=respondent.evaluation.cohort)

    assert Client().get(f"{link_of(later)}utvardering/{respondent.evaluation_id}/").status_code == 404


def test_a_closed_one_says_so_and_counts_nothing(respondent):
    path = f"{link_of(respondent.participation)}utvardering/{respondent.evaluation_id}/"
    gone = timezone.localdate() - dt.timedelta(days=1)
    Evaluation.objects.update(opened_on=gone, closes_on=gone)

    assert "stängd" in Client().get(path).content.decode()
    assert "stängd" in Client().post(path, all_of(respondent.evaluation, 5)).content.decode()
    assert counted() == 0


@pytest.mark.parametrize("questions", [1, 3])
def test_the_page_costs_the_same_however_many_questions(respondent, questions, django_assert_num_queries):
    AskedQuestionFactory.create_batch(questions, evaluation=respondent.evaluation)
    path = f"{link_of(respondent.participation)}utvardering/{respondent.evaluation_id}/"

    with django_assert_num_queries(8):
        Client().get(path)
    with django_assert_num_queries(20):
        Client().post(path, all_of(respondent.evaluation, 5))


def test_ones_own_words_are_kept_where_there_are_some(respondent):
    written, empty = AskedQuestionFactory.create_batch(2, evaluation=respondent.evaluation, question__kind="words")
    path = f"{link_of(respondent.participation)}utvardering/{respondent.evaluation_id}/"
    points = {f"q{one.pk}": "3" for one in respondent.evaluation.asked.filter(question__kind="points")}
    assert "läses av en samordnare" in " ".join(Client().get(path).content.decode().split())

    Client().post(path, {**points, f"w{written.pk}": "Mer tid", f"w{empty.pk}": " "})

    assert list(EvaluationWords.objects.values_list("asked", "text")) == [(written.pk, "Mer tid")]


# The questions of a programme


def test_the_national_coordinator_begins_with_the_usual_questions_and_adds_one(national, signed_in):
    programme, client = ProgrammeFactory(), signed_in(national)
    path = f"/program/{programme.pk}/utvardering/"
    client.post(f"{path}vanliga/")
    client.post(f"{path}vanliga/")
    assert EvaluationQuestion.objects.count() == len(USUAL)

    client.post(f"{path}ny/", {"kind": "points", "asked": "weekly", "text": "Maten var god", "position": "8"})

    assert "Maten var god" in client.get(path).content.decode()
    assert path in client.get(f"/program/{programme.pk}/").content.decode()


def test_a_question_is_reworded_until_it_has_been_asked_and_retired_afterwards(national, signed_in):
    question = EvaluationQuestionFactory()
    path, client = f"/program/{question.programme_id}/utvardering/{question.pk}/", signed_in(national)
    client.post(path, {"version": "1", "text": "Tempot var bra", "text_en": "", "position": "2"})
    question.refresh_from_db()
    assert (question.text, question.position, question.version) == ("Tempot var bra", 2, 2)

    AskedQuestionFactory(question=question)
    assert "text" not in client.get(path).context["form"].fields
    client.post(path, {"version": "2", "text": "Något annat", "position": "2", "retired": "on"})

    question.refresh_from_db()
    assert (question.text, question.retired, question.version) == ("Tempot var bra", True, 3)


def test_a_question_that_was_asked_meanwhile_keeps_its_words():
    question = AskedQuestionFactory().question

    with pytest.raises(AskedAlready):
        evaluation_questions.change(question=question, version=1, text="Annat", position=1, retired=False)
    with pytest.raises(Conflict):
        evaluation_questions.change(question=question, version=7, position=1, retired=False)


def test_the_same_question_twice_is_refused_beside_its_words():
    question = EvaluationQuestionFactory()
    same = {"kind": "points", "asked": question.asked, "text": question.text, "text_en": "", "position": 2}

    with pytest.raises(Refused) as refusal:
        evaluation_questions.add(programme=question.programme, **same)

    assert refusal.value.field == "text"


@pytest.mark.parametrize("role", ["regional", "leader", "orderer", "peer"])
def test_others_change_no_question(role, signed_in):
    question, client = EvaluationQuestionFactory(), signed_in(MembershipFactory(**{role: True}))
    path = f"/program/{question.programme_id}/utvardering/"

    answers = [client.post(f"{path}{part}").status_code for part in ("ny/", "vanliga/", f"{question.pk}/")]

    assert answers == [403, 403, 403]


@pytest.mark.parametrize("questions", [1, 3])
def test_the_list_costs_the_same_however_long(national, signed_in, questions, django_assert_num_queries):
    programme, client = ProgrammeFactory(), signed_in(national)
    EvaluationQuestionFactory.create_batch(questions, programme=programme)
    client.get("/hjalp/")

    with django_assert_num_queries(8):
        client.get(f"/program/{programme.pk}/utvardering/")

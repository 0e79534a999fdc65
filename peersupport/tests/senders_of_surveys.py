"""Who sends the forms about surveys and follow-ups. See peersupport/tests/senders.py."""

import datetime as dt
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from peersupport.links import onetime
from peersupport.tests.senders import Sent, sent, signed_in
from placements import selectors
from placements.actions import surveys
from placements.models import Survey
from placements.tests.factories import (
    FollowUpFactory,
    QuestionSetFactory,
    SurveyFactory,
    SurveyInvitationFactory,
    SurveyQuestionFactory,
    TallyFactory,
    TurnoutFactory,
)

QUESTION = {"kind": "yes_no", "text": "Rollen är tydlig", "text_en": "The role is clear", "position": "1"}


def question_set_licence(client: Client) -> Sent:
    signed_in(client, national=True)
    record = {
        "name": "Om återhämtning",
        "rights_holder": "Ett lärosäte",
        "licence": "permission",
        "permission_reference": "Dnr 2026-7",
        "permission_valid_until": "2099-12-31",
        "items_locked": "on",
        "may_be_exported": "on",
    }
    return sent("placements:question_set_licence", QuestionSetFactory().pk, version="1", **record)


def survey_question_new(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("placements:survey_question_new", QuestionSetFactory().pk, **QUESTION)


def survey_question_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    row = SurveyQuestionFactory()
    return sent("placements:survey_question_edit", row.question_set_id, row.pk, version="1", **QUESTION)


def _open(**more) -> Survey:
    """A survey that is open today, and is counted from."""
    today = timezone.localdate()
    survey = SurveyFactory(opened_on=today, closes_on=today, **more)
    place = {"months": survey.follow_up.months, "quarter": survey.quarter}
    TurnoutFactory(question_set=survey.question_set, asked=survey.asked, **place)
    for question in selectors.asked_in(survey):
        TallyFactory(question=question, **place)
    return survey


def _answers(survey: Survey) -> dict:
    answers = {f"q{one.pk}": "5" for one in selectors.asked_in(survey)}
    return {"key": uuid4(), **answers, "words": "Det gör skillnad."}


def survey_hand_out(client: Client) -> Sent:
    signed_in(client, national=True)
    survey = _open(group="staff", asked=0)
    return sent("placements:survey", survey.follow_up_id, survey.pk, asked="9")


def survey_answer(client: Client) -> Sent:
    survey = _open(handed_out=True)
    return sent("placements:survey_answer", survey.code, **_answers(survey))


def my_survey(client: Client) -> Sent:
    survey, now = _open(), timezone.now()
    mine = SurveyInvitationFactory(survey=survey)
    link = onetime.issue(purpose=surveys.MINE, subject_id=mine.pk, at=now, expires_at=now + dt.timedelta(days=1))
    return sent("placements:my_survey", onetime.token_of(link), **_answers(survey))


def check_in(client: Client) -> Sent:
    signed_in(client, national=True)
    said = {"role_description": "yes", "within_hours": "partly", "recommends": "unknown", "obstacles": "records"}
    follow_up = FollowUpFactory()
    return sent("placements:check_in", follow_up.pk, version="0", funded_until="2099-12-31", **said)

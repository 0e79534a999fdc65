"""Who sends the forms about surveys and follow-ups. See peersupport/tests/senders.py."""

from django.test import Client

from peersupport.tests.senders import Sent, sent, signed_in
from placements.tests.factories import QuestionSetFactory, SurveyQuestionFactory

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

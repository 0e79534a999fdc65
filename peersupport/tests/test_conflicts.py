"""Two have the same form open. Whoever saves last sees what the first one saved beside what they wrote, and decides."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from peersupport.tests import senders, senders_of_accounts, senders_of_surveys, senders_of_work
from peersupport.tests.controls import Page
from peersupport.tests.senders import Sent
from programs.models import OrderLine

pytestmark = pytest.mark.django_db
EDITED = (
    senders_of_work.education_edit,
    senders.programme_edit,
    senders.prices_edit,
    senders.funding_edit,
    senders.agreement_edit,
    senders.basis_references,
    senders.draft_extras,
    senders.draft_payer,
    senders.order_edit,
    senders.order_case_number,
    senders.line_quantity,
    senders.order_hold,
    senders.line_priority,
    senders.agreement_orders,
    senders.cohort_edit,
    senders.day_move,
    senders.attendance_status_edit,
    senders.evaluation_question_edit,
    senders.home_assignment_edit,
    senders.material_edit,
    senders.module_edit,
    senders.session_edit,
    senders_of_work.staff_booking_move,
    senders.workplace_edit,
    senders.workplace_people,
    senders.workplace_plan,
    senders_of_surveys.question_set_licence,
    senders_of_surveys.survey_question_edit,
    senders_of_accounts.organisation_edit,
    senders_of_work.staff_answer_edit,
    senders_of_work.my_wishes,
    senders_of_work.meeting_plan,
    senders_of_work.opening,
    senders_of_work.placement_ends,
    senders_of_accounts.organisation_invoicing,
)
HIDDEN = {"csrfmiddlewaretoken", "version"}


def page_of(answer: HttpResponse) -> Page:
    return Page(answer.content.decode())


def written_in(page: Page) -> dict[str, list[str]]:
    """What a person sees in the form."""
    return {name: values for name, values in page.form_with("version").values.items() if name not in HIDDEN}


def sent_from(page: Page) -> dict[str, list[str]]:
    return page.form_with("version").values


@pytest.mark.parametrize("build", EDITED, ids=lambda build: build.__name__)
def test_who_saves_last_sees_both_and_saves_again(client: Client, build: Callable[[Client], Sent]):
    first = build(client)
    opened = page_of(client.get(first.path))
    client.post(first.path, first.values)
    stored = written_in(page_of(client.get(first.path)))

    told = page_of(client.post(first.path, sent_from(opened)))

    differ = {name for name, values in written_in(opened).items() if values != stored[name]}
    assert differ
    assert {name for name in stored if told.said_beside(name)} == differ
    assert written_in(told) == written_in(opened)
    assert [sent_from(page)["version"] for page in (opened, told)] == [["1"], ["2"]]
    assert client.post(first.path, sent_from(told)).status_code == 302
    assert written_in(page_of(client.get(first.path))) == written_in(opened)


def test_what_is_stored_now_is_said_in_the_forms_own_words(client: Client):
    saved = senders.cohort_edit(client)
    opened = sent_from(page_of(client.get(saved.path)))
    client.post(saved.path, saved.values | {"place": "", "seat_price": "71500,50"})

    told = page_of(client.post(saved.path, opened | {"place": ["Sal Asp"]}))

    assert told.said_beside("name") == "Nu står det ”Resan”."
    assert told.said_beside("municipality") == "Nu står det ”Stockholm”."
    assert told.said_beside("place") == "Nu är det tomt."
    assert told.said_beside("seat_price") == "Nu står det ”71\u00a0500,50”."


@pytest.mark.parametrize(("now", "words"), [("on", "Nu är rutan ikryssad."), (None, "Nu är rutan inte ikryssad.")])
def test_a_box_is_said_to_be_ticked_or_not(client: Client, now: str | None, words: str):
    saved = senders.programme_edit(client)
    values = {name: value for name, value in saved.values.items() if name != "is_open"}
    ticked, bare = values | {"is_open": "on"}, values
    client.post(saved.path, ticked if now else bare)

    told = page_of(client.post(saved.path, bare if now else ticked))

    assert told.said_beside("is_open") == words


def test_who_divides_a_line_last_is_told_and_divides_nothing(client: Client):
    first = senders.line_split(client)
    client.post(first.path, first.values)

    told = client.post(first.path, first.values)

    assert "Någon annan ändrade beställningen" in told.content.decode()
    assert OrderLine.objects.count() == 2

"""The pages of surveys: the link to hand out, and the questions one by one on the phone of whoever has it."""

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from peersupport.links import onetime
from peersupport.tests.controls import Page
from placements import selectors
from placements.actions import surveys
from placements.models import Group, Placement, Survey, Tally
from placements.tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_cache")]


@pytest.fixture
def asked(cast: Cast) -> dict[str, Survey]:
    """By group, what is asked now."""
    today, now = timezone.localdate(), timezone.now()
    placement = cast.start(
        participation=cast.certified(email="kim@example.org"), starts_on=today - dt.timedelta(days=90), at=now
    )
    opened = surveys.open_for(follow_up=placement.follow_ups.get(months=3), on=today, at=now)
    return {one.group: one for one in opened}


def handed_out(survey: Survey) -> str:
    surveys.hand_out(survey=survey, asked=5, on=timezone.localdate())
    return f"/enkat/{survey.code}/"


def link_of(survey: Survey) -> str:
    link = onetime.OneTimeLink.objects.get(purpose=surveys.MINE, subject_id=survey.invitation.pk)
    return f"/min-enkat/{onetime.token_of(link)}/"


def shown(answer) -> dict[str, list[str]]:
    return Page(answer.content.decode()).form_with("key").values


def total(survey: Survey) -> int:
    rows = selectors.tallies_of(survey).filter(dimension="all").values_list(*Tally.POINTS, "unsure")
    return sum(map(sum, rows))


def test_one_question_is_asked_at_a_time_and_nothing_is_kept_before_the_last(client: Client, asked):
    path, questions = handed_out(asked[Group.STAFF]), selectors.asked_in(asked[Group.STAFF])
    page, said = client.get(path), {}

    for number, question in enumerate(questions, 1):
        assert f"Fråga {number} av 7" in page.content.decode()
        assert question.text in page.content.decode()
        assert 'class="errsum"' not in page.content.decode()
        assert total(asked[Group.STAFF]) == 0
        said = {name: values[-1] for name, values in shown(page).items()} | {f"q{question.pk}": "5"}
        page = client.post(path, said)

    assert (page.status_code, page.url) == (302, "/enkat/tack/")
    assert total(asked[Group.STAFF]) == len(questions)
    assert "sessionid" not in client.cookies
    assert client.get(page.url).status_code == 200


def test_a_question_that_is_passed_over_is_asked_again_and_says_why(client: Client, asked):
    path, (first, *_more) = handed_out(asked[Group.STAFF]), selectors.asked_in(asked[Group.STAFF])
    key = uuid4()

    again = client.post(path, {"key": key, f"q{first.pk}": ""})

    assert Page(again.content.decode()).said_beside(f"q{first.pk}") != ""
    assert again.content.decode().count("Fyll i det här.") == 2  # beside it, and above the form
    assert "Fråga 1 av 7" in again.content.decode()


def test_going_back_shows_the_question_before_with_what_was_chosen(client: Client, asked):
    path, (first, second, *_more) = handed_out(asked[Group.STAFF]), selectors.asked_in(asked[Group.STAFF])

    back = client.post(path, {"key": uuid4(), f"q{first.pk}": "4", f"q{second.pk}": "", "back": "2"})

    assert "Fråga 1 av 7" in back.content.decode()
    assert shown(back)[f"q{first.pk}"][-1] == "4"


@pytest.mark.parametrize("back", ["0", "-1", "x", "99", "9" * 50])
def test_back_takes_any_word(client: Client, asked, back):
    answer = client.post(handed_out(asked[Group.STAFF]), {"key": uuid4(), "back": back})

    assert answer.status_code == 200


def test_a_form_sent_twice_counts_once(client: Client, asked):
    path = handed_out(asked[Group.STAFF])
    said = {"key": uuid4(), **{f"q{one.pk}": "5" for one in selectors.asked_in(asked[Group.STAFF])}}

    answers = [client.post(path, said).status_code for _twice in range(2)]

    assert (answers, total(asked[Group.STAFF])) == ([302, 302], 7)


def test_a_form_that_was_refused_may_be_sent_again(client: Client, asked):
    staff = asked[Group.STAFF]
    path = handed_out(staff)
    Survey.objects.filter(pk=staff.pk).update(answered=5)
    said = {"key": uuid4(), **{f"q{one.pk}": "5" for one in selectors.asked_in(staff)}}

    refused = client.post(path, said)
    Survey.objects.filter(pk=staff.pk).update(answered=0)
    taken = client.post(path, said)

    assert (refused.status_code, taken.status_code, total(staff)) == (200, 302, 7)


def test_an_own_link_is_answered_once_and_then_says_thanks(client: Client, asked):
    path = link_of(asked[Group.PEERS])
    said = {"key": uuid4(), **{f"q{one.pk}": "1" for one in selectors.asked_in(asked[Group.PEERS])}}

    client.post(path, said)
    again = client.post(path, said | {"key": uuid4()})

    assert (again.status_code, total(asked[Group.PEERS])) == (200, 7)
    assert "Tack för dina svar" in again.content.decode()


def test_a_link_that_leads_nowhere_says_so(client: Client, asked):
    peers = link_of(asked[Group.PEERS])
    staff = handed_out(asked[Group.STAFF])
    for one in (asked[Group.PEERS], asked[Group.STAFF]):
        surveys.close(survey=one, on=one.closes_on + dt.timedelta(days=1), at=timezone.now())

    assert {client.get(path).status_code for path in (peers, staff, "/enkat/x/", "/min-enkat/x/")} == {410}


def test_too_many_from_one_address_are_asked_to_wait(client: Client, asked, monkeypatch):
    monkeypatch.setattr("placements.views.surveys.PER_HOUR", 1)
    path = handed_out(asked[Group.STAFF])

    assert [client.get(path).status_code for _twice in range(2)] == [200, 429]
    assert client.get(link_of(asked[Group.PEERS])).status_code == 429


def test_the_manager_says_to_how_many_and_gets_link_and_sheet(client: Client, cast, asked):
    client.force_login(cast.manager.user)
    staff = asked[Group.STAFF]
    path = f"/uppfoljning/{staff.follow_up_id}/enkater/{staff.pk}/"
    without = client.get(f"{path}blad.pdf").status_code

    client.post(path, {"asked": "9"})
    page, sheet = client.get(path), client.get(f"{path}blad.pdf")

    staff.refresh_from_db()
    assert (without, staff.asked, f"/enkat/{staff.code}/" in page.content.decode()) == (404, 9, True)
    assert (sheet["Content-Type"], sheet.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_follow_up_says_who_is_asked_and_never_who_answered(client: Client, cast, asked):
    client.force_login(cast.manager.user)
    path = f"/uppfoljning/{asked[Group.PEERS].follow_up_id}/"
    before = client.get(path).content

    said = {one.pk: 1 for one in selectors.asked_in(asked[Group.PEERS])}
    surveys.answer_invited(invitation=asked[Group.PEERS].invitation, said=said, on=timezone.localdate())
    after = client.get(path).content

    assert b"Personal" in before
    assert Page(before.decode()).text.get("surveys") == Page(after.decode()).text.get("surveys")


def test_what_goes_by_letter_has_no_page_to_hand_out(client: Client, cast, asked):
    client.force_login(cast.manager.user)
    peers = asked[Group.PEERS]

    assert client.get(f"/uppfoljning/{peers.follow_up_id}/enkater/{peers.pk}/").status_code == 404


def test_the_sheet_says_neither_where_nor_about_whom(asked):
    staff = asked[Group.STAFF]
    handed_out(staff)
    words = str(selectors.survey_sheet(survey=staff, url=f"https://peer.example.se/enkat/{staff.code}/"))
    placement = Placement.objects.select_related("person", "workplace").get()

    assert placement.person.family_name not in words
    assert placement.workplace.name not in words
    assert "peer.example.se/enkat/" in words

"""The applicant's own page, and what they can do there without an account."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from training.actions import pages
from training.models import Application, InterviewTime
from training.tests.factories import ApplicationConsentFactory, ApplicationFactory, InterviewTimeFactory


def page_of(application: Application) -> str:
    pages.need_link(application, at=timezone.now())
    link = OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk)
    return f"/min-ansokan/{onetime.token_of(link)}/"


@pytest.fixture
def invited(db) -> Application:
    return ApplicationFactory(status="invited", family_name="Hemligström")


def test_the_page_says_where_it_stands_and_names_nobody(invited):
    body = Client().get(page_of(invited)).content.decode()

    assert invited.cohort.name in body
    assert "Hemligström" not in body


def test_looking_changes_nothing_and_works_again_and_again(invited):
    time = InterviewTimeFactory(cohort=invited.cohort)
    path = page_of(invited)

    assert [Client().get(path).status_code for _n in range(3)] == [200] * 3
    time.refresh_from_db()
    assert (time.application, Application.objects.get().status) == (None, "invited")


def test_a_time_is_chosen_with_one_button(invited):
    time = InterviewTimeFactory(cohort=invited.cohort)
    path = page_of(invited)

    answer = Client().post(path, {"time": time.pk})

    assert (answer.headers["Location"], InterviewTime.objects.get().application) == (path, invited)
    assert "Rum 4" in Client().get(path).content.decode()


def test_the_meeting_goes_into_a_calendar_once_it_is_booked(invited):
    path, client = page_of(invited), Client()
    time = InterviewTimeFactory(cohort=invited.cohort)

    before = client.get(f"{path}mote.ics").status_code
    client.post(path, {"time": time.pk})
    answer = client.get(f"{path}mote.ics")

    assert (before, answer.status_code, answer.headers["Content-Type"]) == (404, 200, "text/calendar")
    assert f"DTSTART:{time.starts_at:%Y%m%dT%H%M%SZ}".encode() in answer.content
    assert invited.family_name.encode() not in answer.content


@pytest.mark.parametrize("time", ["", "x", "0", "99999999999999999999", "taken", "elsewhere"])
def test_a_time_that_is_not_there_is_told_beside_the_field(invited, time):
    InterviewTimeFactory(cohort=invited.cohort)
    there = {
        "taken": InterviewTimeFactory(cohort=invited.cohort, application=ApplicationFactory(), taken_at=timezone.now()),
        "elsewhere": InterviewTimeFactory(),
    }

    answer = Client().post(page_of(invited), {"time": there[time].pk if time in there else time})

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["time"])
    assert not InterviewTime.objects.filter(application=invited).exists()


def test_it_is_taken_back_after_one_question(invited):
    path, client = page_of(invited), Client()

    asked = client.get(f"{path}ta-tillbaka/")
    before = Application.objects.get().status
    client.post(f"{path}ta-tillbaka/")

    assert (asked.status_code, before, Application.objects.get().status) == (200, "invited", "withdrawn")
    assert client.get(path).status_code == 200


def test_a_yes_is_given_and_taken_back_on_its_own(invited):
    ApplicationConsentFactory(application=invited)
    path, client = page_of(invited), Client()

    def given() -> set:
        return set(invited.consents.filter(withdrawn_at=None).values_list("purpose", flat=True))

    for _twice in range(2):
        client.post(f"{path}samtycke/", {"purpose": "network", "answer": "yes"})
    after_yes = given()
    client.post(f"{path}samtycke/", {"purpose": "network", "answer": "no"})

    assert (after_yes, given()) == ({"training", "network"}, {"training"})
    assert invited.consents.count() == 2


@pytest.mark.parametrize("purpose", ["training", "", "x", "photo"])
def test_what_the_training_rests_on_is_not_taken_back_alone(invited, purpose):
    ApplicationConsentFactory(application=invited)

    Client().post(f"{page_of(invited)}samtycke/", {"purpose": purpose, "answer": "no"})

    assert invited.consents.filter(withdrawn_at=None).count() == 1


def test_the_reserve_is_renewed_with_one_button(db):
    today = timezone.localdate()
    application = ApplicationFactory(
        rejected=True, status="reserve", known_status="reserve", reason="", reserve_until=today
    )

    Client().post(f"{page_of(application)}reserv/")

    assert Application.objects.get().reserve_until == today + dt.timedelta(days=365)


@pytest.mark.parametrize("end", ["", "ta-tillbaka/", "samtycke/", "reserv/"])
def test_a_link_that_was_never_given_opens_nothing(invited, end):
    token = page_of(invited).split("/")[2]
    wrong = [token[:-1] + ("1" if token[-1] == "0" else "0"), "1-" + "0" * 64, "x"]

    for one in wrong:
        client = Client()
        assert {
            client.get(f"/min-ansokan/{one}/{end}").status_code,
            client.post(f"/min-ansokan/{one}/{end}").status_code,
        } <= {405, 410}


def test_a_draft_link_does_not_open_the_page(invited):
    link = onetime.issue(
        purpose="training.draft",
        subject_id=invited.pk,
        at=timezone.now(),
        expires_at=timezone.now() + dt.timedelta(days=1),
    )

    assert Client().get(f"/min-ansokan/{onetime.token_of(link)}/").status_code == 410


def test_what_is_erased_has_no_page(invited):
    path = page_of(invited)
    Application.objects.update(erased_at=timezone.now())

    assert Client().get(path).status_code == 410


@pytest.mark.parametrize("status", [status for status in Application.Status if status != "draft"])
@pytest.mark.parametrize("told", [True, False])
def test_each_state_has_its_words_and_a_decision_shows_only_when_it_is_let_out(db, status, told):
    by = UserFactory()
    decided = {"decided_at": timezone.now(), "decided_by": by} if status in Application.DECIDED else {}
    let_out = {"told_at": timezone.now(), "told_by": by} if told and decided else {}
    more = {"reason": "full"} if status == "rejected" else {}
    known = status if told or not decided else "interviewed"
    reserve_until = timezone.localdate()
    application = ApplicationFactory(
        status=status, known_status=known, reserve_until=reserve_until, **decided, **let_out, **more
    )

    seen = Client().get(page_of(application)).context["seen"]

    assert seen.status == known
    assert seen.heading
    assert seen.text

"""One's own place in a course: the same things to do and to read behind the link and with an account."""

import pytest
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from programs.actions import programmes
from programs.models import Cohort, EthicalGuidelines, Requirements
from programs.tests.factories import CohortFactory, EthicalGuidelinesFactory, ProgrammeFactory
from training import selectors
from training.models import Acknowledgement, CourseDay, HandIn, Participation
from training.tests.doors import account_of, come_by
from training.tests.factories import (
    AcknowledgementFactory,
    HandInFactory,
    HomeAssignmentFactory,
    MakeUpFactory,
    ParticipationFactory,
    PauseFactory,
)
from training.tests.steps import NOON, of

pytestmark = pytest.mark.django_db
DOORS = pytest.mark.parametrize("door", ["link", "account"])
PATH, HOME, AGAIN, ASKS = (
    "Vägen till ditt intyg",
    "Att göra hemma",
    "För dagarna du missade",
    "Läs de etiska riktlinjerna",
)


@pytest.fixture
def guidelines() -> EthicalGuidelines:
    """Those of a programme whose certificates take them."""
    found = EthicalGuidelinesFactory(programme=ProgrammeFactory())
    programmes.change(
        programme=found.programme, version=1, requirements=Requirements(guidelines=found), by=UserFactory(), at=NOON
    )
    return found


@pytest.fixture
def sitting(guidelines, held) -> Participation:
    """Somebody who missed a day, has a task for it, and something to hand in."""
    row = held("absent", "present", cohort=CohortFactory(running=True, programme=guidelines.programme), days=2)
    HomeAssignmentFactory(cohort=row.cohort, title="Skriv en berättelse")
    MakeUpFactory(participation=row, day=CourseDay.objects.get(cohort=row.cohort, number=1), what="Läs kapitel 3")
    return row


def becomes(row: Participation, status: str) -> None:
    left_for = "own" if status == "dropped_out" else ""
    Participation.objects.filter(pk=row.pk).update(status=status, left_for=left_for)


@DOORS
def test_all_that_there_is_to_do_stands_on_the_page(sitting, door):
    client, home, _begins_with = come_by(door, sitting)

    page = client.get(home).content.decode()

    told = (PATH, HOME, "Skriv en berättelse", AGAIN, "Läs kapitel 3", "Du har varit med 1 av 2 dagar")
    assert [text for text in told if text not in page] == []


@DOORS
def test_something_is_handed_in_and_made_up_with_one_button_each(sitting, door):
    client, home, begins_with = come_by(door, sitting)
    task, assignment = sitting.make_ups.get(), HomeAssignmentFactory(cohort=sitting.cohort)
    buttons = [f"{begins_with}hemuppgifter/{assignment.pk}/", f"{begins_with}igentagningar/{task.pk}/"]
    shown = client.get(home).content.decode()

    answers = [
        client.post(buttons[0], {"answer": "handed-in"}),
        client.post(buttons[1], {"answer": "done"}),
        client.post(buttons[0], {"answer": "checked"}),
        client.get(buttons[0]),
    ]

    task.refresh_from_db()
    hand_in = HandIn.objects.get(assignment=assignment)
    assert [button in shown for button in buttons] == [True, True]
    assert [answer.status_code for answer in answers] == [302, 302, 404, 405]
    assert [answer.headers["Location"] for answer in answers[:2]] == [home, home]
    assert (hand_in.status, hand_in.handed_in_by, task.status) == ("handed_in", None, "done")


def test_with_an_account_one_is_asked_to_promise_until_one_has(sitting, guidelines):
    client, home, begins_with = come_by("account", sitting)
    before = client.get(home).content.decode()
    shown = client.get(f"{begins_with}riktlinjer/").content.decode()

    answer = client.post(f"{begins_with}riktlinjer/", {"version": "1"})
    after = client.get(home).content.decode()

    said = Acknowledgement.objects.get()
    assert (ASKS in before, guidelines.text.splitlines()[0] in shown) == (True, True)
    assert (answer.headers["Location"], said.guidelines, said.acknowledged_by) == (home, guidelines, None)
    assert (ASKS in after, f"{begins_with}riktlinjer/" in after) == (False, True)
    assert "Jag har läst" not in client.get(f"{begins_with}riktlinjer/").content.decode()


@DOORS
def test_whoever_is_certified_has_nothing_left_to_do_and_reads_the_guidelines(sitting, guidelines, door):
    AcknowledgementFactory(participation=sitting, guidelines=guidelines)
    client, home, begins_with = come_by(door, sitting)
    becomes(sitting, "certified")

    page = client.get(home).content.decode()

    assert [text for text in (PATH, HOME, AGAIN, "Din närvaro") if text in page] == []
    assert f"{begins_with}riktlinjer/" in page


@DOORS
def test_whoever_makes_a_pause_reads_until_when(sitting, door):
    PauseFactory(participation=sitting)
    client, home, _begins_with = come_by(door, sitting)

    assert "Du har paus" in client.get(home).content.decode()


def test_whoever_left_has_nothing_to_do_or_read(sitting):
    client, home, begins_with = come_by("account", sitting)
    task, assignment = sitting.make_ups.get(), HomeAssignmentFactory(cohort=sitting.cohort)
    becomes(sitting, "dropped_out")

    page = client.get(home).content.decode()
    paths = ("riktlinjer", "material", f"hemuppgifter/{assignment.pk}", f"igentagningar/{task.pk}")
    answers = {client.post(f"{begins_with}{path}/", {"answer": "done"}).status_code for path in paths}

    assert sitting.cohort.name in page
    assert ([text for text in (PATH, HOME, AGAIN, ASKS) if text in page], answers) == ([], {404})


def test_what_is_anothers_is_not_there(sitting, guidelines, signed_in):
    other = HandInFactory(participation=ParticipationFactory())
    client = signed_in(account_of(sitting))
    theirs = MakeUpFactory(participation=other.participation)

    paths = [
        f"/min-kurs/{other.participation_id}/riktlinjer/",
        f"/min-kurs/{sitting.pk}/hemuppgifter/{other.assignment_id}/",
        f"/min-kurs/{sitting.pk}/igentagningar/{theirs.pk}/",
    ]

    assert [client.post(path, {"answer": "done", "version": "1"}).status_code for path in paths] == [404] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_places_in_courses_cost_the_same_however_many(count, held, django_assert_num_queries):
    for row in [held("absent") for _n in range(count)]:
        HandInFactory(participation=row, assignment=HomeAssignmentFactory(cohort=row.cohort))
        MakeUpFactory(participation=row, day=CourseDay.objects.get(cohort=row.cohort))

    with django_assert_num_queries(5):
        found = selectors.my_courses(Participation.objects.all(), on=timezone.localdate())

    assert [(len(course.home), len(course.make_ups)) for course in found] == [(1, 1)] * count


WORDS = {
    "open": ("Du är antagen. Välkommen!", True),
    "running": ("Din utbildning", False),
    "completed": ("Din utbildning", False),
    "cancelled": ("Utbildningen är inställd", False),
}


@pytest.mark.parametrize("status", WORDS)
def test_only_until_the_course_begins_one_is_asked_to_say_no(status):
    client, home, _begins_with = come_by("link", ParticipationFactory())
    Cohort.objects.update(status=status)
    heading, asks = WORDS[status]

    page = client.get(home).content.decode()

    assert (f"{heading}</h1>" in page, "tacka nej här" in page) == (True, asks)


def test_the_step_to_talk_with_somebody_leads_to_their_days(national, held, signed_in):
    row = held("absent", "absent", cohort=CohortFactory(running=True), days=2)

    page = signed_in(national).get(of(row.cohort, "")).content.decode()

    step = page.split("Prata med")[0].rsplit("<a ", 1)[1]
    assert f"/deltaganden/{row.pk}/narvaro/" in step

"""The admission group's pages."""

import datetime as dt

import pytest
from django.utils import timezone

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.privacy.models import Reading
from programs.tests.factories import CohortLeaderFactory
from training.models import Application, Assessment, Assessor, InterviewTime, Paper
from training.rules import CRITERIA
from training.tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    AssessorFactory,
    InterviewTimeFactory,
    PaperFactory,
)
from training.tests.steps import of

ASSESSED = {**dict.fromkeys(CRITERIA, "yes"), "note": "Lyssnar väl.", "opinion": "admit"}


@pytest.fixture
def applied(db) -> Application:
    application = ApplicationFactory(family_name="Hemligström", cohort__programme__assessors=2)
    PaperFactory(application=application, text="Något som få får läsa.")
    return application


@pytest.fixture
def reader(applied):
    """A coordinator of the host in the group."""
    member = MembershipFactory(regional=True, organisation=applied.host)
    AssessorFactory(cohort=applied.cohort, user=member.user)
    return member


@pytest.fixture
def client(reader, signed_in):
    return signed_in(reader)


def page(application: Application, end: str = "") -> str:
    return f"/ansokningar/{application.pk}/{end}"


def test_a_coordinator_outside_the_group_sees_how_many_and_nobody(applied, signed_in):
    outside = signed_in(MembershipFactory(regional=True, organisation=applied.host))

    body = outside.get(of(applied.cohort, "ansokningar/")).content.decode()

    assert "1 ansökan" in body
    assert "Hemligström" not in body
    assert outside.get(page(applied)).status_code == 404


@pytest.mark.parametrize("end", ["", "bedom/", "intervjuad/", "papper/{}/"])
def test_no_page_of_an_application_is_there_for_others(applied, national, signed_in, end):
    assert signed_in(national).get(page(applied, end.format(Paper.objects.get().pk))).status_code == 404
    assert Reading.objects.count() == 0


def test_opening_the_letter_is_kept_and_shown(applied, reader, client):
    paper = Paper.objects.get()

    letter = client.get(page(applied, f"papper/{paper.pk}/")).content.decode()
    shown = client.get(page(applied)).content.decode()

    assert "Något som få får läsa." in letter
    assert "Något som få" not in shown
    assert Reading.objects.get().read_by == reader.user
    assert "Läst av" in shown


def test_anothers_assessment_is_not_found_before_ones_own(applied, client):
    theirs = AssessmentFactory(application=applied)
    paper = PaperFactory(
        application=applied, kind="assessment", written_by=theirs.given_by, text='{"criteria": {}, "note": "Nej"}'
    )
    path = page(applied, f"papper/{paper.pk}/")

    before = client.get(path)
    client.post(page(applied, "bedom/"), ASSESSED)

    assert (before.status_code, client.get(path).status_code) == (404, 200)


def test_an_assessment_is_saved_sealed_and_read_back(applied, reader, client):
    answer = client.post(page(applied, "bedom/"), ASSESSED)

    paper = Paper.objects.get(kind="assessment")
    body = client.get(page(applied, f"papper/{paper.pk}/")).content.decode()
    assert answer.headers["Location"] == page(applied)
    assert Assessment.objects.get().opinion == "admit"
    assert "Lyssnar" not in paper.sealed
    assert "Lyssnar väl." in body


@pytest.mark.parametrize("field", [*CRITERIA, "opinion"])
def test_a_question_without_an_answer_is_told_beside_it(applied, client, field):
    answer = client.post(page(applied, "bedom/"), ASSESSED | {field: ""})

    assert (list(answer.context["form"].errors), Assessment.objects.count()) == ([field], 0)


def test_stepping_aside_closes_the_letter(applied, client):
    client.post(page(applied, "avsta/"))

    assert client.get(page(applied, f"papper/{Paper.objects.get().pk}/")).status_code == 404
    assert Assessment.objects.get().opinion == "aside"


def test_without_the_assessments_the_page_says_how_many_are_missing(applied, client):
    body = client.get(page(applied)).content.decode()
    client.post(page(applied, "reserv/"))

    assert "2 till måste bedöma" in body
    assert Application.objects.get().status == "received"


def test_an_invitation_goes_out_once_there_is_a_time(applied, client):
    client.post(page(applied, "kalla/"))
    before = Application.objects.get().status
    client.post(of(applied.cohort, "intervjuer/"), TIMES)
    client.post(page(applied, "kalla/"))

    assert (before, Application.objects.get().status) == ("received", "invited")
    assert Letter.objects.get().kind == "interview_invited"


TIMES = {"day": "2099-08-11", "times": "09:00, 10.30", "minutes": "45", "place": "Rum 4"}


def test_times_are_added_on_swedish_clocks_and_taken_away(applied, client):
    client.post(of(applied.cohort, "intervjuer/"), TIMES)
    first = InterviewTime.objects.earliest("starts_at")

    starts = [timezone.localtime(time.starts_at).strftime("%H:%M") for time in InterviewTime.objects.order_by("pk")]
    client.post(of(applied.cohort, f"intervjuer/{first.pk}/ta-bort/"))

    assert (starts, InterviewTime.objects.count()) == (["09:00", "10:30"], 1)


@pytest.mark.parametrize(
    "times", ["", "nio", "25:00", "9", "09:60", ",", "09:00 10:00", ", ".join(f"{n % 24}:{n:02}" for n in range(21))]
)
def test_times_that_are_none_are_told_beside_the_field(applied, client, times):
    answer = client.post(of(applied.cohort, "intervjuer/"), TIMES | {"times": times})

    assert (list(answer.context["form"].errors), InterviewTime.objects.count()) == (["times"], 0)


def test_another_cohorts_time_is_not_taken_away(applied, client):
    elsewhere = InterviewTimeFactory()

    assert client.post(of(applied.cohort, f"intervjuer/{elsewhere.pk}/ta-bort/")).status_code == 404


def test_the_interview_is_noted(applied, client):
    client.post(page(applied, "intervjuad/"), {"note": "Ett gott samtal."})

    assert Application.objects.get().status == "interviewed"
    assert Paper.objects.filter(kind="interview").count() == 1


def test_answers_are_let_out_together(applied, client):
    client.post(page(applied), {"reason": "full"})
    asked = client.get(of(applied.cohort, "besked/")).content.decode()
    client.post(of(applied.cohort, "besked/"))

    assert "1 person får" in asked
    assert Application.objects.get().told_at is not None
    assert Letter.objects.get().kind == "application_decided"


def test_the_group_is_changed_by_whoever_manages_the_cohort(applied, reader, client):
    leader = MembershipFactory(leader=True, organisation=applied.host)

    client.post(of(applied.cohort, "antagning/"), {"user": leader.user.pk})
    both = {row.user_id for row in Assessor.objects.open()}
    client.post(of(applied.cohort, f"antagning/{Assessor.objects.get(user=reader.user).pk}/ta-ut/"))

    assert both == {leader.user.pk, reader.user.pk}
    assert [row.user for row in Assessor.objects.open()] == [leader.user]
    assert client.get(page(applied)).status_code == 404


def test_somebody_from_elsewhere_is_no_choice(applied, client):
    stranger = MembershipFactory(regional=True)

    answer = client.post(of(applied.cohort, "antagning/"), {"user": stranger.user.pk})

    assert list(answer.context["form"].errors) == ["user"]


def test_a_leader_in_the_group_finds_the_applications_and_does_not_change_the_group(applied, signed_in):
    leader = MembershipFactory(leader=True, organisation=applied.host)
    CohortLeaderFactory(cohort=applied.cohort, user=leader.user)
    AssessorFactory(cohort=applied.cohort, user=leader.user)
    client = signed_in(leader)

    assert "Hemligström" in client.get(of(applied.cohort, "ansokningar/")).content.decode()
    assert client.get(page(applied)).status_code == 200
    assert client.get(of(applied.cohort, "antagning/")).status_code == 403
    assert "Ansökningar" in client.get(of(applied.cohort, "")).content.decode()


@pytest.mark.parametrize("others", [1, 4])
def test_an_application_costs_the_same_however_many_assess_it(applied, client, django_assert_num_queries, others):
    for number in range(others):
        theirs = AssessmentFactory(application=applied)
        AssessorFactory(cohort=applied.cohort, user=theirs.given_by)
        PaperFactory(application=applied, kind="assessment", written_by=theirs.given_by)
        InterviewTimeFactory(cohort=applied.cohort, starts_at=timezone.now() + dt.timedelta(days=number + 1))
    client.post(page(applied, "bedom/"), ASSESSED)
    client.get(page(applied))

    with django_assert_num_queries(15):
        client.get(page(applied))

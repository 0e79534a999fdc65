"""What a certificate takes, who has it, and why not yet."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.shared.refusals import Refused
from programs.actions import cohorts, programmes
from programs.models import Cohort, Requirement, Requirements
from programs.tests.factories import CohortFactory
from training import selectors
from training.actions import certificates, in_course, pages, summing_up
from training.actions.certificates import RuleNotMet
from training.models import Certificate, Participation, SummingUp
from training.tests.factories import (
    ApplicationFactory,
    HandInFactory,
    HomeAssignmentFactory,
    ParticipationFactory,
    SummingUpFactory,
)

STARTED = dt.date(2026, 8, 17)
TALKED = dt.datetime(2026, 9, 18, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def asking(db) -> Cohort:
    """A course whose certificates take a summing-up interview too."""
    return CohortFactory(running=True, programme__requirements__summing_up=True)


def note(participation: Participation, *, by, held_by=None, on: dt.date = STARTED) -> None:
    summing_up.note(participation=participation, held_on=on, held_by=held_by or by, by=by, at=TALKED)


def test_why_not_yet_names_all_that_is_missing_and_then_nothing(asking, held):
    there, away = held("present", cohort=asking), held("absent", cohort=asking)

    words = selectors.eligibility_of(participation=away).left

    assert words == ["Närvarande 0 av 1 dagar, det behövs 1.", "Det avslutande samtalet är inte hållet än."]
    assert selectors.eligibility_of(participation=there).left == words[1:]
    SummingUpFactory(participation=there)
    assert selectors.eligibility_of(participation=there).is_met
    assert [demand.kind for demand in selectors.eligibility_of(participation=there).demands] == [
        "attendance",
        "summing_up",
    ]


@pytest.mark.parametrize("mark", ["present", "absent"])
@pytest.mark.parametrize("talked", [True, False])
@pytest.mark.parametrize("takes", [True, False])
def test_what_is_asked_in_sql_and_in_words_agree(held, mark, talked, takes, db):
    cohort = CohortFactory(running=True, programme__requirements__summing_up=takes)
    participation = held(mark, cohort=cohort)
    if talked:
        SummingUpFactory(participation=participation)

    asked = selectors.eligibility_of(participation=participation)

    assert asked.is_met == (mark == "present" and (talked or not takes))
    assert asked.is_met == (asked.why_not_yet == "")
    assert Participation.objects.ready_for_certificate().filter(pk=participation.pk).exists() is asked.is_met


@pytest.mark.parametrize(("status", "left"), [("", 2), ("handed_in", 1), ("checked", 1), ("asked_again", 2)])
def test_home_assignments_count_when_they_are_handed_in_and_not_asked_for_again(db, held, status, left):
    cohort = CohortFactory(running=True, programme__requirements__assignments=True)
    participation, other = held("present", cohort=cohort), held("present", cohort=cohort)
    first, second = HomeAssignmentFactory.create_batch(2, cohort=cohort)
    HandInFactory(assignment=second, participation=other)
    if status:
        HandInFactory(assignment=first, participation=participation, **{status: True})

    asked = selectors.eligibility_of(participation=participation)

    assert (asked.assignments_left, asked.is_met) == (left, False)
    assert asked.left == [f"{left} hemuppgifter är kvar." if left > 1 else "1 hemuppgift är kvar."]
    assert not Participation.objects.ready_for_certificate().exists()


def test_with_all_home_assignments_or_none_set_there_is_a_certificate(db, held):
    cohort = CohortFactory(running=True, programme__requirements__assignments=True)
    participation = held("present", cohort=cohort)
    assert Participation.objects.ready_for_certificate().get() == participation

    HandInFactory(assignment=HomeAssignmentFactory(cohort=cohort), participation=participation, handed_in=True)

    assert Participation.objects.ready_for_certificate().get() == participation
    assert selectors.eligibility_of(participation=participation).is_met


def test_that_of_a_whole_cohort_is_one_statement(asking, held, django_assert_num_queries):
    for _number in range(3):
        SummingUpFactory(participation=held("present", cohort=asking))

    with django_assert_num_queries(1):
        rows = [selectors.eligibility(row).is_met for row in Participation.objects.with_requirements()]

    assert rows == [True] * 3


def test_without_the_interview_there_is_no_certificate_and_with_it_there_is(asking, held, national):
    participation = held("present", cohort=asking)

    with pytest.raises(RuleNotMet, match="samtalet"):
        certificates.issue(participation=participation, by=national.user, at=TALKED)
    assert certificates.issue_all(cohort=asking, by=national.user, at=TALKED) == []

    note(participation, by=national.user)
    assert len(certificates.issue_all(cohort=asking, by=national.user, at=TALKED)) == 1


def test_a_cohort_keeps_what_it_began_under(asking, held, national):
    late = CohortFactory(programme=asking.programme, status=Cohort.Status.OPEN)
    early = CohortFactory(programme=asking.programme, status=Cohort.Status.OPEN)
    cohorts.start(cohort=early, by=national.user, at=TALKED)
    programmes.change(
        programme=asking.programme, version=1, requirements=Requirements(summing_up=False), by=national.user, at=TALKED
    )
    cohorts.start(cohort=late, by=national.user, at=TALKED)

    rows = {cohort: held("present", cohort=cohort) for cohort in (early, late)}

    assert [selectors.eligibility_of(participation=rows[one]).is_met for one in (early, late)] == [False, True]
    assert [Requirements.of(Requirement.objects.of(one)).summing_up for one in (early, late)] == [True, False]
    assert (early.began_under.number, late.began_under.number) == (1, 2)


def test_what_is_not_said_stays_as_it_was(asking, national):
    programmes.change(programme=asking.programme, version=1, name="Ny", by=national.user, at=TALKED)

    assert Requirements.of(Requirement.objects.of(asking)) == Requirements(summing_up=True)


def test_who_held_the_interview_and_when_is_noted_once(asking, leading):
    participation, by = ParticipationFactory(cohort=asking), UserFactory()
    leader = leading(asking).user

    note(participation, by=by, held_by=leader)
    note(participation, by=by, on=STARTED + dt.timedelta(days=1))

    row = SummingUp.objects.get()
    assert (row.held_on, row.held_by, row.noted_by, row.noted_at) == (STARTED, leader, by, TALKED)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"on": TALKED.date() + dt.timedelta(days=1)}, "held_on"),
        ({"on": STARTED - dt.timedelta(days=1)}, "held_on"),
        ({"held_by": "a stranger"}, "held_by"),
    ],
)
def test_an_interview_that_can_not_have_been_is_refused(asking, changed, field):
    if "held_by" in changed:
        changed = {"held_by": UserFactory()}

    with pytest.raises(Refused) as refusal:
        note(ParticipationFactory(cohort=asking), by=UserFactory(), **changed)

    assert (refusal.value.field, SummingUp.objects.count()) == (field, 0)


def test_nothing_is_noted_of_somebody_who_has_left(asking):
    gone = ParticipationFactory(cohort=asking, dropped_out=True)

    with pytest.raises(in_course.NotInTheCourse):
        note(gone, by=UserFactory())


def test_a_slip_is_taken_back_until_a_certificate_builds_on_it(asking, held, national):
    participation = held("present", cohort=asking)
    note(participation, by=national.user)
    summing_up.take_back(participation=participation)
    assert not SummingUp.objects.exists()

    note(participation, by=national.user)
    certificates.issue(participation=participation, by=national.user, at=TALKED)
    with pytest.raises(WrongStatus):
        summing_up.take_back(participation=participation)

    assert (SummingUp.objects.count(), Certificate.objects.count()) == (1, 1)


def path_of(participation: Participation, part: str = "") -> str:
    return f"/deltaganden/{participation.pk}/{part}"


def test_a_leader_notes_it_on_the_participants_page(asking, held, leading, signed_in):
    participation = held("present", cohort=asking)
    leader = leading(asking)
    client = signed_in(leader)
    assert "Det avslutande samtalet är inte hållet än." in client.get(path_of(participation)).content.decode()

    sent = {"held_on": timezone.localdate().isoformat(), "held_by": str(leader.user_id)}
    answer = client.post(path_of(participation, "avslutande-samtal/"), sent)

    assert answer.headers["Location"] == path_of(participation)
    assert SummingUp.objects.get().held_by == leader.user
    assert "Det avslutande samtalet är inte hållet än." not in client.get(path_of(participation)).content.decode()
    assert client.post(path_of(participation, "avslutande-samtal/ta-bort/")).status_code == 302
    assert not SummingUp.objects.exists()


@pytest.mark.parametrize("part", ["avslutande-samtal/", "avslutande-samtal/ta-bort/"])
def test_nobody_else_notes_it(asking, held, part, signed_in):
    participation = held("present", cohort=asking)
    others: list[Membership] = [MembershipFactory(**{role: True}) for role in ("leader", "regional", "orderer", "peer")]

    answers = [signed_in(who).post(path_of(participation, part)).status_code for who in others]

    assert answers == [404, 404, 403, 403]


def test_participants_read_on_their_own_page_what_is_left(asking, held):
    participation, by = held("absent", cohort=asking), UserFactory()
    told = {"decided_at": TALKED, "decided_by": by, "told_at": TALKED, "told_by": by}
    application = ApplicationFactory(cohort=asking, status="admitted", **told)
    Participation.objects.filter(pk=participation.pk).update(application=application)
    pages.need_link(application, at=timezone.now())
    token = onetime.token_of(OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk))

    page = Client().get(f"/min-ansokan/{token}/").content.decode()

    assert "Närvarande 0 av 1 dagar, det behövs 1." in page
    assert "Det avslutande samtalet är inte hållet än." in page

"""The meeting at the end of a course: workplaces come, everybody meets whom they want to, and then both are asked."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.permissions import Role
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions import meetings
from placements.models import Introduction, Meeting, MeetingPair, Workplace
from placements.tests.factories import MeetingFactory, MeetingPairFactory, MeetingPlaceFactory, WorkplaceFactory
from programs.tests.factories import CohortFactory, CohortLeaderFactory
from training.tests.factories import ParticipationFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
BEGINS = dt.datetime(2026, 3, 6, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def cohort(cast):
    return CohortFactory(host=cast.host, programme=cast.programme)


@pytest.fixture
def meeting(cohort) -> Meeting:
    return MeetingFactory(cohort=cohort, begins_at=BEGINS)


@pytest.fixture
def people(cohort) -> list:
    names = ("Ahl", "Björk", "Ceder")
    return [ParticipationFactory(cohort=cohort, person__family_name=name, person__given_name="Eva") for name in names]


def place(meeting, name="Lyktan"):
    return MeetingPlaceFactory(meeting=meeting, workplace__host=meeting.cohort.host, workplace__name=name)


def plan(cohort, by, **changes) -> Meeting:
    said = {"version": 1, "begins_at": BEGINS, "minutes": 10, "place": "Stora salen"}
    return meetings.plan(cohort=cohort, by=by, at=AT, **said | changes)


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


def met(meeting) -> list[list[tuple[str, str]]]:
    """By round who sits at which workplace."""
    return [
        [(table.place.workplace.name, table.who.person.family_name) for table in one.tables if table.who]
        for one in selectors.sheet_of(meeting).rounds
    ]


def test_a_meeting_is_planned_and_changed(cast, cohort):
    plan(cohort, cast.clerk)
    plan(cohort, cast.clerk, version=2, minutes=15)

    with pytest.raises(Conflict):
        plan(cohort, cast.clerk, version=2, minutes=20)
    assert Meeting.objects.get().minutes == 15


def test_everybody_meets_whom_they_want_to_and_nobody_two_at_once(meeting, people):
    lyktan, boet = place(meeting), place(meeting, "Boet")
    meetings.pair(meeting=meeting, pairs=[(one.pk, lyktan.pk) for one in people] + [(people[0].pk, boet.pk)])

    found = met(meeting)

    pairs = sorted(pair for one in found for pair in one)
    assert pairs == [("Boet", "Ahl"), ("Lyktan", "Ahl"), ("Lyktan", "Björk"), ("Lyktan", "Ceder")]
    assert [len({who for _place, who in one}) == len(one) for one in found] == [True] * 3


def test_rounds_follow_each_other_by_the_minutes(meeting, people):
    lyktan = place(meeting)
    meetings.pair(meeting=meeting, pairs=[(one.pk, lyktan.pk) for one in people])

    times = [one.begins_at for one in selectors.sheet_of(meeting).rounds]

    assert times == [BEGINS, BEGINS + dt.timedelta(minutes=10), BEGINS + dt.timedelta(minutes=20)]


def test_what_is_ticked_no_more_is_taken_back(meeting, people):
    lyktan = place(meeting)
    meetings.pair(meeting=meeting, pairs=[(people[0].pk, lyktan.pk), (people[1].pk, lyktan.pk)])
    kept = MeetingPair.objects.get(participation=people[1])

    meetings.pair(meeting=meeting, pairs=[(people[1].pk, lyktan.pk), (people[2].pk, lyktan.pk)])

    assert set(MeetingPair.objects.values_list("participation", flat=True)) == {people[1].pk, people[2].pk}
    assert MeetingPair.objects.filter(pk=kept.pk).exists()


def test_people_and_places_of_others_meet_nobody_here(meeting, people):
    lyktan, elsewhere = place(meeting), MeetingPlaceFactory()

    for pair in ((ParticipationFactory().pk, lyktan.pk), (people[0].pk, elsewhere.pk), (0, 0)):
        with pytest.raises(Refused):
            meetings.pair(meeting=meeting, pairs=[pair])

    assert not MeetingPair.objects.exists()


def test_whoever_is_handled_specially_is_on_no_list(cast, cohort, meeting, people):
    person = people[0].person
    lyktan = place(meeting)
    meetings.pair(meeting=meeting, pairs=[(people[0].pk, lyktan.pk)])
    alias = {"given_name": "Deltagare bcdfh", "family_name": "", "email": "", "phone": ""}
    type(person).objects.filter(pk=person.pk).update(special_at=AT, special_by=cast.clerk, **alias)

    sheet = selectors.sheet_of(meeting)

    assert (people[0] in sheet.people, sheet.rounds) == (False, [])
    assert list(selectors.pairs_of(meeting)) == []


def test_workplaces_of_the_host_come_and_may_stay_away_again(meeting, people):
    one, other = WorkplaceFactory.create_batch(2, host=meeting.cohort.host)
    meetings.invite(meeting=meeting, workplaces=[one.pk, other.pk])
    meetings.pair(meeting=meeting, pairs=[(people[0].pk, meeting.places.get(workplace=one).pk)])

    meetings.invite(meeting=meeting, workplaces=[other.pk])

    assert list(meeting.places.values_list("workplace", flat=True)) == [other.pk]
    assert not MeetingPair.objects.exists()
    for stranger in (WorkplaceFactory(), WorkplaceFactory(host=meeting.cohort.host, closed=True)):
        with pytest.raises(Refused):
            meetings.invite(meeting=meeting, workplaces=[stranger.pk])


def test_afterwards_both_sides_are_asked_once(cast, meeting, people):
    lyktan = place(meeting)
    meetings.pair(meeting=meeting, pairs=[(one.pk, lyktan.pk) for one in people[:2]])
    with pytest.raises(Refused):
        meetings.ask(meeting=meeting, by=cast.clerk, at=BEGINS - HOUR)

    asked = meetings.ask(meeting=meeting, by=cast.clerk, at=BEGINS + HOUR)

    with pytest.raises(Refused):
        meetings.ask(meeting=meeting, by=cast.clerk, at=BEGINS + HOUR)
    assert asked == 2
    assert set(Introduction.objects.values_list("person", flat=True)) == {one.person_id for one in people[:2]}


def test_a_workplace_that_has_closed_since_is_not_asked_about(cast, meeting, people):
    lyktan = place(meeting)
    meetings.pair(meeting=meeting, pairs=[(people[0].pk, lyktan.pk)])
    Workplace.objects.filter(pk=lyktan.workplace_id).update(status="closed")

    assert meetings.ask(meeting=meeting, by=cast.clerk, at=BEGINS + HOUR) == 0


def test_a_leader_plans_ticks_and_prints(client, cast, cohort, people):
    leader = MembershipFactory(role=Role.COURSE_LEADER, organisation=cast.host)
    CohortLeaderFactory(cohort=cohort, user=leader.user)
    unit = WorkplaceFactory(host=cast.host, name="Lyktan")
    client.force_login(leader.user)

    first = client.get(url("meeting", cohort.pk))
    sent = {"version": 1, "day": "2026-03-06", "begins": "13:00", "minutes": 10, "place": "Stora salen"}
    client.post(url("meeting_plan", cohort.pk), sent)
    client.post(url("meeting_places", cohort.pk), {"workplace": unit.pk})
    pair = f"{people[1].pk}-{Meeting.objects.get().places.get().pk}"
    client.post(url("meeting_pairs", cohort.pk), {"pair": pair})
    page = client.get(url("meeting", cohort.pk)).content.decode()
    paper = client.get(url("meeting_paper", cohort.pk)).content.decode()

    assert first.url == url("meeting_plan", cohort.pk)
    assert f'value="{pair}"' in page
    assert ("Lyktan" in paper, "Eva Björk" in paper, "Eva Ahl" in paper) == (True, True, False)


def test_a_coordinator_asks_both_sides_after_the_meeting(client, cast, cohort, people):
    held = MeetingFactory(cohort=cohort, begins_at=timezone.now() - HOUR)
    meetings.pair(meeting=held, pairs=[(people[0].pk, place(held).pk)])
    client.force_login(cast.clerk)

    client.post(url("meeting_ask", cohort.pk))
    again = client.post(url("meeting_ask", cohort.pk), follow=True)

    assert Introduction.objects.count() == 1
    assert url("meeting_ask", cohort.pk) not in again.content.decode()


def test_the_meeting_of_another_host_is_not_there(client, meeting):
    client.force_login(MembershipFactory(regional=True).user)

    assert client.get(url("meeting", meeting.cohort_id)).status_code == 404
    assert not Meeting.objects.visible_to(MembershipFactory(supervisor=True)).exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_rounds_asks_as_much_for_one_as_for_three(meeting, rows, django_assert_num_queries):
    for number in range(rows):
        MeetingPairFactory(
            place=place(meeting, f"Enhet {number}"), participation=ParticipationFactory(cohort=meeting.cohort)
        )

    with django_assert_num_queries(3):
        selectors.sheet_of(meeting)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"minutes": 4}, "meeting_of_5_to_30_minutes"),
        ({"minutes": 31}, "meeting_of_5_to_30_minutes"),
        ({"asked_at": AT}, "meeting_asked_when_and_by_whom"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MeetingFactory(**changes)


def test_the_database_holds_one_table_and_one_meeting_of_two():
    pair = MeetingPairFactory()

    with pytest.raises(IntegrityError, match="workplace_comes_once"), transaction.atomic():
        MeetingPlaceFactory(meeting=pair.place.meeting, workplace=pair.place.workplace)
    with pytest.raises(IntegrityError, match="pair_meets_once"), transaction.atomic():
        MeetingPairFactory(place=pair.place, participation=pair.participation)

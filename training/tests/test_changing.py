"""A cohort that is set up changes: its details, its leaders, somebody who leaves, a seat given back, a certificate
revoked. What can't be undone is asked first, and asking changes nothing.
"""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from peersupport.audit.status import WrongStatus
from peersupport.directory.models import PersonAccess
from peersupport.directory.tests.factories import CountyFactory, MembershipFactory, MunicipalityFactory
from peersupport.shared.refusals import Conflict, Refused
from peersupport.tests.rows import all_rows
from programs.actions.seats import CohortClosed
from programs.models import Cohort, CohortLeader, Seat
from programs.tests.factories import CohortFactory, SeatFactory
from training.actions import applications, cohorts, participations
from training.actions.cohorts import NotALeader
from training.models import Participation
from training.tests.factories import ApplicationFactory, CourseDayFactory, ParticipationFactory

NOON = dt.datetime(2026, 8, 18, 10, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def changed(cohort: Cohort, **changes) -> dict:
    """What cohorts.change takes to leave a cohort as it is, with changes."""
    kept = ("version", "name", "municipality", "place", "capacity", "seat_price", "release_on")
    same = {name: getattr(cohort, name) for name in kept}
    who = {"by": MembershipFactory(national=True).user, "at": NOON}
    return {"cohort": cohort, **same, "leaders": [], **who, **changes}


def test_a_cohorts_details_are_put_right(db):
    cohort = CohortFactory()
    municipality = MunicipalityFactory()
    wanted = {"name": "Resan", "municipality": municipality, "place": "Sal Eken", "capacity": 14, "release_on": None}

    cohorts.change(**changed(cohort, seat_price=Decimal(70000), **wanted))

    row = Cohort.objects.get()
    assert {name: getattr(row, name) for name in wanted} == wanted
    assert (row.seat_price, row.version) == (Decimal(70000), 2)


def test_of_two_who_change_a_cohort_at_once_the_second_is_told(db):
    cohort = CohortFactory()
    cohorts.change(**changed(cohort, name="Först"))

    with pytest.raises(Conflict):
        cohorts.change(**changed(cohort, name="Sist"))

    assert Cohort.objects.get().name == "Först"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: {"capacity": 1}, "capacity"),
        (lambda: {"municipality": MunicipalityFactory(code="1480", county=CountyFactory(code="14"))}, "municipality"),
        (lambda: {"name": "Upptagen"}, "name"),
        (lambda: {"release_on": Cohort.objects.earliest("pk").starts_on}, "release_on"),
        (lambda: {"leaders": [MembershipFactory(leader=True).user]}, "leaders"),
    ],
    ids=[
        "fewer seats than are taken",
        "another county",
        "a name that is taken",
        "asked back when the course has started",
        "a leader of another host",
    ],
)
def test_what_does_not_fit_a_cohort_is_refused_beside_its_field(db, wrong, field):
    cohort = CohortFactory(seats_taken=2)
    CohortFactory(programme=cohort.programme, host=cohort.host, name="Upptagen")
    before = all_rows(but=("directory_membership", "accounts_user"))

    with pytest.raises((Refused, NotALeader)) as refusal:
        cohorts.change(**changed(cohort, **wrong()))

    assert refusal.value.field == field
    untouched = {name: rows for name, rows in all_rows().items() if name.startswith("programs_")}
    assert untouched == {name: rows for name, rows in before.items() if name.startswith("programs_")}


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_a_cohort_that_is_over_stays_as_it_is(db, state):
    cohort = CohortFactory(status=state)

    with pytest.raises(CohortClosed):
        cohorts.change(**changed(cohort, name="Ny"))


def test_the_sight_of_participants_follows_the_leaders(db):
    cohort = CohortFactory()
    first, second = MembershipFactory.create_batch(2, leader=True, organisation=cohort.host)
    cohorts.change(**changed(cohort, leaders=[first.user]))
    seat, application = SeatFactory(cohort=cohort), ApplicationFactory(cohort=cohort)
    by = MembershipFactory(national=True).user
    admitted = applications.admit(application=application, seat=seat, by=by, at=NOON)
    cohort.refresh_from_db()

    cohorts.change(**changed(cohort, leaders=[second.user], at=NOON + DAY))

    sights = PersonAccess.objects.order_by("pk").values_list("user", "since", "until")
    assert list(sights) == [(first.user_id, NOON, NOON + DAY), (second.user_id, NOON + DAY, None)]
    assert list(CohortLeader.objects.values_list("user", flat=True)) == [second.user_id]
    seen = [list(Participation.objects.visible_to(leader)) for leader in (first, second)]
    assert seen == [[], [admitted]]


def test_a_leader_of_a_co_host_sees_the_participants_when_acting_for_it(db):
    cohort = CohortFactory()
    leader = MembershipFactory(leader=True)
    elsewhere = MembershipFactory(leader=True, user=leader.user)
    cohort.co_hosts.add(leader.organisation)
    cohorts.change(**changed(cohort, leaders=[leader.user]))
    application = ApplicationFactory(cohort=cohort)
    by = MembershipFactory(national=True).user

    admitted = applications.admit(application=application, seat=SeatFactory(cohort=cohort), by=by, at=NOON)

    seen = [list(Participation.objects.visible_to(who)) for who in (leader, elsewhere)]
    assert seen == [[admitted], []]
    assert [list(Cohort.objects.visible_to(who)) for who in (leader, elsewhere)] == [[cohort], []]


@pytest.mark.parametrize(
    ("today", "seat"),
    [(NOON - 3 * DAY, "confirmed"), (NOON, "confirmed"), (NOON + DAY, "delivered")],
    ids=["before the course", "on the last day for it", "too late"],
)
def test_a_seat_that_somebody_leaves_early_is_free_and_later_counts_as_delivered(national, today, seat):
    participation = ParticipationFactory(seat__status="assigned")
    for number in range(3):
        CourseDayFactory(cohort=participation.cohort, date=NOON.date() + (number - 1) * DAY)

    participations.leave(participation=participation, left_for="own", by=national.user, at=today)

    assert Participation.objects.get().status == "dropped_out"
    assert Seat.objects.get(pk=participation.seat_id).status == seat


def test_who_has_left_is_seen_by_no_leader_and_their_seat_takes_another_person(national):
    cohort = CohortFactory()
    leader = MembershipFactory(leader=True, organisation=cohort.host)
    cohorts.change(**changed(cohort, leaders=[leader.user]))
    seat = SeatFactory(cohort=cohort)
    first, second = ApplicationFactory.create_batch(2, cohort=cohort)
    left = applications.admit(application=first, seat=seat, by=national.user, at=NOON)

    participations.leave(participation=left, left_for="own", by=national.user, at=NOON)
    after = applications.admit(application=second, seat=seat, by=national.user, at=NOON)

    assert list(Participation.objects.visible_to(leader)) == [after]


@pytest.mark.parametrize("state", ["certified", "not_completed", "dropped_out"])
def test_only_somebody_who_is_in_the_course_leaves_it(national, state):
    left = {"left_for": "own"} if state == "dropped_out" else {}
    participation = ParticipationFactory(status=state, **left)

    with pytest.raises(WrongStatus):
        participations.leave(participation=participation, left_for="own", by=national.user, at=NOON)

    assert Participation.objects.get().status == state


@pytest.mark.parametrize("reason", ["", "ill", "other "])
def test_somebody_leaves_for_one_of_the_reasons(national, signed_in, reason):
    participation = ParticipationFactory(seat__status="assigned")
    client, path = signed_in(national), reverse("training:participation_leave", args=[participation.pk])

    asked = client.get(path)
    refused = client.post(path, {"left_for": reason})
    with pytest.raises(Refused):
        participations.leave(participation=participation, left_for=reason, by=national.user, at=NOON)
    before = Participation.objects.get().status
    client.post(path, {"left_for": "work"})

    assert (asked.status_code, list(refused.context["form"].errors), before) == (200, ["left_for"], "admitted")
    assert Participation.objects.values_list("status", "left_for").get() == ("dropped_out", "work")


def verbs() -> dict:
    """Of each page that asks first: how to get there, and what has changed when it was answered."""
    return {
        "training:cohort_cancel": (
            lambda: [CohortFactory().pk],
            lambda: Cohort.objects.get().status,
            ("open", "cancelled"),
        ),
        "training:seat_release": (
            lambda: [(seat := SeatFactory(granted=True, cohort__seats_taken=1)).cohort_id, seat.pk],
            lambda: Seat.objects.get().status,
            ("confirmed", "released"),
        ),
    }


@pytest.mark.parametrize("name", verbs())
def test_what_can_not_be_undone_is_asked_first(national, signed_in, name):
    make, state, expected = verbs()[name]
    client, path = signed_in(national), reverse(name, args=make())

    asked = client.get(path)
    before = state()
    client.post(path)

    assert (asked.status_code, before, state()) == (200, *expected)


def test_the_page_changes_a_cohort_and_keeps_what_was_written_when_it_refuses(national, signed_in):
    cohort = CohortFactory(seats_taken=3)
    client, path = signed_in(national), reverse("training:cohort_edit", args=[cohort.pk])
    shown = client.get(path).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields if name != "leaders"} | {"name": "Ny resa"}

    refused = client.post(path, sent | {"capacity": "2"})
    told = (list(refused.context["form"].errors), refused.context["form"]["name"].value())
    client.post(path, sent)

    assert told == (["capacity"], "Ny resa")
    assert Cohort.objects.get().name == "Ny resa"

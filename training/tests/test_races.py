"""Two who press at once."""

import datetime as dt
from uuid import uuid4

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Person
from peersupport.shared.refusals import Refused
from programs.actions import orders
from programs.models import FundingSource, NumberSeries, Seat
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory, SeatFactory
from training import selectors
from training.actions import applications, attendance, certificates, seats
from training.actions.applications import SeatNotFree
from training.models import Application, Attendance, Certificate, Participation
from training.tests.factories import ApplicationFactory, CourseDayFactory, ParticipationFactory, mark_day
from training.tests.steps import send, written

pytestmark = pytest.mark.django_db(transaction=True)
NOON = dt.datetime(2026, 8, 17, 10, 0, tzinfo=dt.UTC)


def test_of_two_who_admit_to_the_same_seat_one_is_told(db):
    seat, by = SeatFactory(), UserFactory()
    waiting = ApplicationFactory.create_batch(8, cohort=seat.cohort)

    results = at_once(lambda n: applications.admit(application=waiting[n], seat=seat, by=by, at=NOON), list(range(8)))

    assert sorted(type(result).__name__ for result in results) == ["Participation", *[SeatNotFree.__name__] * 7]
    assert (Participation.objects.count(), Person.objects.count()) == (1, 1)
    assert Application.objects.undecided().count() == 7
    assert Seat.objects.get().status == Seat.Status.ASSIGNED


def test_an_application_is_admitted_to_one_seat(db):
    cohort, by = CohortFactory(), UserFactory()
    seats = SeatFactory.create_batch(4, granted=True, cohort=cohort)
    application = ApplicationFactory(cohort=cohort)

    results = at_once(
        lambda n: applications.admit(application=application, seat=seats[n], by=by, at=NOON), list(range(4))
    )

    assert sorted(type(result).__name__ for result in results) == ["Participation", *["WrongStatus"] * 3]
    assert Seat.objects.filter(status=Seat.Status.ASSIGNED).count() == 1


def test_one_address_applying_at_once_is_one_application(db):
    code = CohortFactory().application_code
    drafts = [written(code) for _n in range(8)]

    results = at_once(lambda n: send(drafts[n]), list(range(8)))

    assert {result.pk for result in results} == {Application.objects.get().pk}


def test_one_person_certified_at_once_gets_one_certificate(db):
    participation, by = ParticipationFactory(), UserFactory()
    day = CourseDayFactory(cohort=participation.cohort, sessions__registered=True)
    mark_day(day, participation)

    results = at_once(lambda _n: certificates.issue(participation=participation, by=by, at=NOON), list(range(8)))

    assert sorted(type(result).__name__ for result in results) == ["Certificate", *["WrongStatus"] * 7]
    assert (Certificate.objects.get().number, NumberSeries.objects.get().last) == ("C-2026-0001", 1)


def test_a_whole_cohort_and_its_members_one_by_one_certified_at_once(db):
    """Rows before the number series, in both: nobody waits for each other crosswise."""
    cohort, by = CohortFactory(), UserFactory()
    day = CourseDayFactory(cohort=cohort, sessions__registered=True)
    people = [ParticipationFactory(cohort=cohort) for _n in range(6)]
    for one in people:
        mark_day(day, one)

    def press(n: int):
        if n % 2:
            return certificates.issue(participation=people[-1 - n // 2], by=by, at=NOON)
        return certificates.issue_all(cohort=cohort, by=by, at=NOON)

    results = at_once(press, list(range(12)))

    assert {type(result).__name__ for result in results} <= {"list", "Certificate", "WrongStatus"}
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [f"C-2026-{n:04d}" for n in range(1, 7)]


def test_admitting_to_a_seat_while_its_order_is_called_off(db):
    """Either the person sits in the seat, or the order is gone; never both, and nobody waits for ever."""
    by = UserFactory()
    seats = [SeatFactory(line__cohort__seats_taken=1) for _n in range(6)]
    waiting = [ApplicationFactory(cohort=seat.cohort) for seat in seats]

    def press(n: int):
        seat = seats[n // 2]
        if n % 2:
            return orders.cancel(order=seat.line.order, by=by, at=NOON)
        return applications.admit(application=waiting[n // 2], seat=seat, by=by, at=NOON)

    results = at_once(press, list(range(12)))

    assert [r for r in results if isinstance(r, Exception) and not isinstance(r, Refused)] == []
    sat_in = set(Participation.objects.values_list("seat", flat=True))
    released = set(Seat.objects.filter(status=Seat.Status.RELEASED).values_list("pk", flat=True))
    assert (sat_in & released, sat_in | released) == (set(), {seat.pk for seat in seats})


def test_two_leaders_saving_one_day_lose_nothing(db):
    day, by = CourseDayFactory(date=NOON.date()), UserFactory()
    people = ParticipationFactory.create_batch(4, cohort=day.cohort)

    at_once(lambda n: attendance.register_day(day=day, marks={people[n].pk: "present"}, by=by, at=NOON), list(range(4)))

    assert Attendance.objects.count() == 8
    assert set(day.sessions.values_list("registered_at", flat=True)) == {NOON}


def test_a_grant_used_by_many_at_once_is_one_funding_source(db):
    cohort, by = CohortFactory(capacity=8), UserFactory()

    results = at_once(
        lambda _n: seats.fund(
            key=uuid4(), cohort=cohort, kind="grant", funder="Fonden", granted_on=None, count=1, by=by, at=NOON
        ),
        list(range(8)),
    )

    assert [len(made) for made in results] == [1] * 8
    assert FundingSource.objects.count() == 1


def test_of_those_who_tap_the_same_person_at_once_one_is_heard_and_the_others_are_told(db):
    row, users = ParticipationFactory(), [UserFactory() for _n in range(4)]
    day, marks = CourseDayFactory(cohort=row.cohort, date=NOON.date()), ["present", "absent", "excused", "morning"]

    told = at_once(
        lambda n: attendance.tap(day=day, participation=row, mark=marks[n], seen="", key=uuid4(), by=users[n], at=NOON),
        list(range(4)),
    )

    stored = selectors.day_marks(Attendance.objects.all())[row.pk, day.pk]
    assert sorted(told) == ["", *[stored] * 3]
    assert told.index("") == marks.index(stored)

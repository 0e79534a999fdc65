"""An application, and what is decided about it."""

import datetime as dt

import pytest

from peersupport.accounts.permissions import Role
from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus
from peersupport.directory.models import Person, PersonAccess, Registration
from peersupport.directory.tests.factories import MembershipFactory, PersonFactory, RegistrationFactory
from peersupport.privacy.models import Consent
from peersupport.shared.refusals import Refused
from programs.models import Cohort, Seat
from programs.tests.factories import CohortLeaderFactory, SeatFactory
from training.actions import applications
from training.actions.applications import CohortOver, SeatNotFree
from training.models import Application, Participation
from training.tests.factories import ApplicationConsentFactory, ApplicationFactory, ParticipationFactory
from training.tests.steps import NOON


def test_admission_makes_person_registration_participation_consent_and_sight(national):
    seat = SeatFactory()
    leader = MembershipFactory(leader=True, organisation=seat.cohort.host)
    CohortLeaderFactory(cohort=seat.cohort, user=leader.user)
    application = ApplicationFactory(cohort=seat.cohort, seat=seat, given_name="Åsa", family_name="Ek")
    given = ApplicationConsentFactory(application=application)

    participation = applications.admit(application=application, seat=seat, by=national.user, at=NOON)

    person, consent, access = Person.objects.get(), Consent.objects.get(), PersonAccess.objects.get()
    application.refresh_from_db()
    seat.refresh_from_db()
    assert (person.name, person.email) == ("Åsa Ek", application.email)
    assert Registration.objects.filter(person=person, host=seat.cohort.host).count() == 1
    assert (participation.person, participation.seat, participation.cohort) == (person, seat, seat.cohort)
    assert (consent.person, consent.text_version, consent.given_at) == (person, "2026-1", given.given_at)
    assert (access.person, access.user, access.organisation) == (person, leader.user, seat.cohort.host)
    assert access.role == Role.COURSE_LEADER
    assert access.because == f"training.participation:{participation.pk}"
    assert (application.status, application.decided_by, application.decided_at) == ("admitted", national.user, NOON)
    assert seat.status == Seat.Status.ASSIGNED
    assert list(StatusChange.objects.filter(subject__startswith="training.").values_list("subject", "became")) == [
        (f"training.application:{application.pk}", "admitted"),
        (f"training.participation:{participation.pk}", "admitted"),
    ]


@pytest.mark.parametrize("state", [Seat.Status.ASSIGNED, Seat.Status.DELIVERED, Seat.Status.RELEASED])
def test_nobody_is_admitted_to_a_seat_that_is_not_free(national, state):
    seat = SeatFactory(status=state)
    application = ApplicationFactory(cohort=seat.cohort)

    with pytest.raises(SeatNotFree) as refusal:
        applications.admit(application=application, seat=seat, by=national.user, at=NOON)

    assert (refusal.value.field, nothing_written()) == ("seat", True)


def test_nobody_is_admitted_to_another_cohorts_seat(national):
    with pytest.raises(SeatNotFree):
        applications.admit(application=ApplicationFactory(), seat=SeatFactory(), by=national.user, at=NOON)

    assert nothing_written()


@pytest.mark.parametrize("state", [Cohort.Status.COMPLETED, Cohort.Status.CANCELLED])
def test_nobody_is_admitted_when_the_cohort_is_over(national, state):
    seat = SeatFactory(cohort__status=state, granted=True)
    application = ApplicationFactory(cohort=seat.cohort)

    with pytest.raises(CohortOver):
        applications.admit(application=application, seat=seat, by=national.user, at=NOON)

    assert nothing_written()


@pytest.mark.parametrize("decided", [{"rejected": True}])
def test_a_decided_application_is_not_decided_again(national, decided):
    seat = SeatFactory()
    application = ApplicationFactory(cohort=seat.cohort, **decided)

    with pytest.raises(WrongStatus):
        applications.admit(application=application, seat=seat, by=national.user, at=NOON)
    with pytest.raises(WrongStatus):
        applications.reject(application=application, reason="full", by=national.user, at=NOON)

    assert nothing_written()


def test_the_admitted_are_not_rejected_afterwards(national):
    seat = SeatFactory()
    application = ApplicationFactory(cohort=seat.cohort)
    applications.admit(application=application, seat=seat, by=national.user, at=NOON)

    with pytest.raises(WrongStatus):
        applications.reject(application=application, reason="full", by=national.user, at=NOON)

    assert Participation.objects.count() == 1


def test_whom_the_host_knows_by_name_and_address_stays_one_person(national):
    seat = SeatFactory()
    known = RegistrationFactory(person__email="asa@example.org", host=seat.cohort.host).person
    application = ApplicationFactory(
        cohort=seat.cohort, given_name=known.given_name, family_name=known.family_name, email=known.email
    )

    participation = applications.admit(application=application, seat=seat, by=national.user, at=NOON)

    assert (participation.person, Person.objects.count()) == (known, 1)


def test_another_hosts_person_of_the_same_name_is_not_touched(national):
    seat = SeatFactory()
    elsewhere = PersonFactory(given_name="Test", family_name="Samma", email="samma@example.org")
    application = ApplicationFactory(cohort=seat.cohort, family_name="Samma", email="samma@example.org")

    participation = applications.admit(application=application, seat=seat, by=national.user, at=NOON)

    assert participation.person != elsewhere


def test_somebody_who_has_a_seat_gets_no_second_one(national):
    seat = SeatFactory()
    sitting = ParticipationFactory(cohort=seat.cohort, person__email="asa@example.org")
    application = ApplicationFactory(
        cohort=seat.cohort,
        given_name=sitting.person.given_name,
        family_name=sitting.person.family_name,
        email="asa@example.org",
    )

    with pytest.raises(SeatNotFree):
        applications.admit(application=application, seat=seat, by=national.user, at=NOON)

    assert (Participation.objects.count(), Application.objects.undecided().count()) == (1, 1)


def test_a_newer_yes_replaces_the_older_one(national):
    seat = SeatFactory()
    person = RegistrationFactory(person__email="asa@example.org", host=seat.cohort.host).person
    before = Consent.objects.create(
        person=person, purpose="training", text_version="2020-1", language="sv", given_at=NOON - dt.timedelta(days=999)
    )
    application = ApplicationFactory(
        cohort=seat.cohort, given_name=person.given_name, family_name=person.family_name, email=person.email
    )
    given = ApplicationConsentFactory(application=application)

    applications.admit(application=application, seat=seat, by=national.user, at=NOON)

    before.refresh_from_db()
    assert before.withdrawn_at == given.given_at
    assert list(Consent.objects.filter(withdrawn_at=None).values_list("text_version", flat=True)) == ["2026-1"]


@pytest.mark.parametrize("reason", Application.Reason.values)
def test_a_rejection_keeps_a_code_and_nobody_enters_the_register(national, reason):
    application = ApplicationFactory()

    applications.reject(application=application, reason=reason, by=national.user, at=NOON)

    application.refresh_from_db()
    assert (application.status, application.reason, application.decided_by) == ("rejected", reason, national.user)
    assert Person.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "illness"])
def test_a_rejection_needs_one_of_the_reasons(national, reason):
    application = ApplicationFactory()

    with pytest.raises(Refused) as refusal:
        applications.reject(application=application, reason=reason, by=national.user, at=NOON)

    assert (refusal.value.field, Application.objects.undecided().count()) == ("reason", 1)


def nothing_written() -> bool:
    return not any(model.objects.exists() for model in (Person, Participation, Consent, PersonAccess, Registration))

"""What the database itself refuses, whoever writes."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, connection, transaction

from peersupport.directory.tests.factories import OrganisationFactory
from training.models import (
    Application,
    Attendance,
    Certificate,
    CertificateCopy,
    CourseDay,
    CourseSession,
    Module,
    Participation,
)
from training.tests.factories import (
    ApplicationFactory,
    AttendanceFactory,
    CertificateCopyFactory,
    CertificateFactory,
    CourseDayFactory,
    CourseSessionFactory,
    ModuleFactory,
    ParticipationFactory,
    SessionLeaderFactory,
)


def refused_by(name: str):
    """The block breaks the rule of this name."""
    return pytest.raises(IntegrityError, match=re.escape(name))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("application_decided_when_and_by_whom", {"status": "admitted"}),
        ("application_decided_when_and_by_whom", {"decided_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}),
        ("application_rejected_with_a_reason", {"reason": "full"}),
        ("application_status_known", {"status": "maybe"}),
        ("application_reason_known", {"reason": "illness"}),
    ],
)
def test_an_application_that_makes_no_sense_is_refused(db, name, fields):
    application = ApplicationFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**fields)

    assert name in {constraint.name for constraint in Application._meta.constraints}


def test_one_open_application_per_address_and_cohort(db):
    first = ApplicationFactory()

    with refused_by("one_counting_application_per_cohort"):
        ApplicationFactory(cohort=first.cohort, email=first.email)


def test_a_seat_has_one_person(db):
    sitting = ParticipationFactory()

    with refused_by("one_person_in_a_seat"):
        ParticipationFactory(cohort=sitting.cohort, seat=sitting.seat)


def test_a_seat_that_somebody_left_can_have_another(db):
    left = ParticipationFactory(dropped_out=True)

    assert ParticipationFactory(cohort=left.cohort, seat=left.seat).seat == left.seat


def test_a_person_has_one_seat_in_a_cohort(db):
    sitting = ParticipationFactory()

    with refused_by("one_seat_per_person_and_cohort"):
        ParticipationFactory(cohort=sitting.cohort, person=sitting.person)


def test_a_day_has_one_date_and_one_number(db):
    day = CourseDayFactory()

    with refused_by("course_day_date_once"), transaction.atomic():
        CourseDayFactory(cohort=day.cohort, date=day.date)
    with refused_by("course_day_number_once"), transaction.atomic():
        CourseDayFactory(cohort=day.cohort, number=day.number, date=dt.date(2026, 12, 1))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("course_day_number_from_one", {"number": 0}),
    ],
)
def test_a_course_day_that_makes_no_sense_is_refused(db, name, fields):
    day = CourseDayFactory()

    with refused_by(name):
        CourseDay.objects.filter(pk=day.pk).update(**fields)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("course_session_ends_after_it_starts", {"ends_at": dt.time(9)}),
        ("course_session_part_known", {"part": "evening"}),
        ("course_session_registered_when_and_by_whom", {"registered_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}),
    ],
)
def test_a_session_that_makes_no_sense_is_refused(db, name, fields):
    session = CourseSessionFactory()

    with refused_by(name):
        CourseSession.objects.filter(pk=session.pk).update(**fields)


def test_a_day_has_each_half_once_and_a_session_each_leader_once(db):
    session = CourseSessionFactory()
    leads = SessionLeaderFactory(session=session)

    with refused_by("course_session_part_once"), transaction.atomic():
        CourseSessionFactory(day=session.day)
    with refused_by("leader_once_per_session"):
        SessionLeaderFactory(session=session, user=leads.user)


def test_a_module_has_a_number_of_its_own_from_one(db):
    module = ModuleFactory()

    with refused_by("module_number_once"), transaction.atomic():
        ModuleFactory(programme=module.programme, number=module.number)
    with refused_by("module_number_from_one"):
        Module.objects.filter(pk=module.pk).update(number=0)


def test_one_mark_per_person_and_session_and_only_known_ones(db):
    mark = AttendanceFactory()

    with refused_by("one_mark_per_person_and_session"), transaction.atomic():
        AttendanceFactory(participation=mark.participation, session=mark.session)
    with refused_by("attendance_mark_known"):
        Attendance.objects.filter(pk=mark.pk).update(mark="ill")


def test_a_participation_has_a_known_status(db):
    participation = ParticipationFactory()

    with refused_by("participation_status_known"):
        Participation.objects.filter(pk=participation.pk).update(status="resting")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("certificate_revoked_when_and_by_whom", {"revoked_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}),
        ("certificate_suspended_when_and_by_whom", {"suspended_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}),
        ("certificate_valid_after_issue", {"valid_until": dt.date(2020, 1, 1)}),
    ],
)
def test_a_certificate_that_makes_no_sense_is_refused(db, name, fields):
    certificate = CertificateFactory()

    with refused_by(name):
        Certificate.objects.filter(pk=certificate.pk).update(**fields)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("certificate_edition_from_one", {"edition": 0}),
        ("copy_code_of_128_bits", {"code": "1234"}),
        ("copy_language_known", {"language": "de"}),
        ("copy_replaced_after_it_was_made", {"replaced_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}),
    ],
)
def test_a_paper_that_makes_no_sense_is_refused(db, name, fields):
    copy = CertificateCopyFactory()

    with refused_by(name):
        CertificateCopy.objects.filter(pk=copy.pk).update(**fields)


def test_a_certificate_has_one_paper_that_counts_and_each_edition_once(db):
    first = CertificateCopyFactory(replaced=True)
    second = CertificateCopyFactory(certificate=first.certificate, edition=2)

    with refused_by("certificate_edition_once"), transaction.atomic():
        CertificateCopyFactory(certificate=first.certificate, edition=1, replaced=True)
    with refused_by("one_current_copy_of_a_certificate"), transaction.atomic():
        CertificateCopyFactory(certificate=first.certificate, edition=3)
    with refused_by("code"):
        CertificateCopyFactory(code=second.code)


@pytest.mark.parametrize("table", ["training_participation", "training_certificate"])
@pytest.mark.django_db(transaction=True)
def test_a_row_about_a_person_whom_the_host_does_not_answer_for_is_refused_at_commit(table):
    certificate = CertificateFactory()
    stranger = OrganisationFactory(host=True)

    with refused_by(f"{table}_registered"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET host_id = %s", [stranger.pk])  # nothing happens until the commit
        assert cursor.rowcount == 1

    assert (Participation.objects.get().host, Certificate.objects.get().host) == (certificate.host, certificate.host)

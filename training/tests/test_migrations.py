"""Rows that were there before a migration, and what it makes of them."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from training import selectors
from training.models import Attendance, CertificateCopy, CourseSession
from training.tests.factories import CertificateFactory, CourseDayFactory, ParticipationFactory, mark_day

BEFORE_SESSIONS = ("training", "0009_sessions")
CODES_ON_CERTIFICATES = ("training", "0015_one_application_that_counts")
MARKS_OF_DAYS = ("training", "0010_days_have_sessions")


@pytest.fixture
def migrated(transactional_db):
    """Go back to a migration, and in the end always forward to the newest."""

    def to(*targets: tuple[str, str]) -> None:
        executor = MigrationExecutor(connection)
        executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())

    yield to
    to()


def test_a_day_that_was_there_before_gets_its_two_sessions(migrated):
    bare, whole = CourseDayFactory(sessions=False), CourseDayFactory()
    migrated(BEFORE_SESSIONS)

    migrated()

    rows = CourseSession.objects.order_by("day", "starts_at").values_list("day", "part", "starts_at", "ends_at")
    halves = [("morning", dt.time(9), dt.time(12)), ("afternoon", dt.time(13), dt.time(16))]
    assert list(rows) == [(day.pk, *half) for day in (bare, whole) for half in halves]


def test_a_days_mark_becomes_one_for_each_half_and_back_again(migrated):
    """Half a day is there in the morning; which half it was is forgotten on the way back."""
    day = CourseDayFactory(sessions__registered=True)
    given = ("present", "morning", "afternoon", "excused", "absent")
    people = [ParticipationFactory(cohort=day.cohort) for _mark in given]
    for row, mark in zip(people, given, strict=True):
        mark_day(day, row, mark)

    migrated(MARKS_OF_DAYS)

    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM training_attendance WHERE day_id = %s ORDER BY participation_id", [day.pk])
        assert [mark for (mark,) in cursor.fetchall()] == ["present", "half", "half", "excused", "absent"]
        cursor.execute("SELECT count(*) FROM training_courseday WHERE registered_at IS NOT NULL")
        assert cursor.fetchone() == (1,)

    migrated()

    marks = selectors.day_marks(Attendance.objects.all())
    assert [marks[row.pk, day.pk] for row in people] == ["present", "morning", "morning", "excused", "absent"]
    assert CourseSession.objects.exclude(registered_at=None).count() == 2


def test_the_code_on_a_paper_stays_and_the_paper_is_the_first(migrated):
    certificate = CertificateFactory()
    code = certificate.code
    migrated(CODES_ON_CERTIFICATES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM training_certificate")
        before = cursor.fetchall()

    migrated()

    copy = CertificateCopy.objects.get()
    assert (before, copy.code, copy.edition, copy.language) == ([(code,)], code, 1, "sv")
    assert (copy.certificate, copy.made_by, copy.replaced_at) == (certificate, certificate.issued_by, None)

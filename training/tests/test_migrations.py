"""Rows that were there before a migration, and what it makes of them."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from training.models import CourseSession
from training.tests.factories import CourseDayFactory

BEFORE_SESSIONS = ("training", "0009_sessions")


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

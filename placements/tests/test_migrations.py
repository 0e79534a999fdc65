"""Rows that were there before a migration, and what it makes of them."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from placements.models import Placement, SupervisionPlan
from placements.tests.factories import PHASES, PlacementFactory, SupervisionPlanFactory

BEFORE_LATE = ("placements", "0022_wishes")
BEFORE_REASONS = ("placements", "0007_readiness")


@pytest.fixture
def migrated(transactional_db):
    """Go back to a migration, and in the end always forward to the newest."""

    def to(*targets: tuple[str, str]) -> None:
        executor = MigrationExecutor(connection)
        executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())

    yield to
    to()


def test_one_that_had_ended_did_so_for_another_reason_and_one_to_come_is_planned(migrated):
    ended, going = PlacementFactory(ended=True), PlacementFactory()
    coming = PlacementFactory(planned=True, starts_on=dt.date(2999, 1, 1))
    migrated(BEFORE_REASONS)

    migrated()

    stored = dict(Placement.objects.values_list("pk", "status"))
    assert stored == {ended.pk: "ended", going.pk: "active", coming.pk: "planned"}
    assert Placement.objects.get(pk=ended.pk).end_reason == "other"


def test_running_plans_get_the_days_after_which_they_are_late(migrated):
    early = SupervisionPlanFactory(next_due_on=dt.date(2026, 3, 9)).pk  # in the second week: 7 days, late after 14
    old = SupervisionPlanFactory(next_due_on=dt.date(2026, 10, 5)).pk  # in the 32nd: 30 days, late after 35
    rests = SupervisionPlanFactory(next_due_on=None, late_on=None).pk
    migrated(BEFORE_LATE)

    migrated()

    stored = dict(SupervisionPlan.objects.values_list("pk", "late_on"))
    assert stored == {early: dt.date(2026, 3, 17), old: dt.date(2026, 10, 11), rests: None}
    assert SupervisionPlan.objects.get(pk=early).phases == PHASES
    assert SupervisionPlan.objects.get(pk=old).next_alone_on == dt.date(2026, 10, 5)

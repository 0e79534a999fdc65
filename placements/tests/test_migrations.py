"""Rows that were there before a migration, and what it makes of them."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from placements.models import Placement
from placements.tests.factories import PlacementFactory

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

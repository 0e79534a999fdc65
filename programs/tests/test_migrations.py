"""Rows that were there before a migration, and what it makes of them."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from programs.models import Seat
from programs.tests.factories import SeatFactory

BEFORE = ("programs", "0022_why_calling_off_costs_less")


@pytest.fixture
def migrated(transactional_db):
    """Go back to a migration, and in the end always forward to the newest."""

    def to(*targets: tuple[str, str]) -> None:
        executor = MigrationExecutor(connection)
        executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())

    yield to
    to()


def test_a_seat_that_was_funded_before_keeps_its_cohorts_price_of_that_day(migrated):
    funded, ordered = SeatFactory(granted=True, cohort__seat_price=71000), SeatFactory()
    migrated(BEFORE)

    migrated()

    prices = {seat.pk: seat.unit_price for seat in Seat.objects.all()}
    assert prices == {funded.pk: 71000, ordered.pk: None}

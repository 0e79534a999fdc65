"""Rows that were there before a migration, and what it makes of them."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from programs.models import Cohort, ReadinessItem, Requirement, Requirements, Seat
from programs.tests.factories import CohortFactory, ProgrammeFactory, SeatFactory

BEFORE = ("programs", "0022_why_calling_off_costs_less")
READY_IS_FOUR_THINGS = ("programs", "0036_pauses")
ATTENDANCE_IS_A_COLUMN = ("programs", "0030_certificates_last")


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


def test_existing_programmes_ask_workplaces_for_what_they_always_did(migrated):
    programme = ProgrammeFactory(readiness__kinds=frozenset({"risk"}))
    migrated(READY_IS_FOUR_THINGS)

    migrated()

    asked = ReadinessItem.objects.of_programme(programme.pk).order_by("pk").values_list("kind", flat=True)
    assert sorted(asked) == ["contact", "manager", "manager_present", "sessions"]


def test_required_attendance_becomes_a_row_and_a_cohort_that_has_begun_keeps_it(migrated):
    programme = ProgrammeFactory(requirements__attendance=Decimal("0.755"))
    begun, planned = CohortFactory(programme=programme, running=True), CohortFactory(programme=programme)
    migrated(ATTENDANCE_IS_A_COLUMN)

    migrated()

    assert [Requirements.of(Requirement.objects.of(one)).attendance for one in (begun, planned)] == [
        Decimal("0.755")
    ] * 2
    assert [Cohort.objects.get(pk=one.pk).began_under for one in (begun, planned)] == [programme.versions.get(), None]

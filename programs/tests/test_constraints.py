"""What the database itself refuses, whoever writes: raw updates that pass every action and form."""

import datetime as dt
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from programs.models import (
    CancellationStep,
    Cohort,
    CohortLeader,
    Offer,
    Order,
    OrderLine,
    Programme,
    Seat,
    SupervisionPhase,
)
from programs.tests.factories import (
    FEBRUARY,
    CancellationStepFactory,
    CohortFactory,
    CohortLeaderFactory,
    FundingSourceFactory,
    OfferFactory,
    OrderFactory,
    OrderLineFactory,
    ProgrammeFactory,
    ProgrammeVersionFactory,
    ReadinessItemFactory,
    RequirementFactory,
    SeatFactory,
    SupervisionPhaseFactory,
)
from programs.tests.steps import MARCH

pytestmark = pytest.mark.django_db

BROKEN = [
    (CohortFactory, "seats_taken", 13, "cohort_never_oversold"),
    (CohortFactory, "capacity", 0, "cohort_has_seats"),
    (CohortFactory, "ends_on", dt.date(2026, 8, 16), "cohort_ends_after_it_starts"),
    (CohortFactory, "seat_price", -1, "cohort_price_not_negative"),
    (CohortFactory, "track", "okand", "cohort_track_known"),
    (CohortFactory, "status", "paused", "cohort_status_known"),
    (OrderFactory, "reference", "", "order_has_a_reference"),
    (OrderFactory, "status", "lost", "order_status_known"),
    (OrderFactory, "status", "draft", "order_has_a_number_when_sent"),
    (OrderFactory, "number", None, "order_has_a_number_when_sent"),
    (OrderFactory, "decline_reason", "mood", "order_decline_reason_known"),
    (OrderFactory, "decline_reason", "full", "order_declined_for_a_reason"),
    (OrderFactory, "decline_words", "Nej", "order_declined_for_a_reason"),
    (partial(OrderFactory, status="declined"), "decline_reason", "", "order_declined_for_a_reason"),
    (OrderFactory, "legal_form", "gift", "order_legal_form_known"),
    (OrderLineFactory, "quantity", 0, "line_orders_something"),
    (OrderLineFactory, "quantity", 501, "line_orders_something"),
    (OrderLineFactory, "unit_price", -1, "line_price_not_negative"),
    (OrderLineFactory, "status", "sold", "line_status_known"),
    (OrderLineFactory, "kind", "books", "line_kind_known"),
    (OrderLineFactory, "vat", "S6", "line_vat_known"),
    (OrderLineFactory, "kind", "staff", "only_seats_are_held_or_wait"),
    (OrderLineFactory, "status", "ordered", "seats_are_held_or_wait"),
    (OrderLineFactory, "at_least", 0, "line_accepts_one_to_all"),
    (OrderLineFactory, "at_least", 3, "line_accepts_one_to_all"),
    (partial(OrderLineFactory, at_least=2), "quantity", 1, "line_accepts_one_to_all"),
    (partial(OrderLineFactory, preferred=True), "priority", 3, "line_priority_known"),
    (OrderFactory, "workplaces", "Boendestödet\n\nTräffpunkten", "order_workplaces_one_a_line"),
    (OrderFactory, "workplaces", "B" * 121, "order_workplaces_one_a_line"),
    (OrderFactory, "workplaces", "\n".join("ABCDEFGHIJK"), "order_workplaces_one_a_line"),
    (OrderLineFactory, "paid_from", "loan", "line_paid_from_known"),
    (partial(OrderLineFactory, staff_training=True), "period_from", MARCH.date(), "line_period_whole_and_in_order"),
    (partial(OrderLineFactory, staff_training=True), "period_to", MARCH.date(), "line_period_whole_and_in_order"),
    (OrderLineFactory, "priority", 1, "line_prioritised_when_by_whom_and_why"),
    (OrderLineFactory, "prioritised_at", MARCH, "line_prioritised_when_by_whom_and_why"),
    (OrderLineFactory, "priority_reason", "Because", "line_prioritised_when_by_whom_and_why"),
    (OfferFactory, "seats", 0, "offer_of_a_seat_or_more"),
    (OfferFactory, "ends_at", FEBRUARY, "offer_gives_time_to_answer"),
    (OfferFactory, "status", "lost", "offer_status_known"),
    (ProgrammeFactory, "offer_days", 0, "programme_gives_a_day_to_answer"),
    (partial(OrderLineFactory, waiting=True), "county", None, "line_for_a_cohort_or_the_next_one"),
    (SeatFactory, "line", None, "seat_has_an_order_line_or_a_funding_source"),
    (SeatFactory, "status", "sold", "seat_status_known"),
    (ProgrammeFactory, "seat_price", -1, "programme_price_not_negative"),
    (ProgrammeFactory, "days_per_week", 8, "days_per_week_one_to_seven"),
    (ProgrammeFactory, "changed_at", dt.datetime(2026, 3, 2, tzinfo=dt.UTC), "programme_changed_when_and_by_whom"),
    (ProgrammeFactory, "tracks", [], "programme_tracks_known"),
    (ProgrammeFactory, "tracks", ["okand"], "programme_tracks_known"),
    (ProgrammeFactory, "certificate_months", 0, "programme_certificates_last_a_month"),
    (ProgrammeFactory, "hold_days", 0, "programme_holds_seats_for_a_day"),
    (SupervisionPhaseFactory, "every_days", 0, "phase_every_days_positive"),
    (SupervisionPhaseFactory, "late_after", 6, "phase_late_after_its_interval"),
    (SupervisionPhaseFactory, "group_days", 0, "phase_group_days_positive"),
    (SupervisionPhaseFactory, "every_days", None, "phase_plans_something"),
    (CancellationStepFactory, "percent", 101, "step_is_a_percentage"),
]


@pytest.mark.parametrize(("factory", "field", "value", "rule"), BROKEN, ids=str)
def test_the_database_refuses(factory, field, value, rule):
    row = factory()

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**{field: value})

    assert getattr(type(row).objects.get(pk=row.pk), field) == getattr(row, field)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"share": "1.001"}, "requirement_share_is_of_attendance"),
        ({"share": None}, "requirement_share_is_of_attendance"),
        ({"kind": "summing_up"}, "requirement_share_is_of_attendance"),
        ({"kind": "mood", "share": None}, "requirement_kind_known"),
        ({}, "requirement_once_per_version"),
    ],
)
def test_a_requirement_says_what_its_kind_takes(row, rule):
    version = ProgrammeVersionFactory()
    if not row:
        RequirementFactory(version=version)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        RequirementFactory(version=version, **row)

    assert version.requirements.count() == (not row)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"kind": "reached"}, "readiness_share_is_of_the_team"),
        ({"kind": "renewed"}, "readiness_share_is_of_the_team"),
        ({"kind": "reached", "share": "0"}, "readiness_share_is_of_the_team"),
        ({"kind": "risk", "share": "0.5"}, "readiness_share_is_of_the_team"),
        ({"kind": "mood"}, "readiness_kind_known"),
        ({}, "readiness_item_once_per_version"),
    ],
)
def test_what_makes_a_workplace_ready_says_what_its_kind_takes(row, rule):
    version = ReadinessItemFactory().version

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        ReadinessItemFactory(version=version, **row)


@pytest.mark.parametrize("factory", [RequirementFactory, ReadinessItemFactory])
def test_a_requirement_is_never_changed(factory):
    row = factory()

    for change in (row.delete, row.save):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            change()


def test_a_line_can_be_held_only_in_a_cohort():
    line = OrderLineFactory(waiting=True)

    with pytest.raises(IntegrityError, match="line_held_in_a_cohort"), transaction.atomic():
        OrderLine.objects.filter(pk=line.pk).update(status="held")


def test_a_period_does_not_end_before_it_begins_and_seats_have_their_cohorts():
    training, seats = OrderLineFactory(staff_training=True), OrderLineFactory()
    first, last = MARCH.date(), MARCH.date().replace(day=1)

    for line, days, rule in ((training, (first, last), "line_period_whole"), (seats, (last, first), "seats_have_no")):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            OrderLine.objects.filter(pk=line.pk).update(period_from=days[0], period_to=days[1])


def test_a_seat_is_paid_by_an_order_or_by_a_grant_not_by_both():
    seat = SeatFactory()

    with pytest.raises(IntegrityError, match="seat_has_an_order_line_or_a_funding_source"), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(funding=FundingSourceFactory())


@pytest.mark.parametrize(("granted", "price"), [(True, None), (True, -1), (False, 68000)])
def test_a_seat_has_a_price_of_its_own_when_its_funding_pays_it(granted, price):
    seat = SeatFactory(granted=granted)

    with pytest.raises(IntegrityError, match="seat_keeps_the_price_that_its_funding_pays"), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(unit_price=price)


def test_raw_sql_can_not_oversell_either():
    cohort = CohortFactory(capacity=12, seats_taken=12)

    with pytest.raises(IntegrityError, match="cohort_never_oversold"), transaction.atomic():
        connection.cursor().execute(
            "UPDATE programs_cohort SET seats_taken = seats_taken + 1 WHERE id = %s", [cohort.pk]
        )
    with pytest.raises(IntegrityError, match="cohort_never_oversold"), transaction.atomic():
        Cohort.objects.filter(pk=cohort.pk).update(capacity=F("capacity") - 1)


def test_a_line_has_one_open_offer_and_any_number_of_others():
    first = OfferFactory(status="declined")
    OfferFactory(status="expired", line=first.line)
    OfferFactory(line=first.line)

    with pytest.raises(IntegrityError, match="one_open_offer_per_line"), transaction.atomic():
        Offer.objects.filter(pk=first.pk).update(status="open")


UNIQUE = [
    (lambda: ProgrammeFactory(name="PEER"), Programme, ("name",)),
    (OrderFactory, Order, ("number",)),
    (SeatFactory, Seat, ("number",)),
    (SeatFactory, Seat, ("application_code",)),
    (CohortFactory, Cohort, ("application_code",)),
    (CohortFactory, Cohort, ("programme_id", "host_id", "name")),
    (CohortLeaderFactory, CohortLeader, ("cohort_id", "user_id")),
    (lambda: CancellationStepFactory(days_before=None), CancellationStep, ("programme_id", "days_before")),
    (lambda: SupervisionPhaseFactory(until_week=None), SupervisionPhase, ("programme_id", "until_week")),
]


@pytest.mark.parametrize(
    ("make", "model", "fields"), UNIQUE, ids=[f"{model.__name__}-{'-'.join(fields)}" for _, model, fields in UNIQUE]
)
def test_the_database_refuses_the_same_twice(make, model, fields):
    first, second = make_two(make)

    with pytest.raises(IntegrityError, match="unique"), transaction.atomic():
        model.objects.filter(pk=second.pk).update(**{name: getattr(first, name) for name in fields})


def make_two(make):
    first = make()
    if isinstance(first, Programme):
        return first, ProgrammeFactory()
    return first, make()

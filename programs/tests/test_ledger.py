"""The seat ledger: written once, its sums are every number, and no sum goes above a cohort's capacity."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import OrganisationFactory
from programs import selectors
from programs.actions import orders, seats
from programs.models import Cohort, Seat, SeatEntry
from programs.selectors import Seats
from programs.tests.factories import (
    CohortFactory,
    ContingentFactory,
    FundingSourceFactory,
    OfferFactory,
    SeatEntryFactory,
    SeatFactory,
)
from programs.tests.steps import MARCH, order, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def steps_of(seat: Seat) -> list[tuple[str, str, str]]:
    return list(seat.entries.order_by("pk").values_list("was", "became", "why"))


def test_each_step_of_a_seat_is_a_row(who):
    placed = order(CohortFactory(), 1)
    seat = Seat.objects.get()

    orders.confirm(order=placed, **who)
    seats.assign(seat=seat, **who)
    seats.free(seat=seat, **who)
    seats.assign(seat=seat, **who)
    seats.deliver(seat=seat, **who)

    assert steps_of(seat) == [
        ("", "reserved", "ordered"),
        ("reserved", "confirmed", "confirmed"),
        ("confirmed", "assigned", "admitted"),
        ("assigned", "confirmed", "left"),
        ("confirmed", "assigned", "admitted"),
        ("assigned", "delivered", "delivered"),
    ]
    assert set(SeatEntry.objects.exclude(why="ordered").values_list("by", "at")) == {(who["by"].pk, MARCH)}


def test_a_refused_step_leaves_no_row(who):
    placed = order(CohortFactory(), 1)
    orders.confirm(order=placed, **who)

    with pytest.raises(seats.Refused):
        seats.deliver(seat=Seat.objects.get(), **who)

    assert SeatEntry.objects.count() == 2


def test_the_numbers_are_sums_over_the_ledger(who, django_assert_num_queries):
    cohort, stockholm = CohortFactory(capacity=12), OrganisationFactory()
    orders.confirm(order=order(cohort, 5, orderer=stockholm), **who)
    order(cohort, 2, orderer=stockholm)
    first, second, *_others = Seat.objects.order_by("pk")
    seats.assign(seat=first, **who)
    seats.release(seat=second, **who)
    seats.fund(cohort=cohort, funding=FundingSourceFactory(programme=cohort.programme), count=1, **who)

    with django_assert_num_queries(2):
        whole = selectors.seats_of(cohort=cohort)
        ordered = selectors.seat_sums(by="line__order__orderer", cohort=cohort)

    assert whole == Seats(reserved=2, confirmed=4, assigned=1, released=1)
    assert ordered == {
        stockholm.pk: Seats(reserved=2, confirmed=3, assigned=1, released=1),
        None: Seats(confirmed=1),
    }
    assert (whole.held, whole.taken, whole.free_for_a_person) == (7, 7, 6)
    assert taken(cohort) == (7, 7)


def test_promised_places_count_against_the_capacity_and_are_no_seats():
    contingent = ContingentFactory(cohort__capacity=12)

    SeatEntryFactory(
        seat=None,
        line=None,
        cohort=contingent.cohort,
        contingent=contingent,
        count=4,
        became="guaranteed",
        why="promised",
    )

    sums = selectors.seats_of(cohort=contingent.cohort)
    assert (sums.guaranteed, sums.held, sums.taken) == (4, 0, 4)
    assert Cohort.objects.get().seats_taken == 4


def test_offered_places_count_against_the_capacity_and_are_no_seats():
    offer = OfferFactory(line__cohort__capacity=2)
    kept = {"seat": None, "line": offer.line, "cohort": offer.cohort, "offer": offer, "count": 2}

    SeatEntryFactory(**kept, became="offered", why="offered")
    sums, full = selectors.seats_of(line=offer.line), Cohort.objects.get().seats_taken
    SeatEntryFactory(**kept, was="offered", became="", why="offer_ended")

    assert (sums.offered, sums.held, sums.taken, full) == (2, 0, 2, 2)
    assert Cohort.objects.get().seats_taken == 0


@pytest.mark.parametrize("became", ["reserved", "guaranteed"])
def test_an_offers_places_come_from_nowhere_and_go_nowhere(became):
    offer = OfferFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SeatEntryFactory(seat=None, line=offer.line, cohort=offer.cohort, offer=offer, was="offered", became=became)

    assert not SeatEntry.objects.exists()


@pytest.mark.parametrize(
    "change",
    [lambda rows: rows.update(became="released"), lambda rows: rows.delete()],
    ids=["update", "delete"],
)
def test_what_is_written_stays_written(change):
    SeatEntryFactory()

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        change(SeatEntry.objects.all())

    assert SeatEntry.objects.get().became == "reserved"


def test_the_database_refuses_a_row_that_would_oversell_whoever_writes_it():
    seat = SeatFactory(line__cohort__capacity=1)
    SeatEntryFactory(seat=seat)

    with (
        pytest.raises(IntegrityError, match="cohort_never_oversold"),
        connection.cursor() as cursor,
        transaction.atomic(),
    ):
        cursor.execute(
            "INSERT INTO programs_seatentry (cohort_id, seat_id, line_id, count, was, became, why, at)"
            " VALUES (%s, %s, %s, 1, 'released', 'confirmed', 'undone', now())",
            [seat.cohort_id, seat.pk, seat.line_id],
        )

    assert Cohort.objects.get().seats_taken == 1


def test_many_rows_of_many_cohorts_in_one_statement_are_summed_for_each():
    places = [SeatFactory() for _n in range(3)]

    SeatEntry.objects.bulk_create(
        SeatEntry(cohort=seat.cohort, seat=seat, line=seat.line, became="reserved", why="ordered", at=MARCH)
        for seat in [*places, places[0]]
    )

    assert [seat.cohort.seats_taken for seat in Seat.objects.select_related("cohort").order_by("pk")] == [2, 1, 1]


BROKEN = [
    ({"count": 2}, "entry_of_a_seat_or_of_promised_places"),
    ({"seat": None, "cohort": CohortFactory, "line": None}, "entry_of_a_seat_or_of_promised_places"),
    ({"was": "reserved"}, "entry_changes_something"),
    ({"became": "sold"}, "entry_states_known"),
    ({"was": "sold"}, "entry_states_known"),
    ({"became": "guaranteed"}, "only_contingents_guarantee"),
    ({"became": "offered"}, "only_offers_offer"),
    ({"offer": OfferFactory}, "entry_of_a_seat_or_of_promised_places"),
    ({"why": "because"}, "entry_why_known"),
]


@pytest.mark.parametrize(("values", "rule"), BROKEN, ids=lambda value: str(value)[:40])
def test_the_database_refuses_rows_that_mean_nothing(values, rule):
    made = {name: value() if isinstance(value, type) else value for name, value in values.items()}

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        SeatEntryFactory(**made)

    assert not SeatEntry.objects.exists()


def test_the_ledger_reads_as_sentences(who, django_assert_num_queries):
    cohort, haninge = CohortFactory(), OrganisationFactory(name="Haninge kommun")
    placed = order(cohort, 3, orderer=haninge)
    orders.confirm(order=placed, **who)
    seats.fund(cohort=cohort, funding=FundingSourceFactory(programme=cohort.programme, funder="Fonden"), count=1, **who)

    with django_assert_num_queries(1):
        told = selectors.ledger_of(entries=SeatEntry.objects.filter(cohort=cohort), most=50)

    assert [one.text for one in told] == [
        "Bidrag, Fonden: 1 plats lades till och är betald",
        f"Haninge kommun, {placed.number}: 3 platser bekräftades",
        f"Haninge kommun, {placed.number}: 3 platser beställdes",
    ]

"""actions.orders.place: what fits is held, what doesn't is asked about."""

import datetime as dt
from uuid import uuid4

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import CountyFactory, InvoicingFactory, OrganisationFactory
from peersupport.jobs.models import IdempotencyKey
from peersupport.shared.codes import ALPHABET
from peersupport.shared.refusals import Refused
from programs.actions import orders
from programs.models import NumberSeries, Order, OrderLine, Seat, Track
from programs.tests.factories import CohortFactory, ProgrammeFactory
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db


def test_seats_that_fit_are_held_under_the_orders_number():
    cohort = CohortFactory()

    placed = order(cohort, 2)

    line = placed.lines.get()
    assert (placed.number, placed.status) == ("B-2026-0001", Order.Status.SENT)
    assert (line.status, line.quantity, line.unit_price, line.cohort) == ("held", 2, cohort.seat_price, cohort)
    assert sorted(line.seats.values_list("number", flat=True)) == ["B-2026-0001/01", "B-2026-0001/02"]
    assert states(placed) == ["reserved", "reserved"]
    assert taken(cohort) == (2, 2)


def test_each_seat_has_a_code_that_nobody_can_guess_and_anybody_can_read_out():
    order(CohortFactory(), 12)

    codes = list(Seat.objects.values_list("application_code", flat=True))

    assert len(set(codes)) == 12
    assert {len(code) for code in codes} == {10}
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("aeiouyåäö0o1lis59gq")


def test_ten_and_two_fill_a_cohort_of_twelve_and_a_thirteenth_seat_is_not_sold():
    cohort = CohortFactory(capacity=12)
    order(cohort, 10)
    order(cohort, 2)

    with pytest.raises(orders.NotEnoughSeats) as refusal:
        order(cohort, 1)

    assert (refusal.value.left, refusal.value.field) == (0, "quantity")
    assert taken(cohort) == (12, 12)
    assert Order.objects.count() == 2


def test_asked_for_more_than_are_left_says_how_many_and_holds_none():
    cohort = CohortFactory(capacity=3)

    with pytest.raises(orders.NotEnoughSeats) as refusal:
        order(cohort, 5)

    assert refusal.value.left == 3
    assert taken(cohort) == (0, 0)
    assert (Order.objects.count(), NumberSeries.objects.count(), IdempotencyKey.objects.count()) == (0, 0, 0)


def test_whoever_wants_to_wait_for_all_holds_none_of_them():
    cohort = CohortFactory(capacity=3)

    placed = order(cohort, 5, if_short="wait")

    line = placed.lines.get()
    assert (line.status, line.quantity, line.cohort, states(placed)) == ("waiting", 5, cohort, [])
    assert taken(cohort) == (0, 0)


def test_whoever_wants_to_wait_for_what_fits_gets_it():
    assert order(CohortFactory(), 5, if_short="wait").lines.get().status == "held"


def test_whoever_takes_what_is_left_gets_that_many():
    cohort = CohortFactory(capacity=3)

    placed = order(cohort, 5, if_short="take")

    line = placed.lines.get()
    assert (line.status, line.quantity, states(placed)) == ("held", 3, ["reserved"] * 3)
    assert taken(cohort) == (3, 3)


@pytest.mark.parametrize(("now_left", "gets"), [(3, 3), (4, 3), (9, 3)])
def test_whoever_took_what_was_offered_gets_that_many_and_no_more(now_left, gets):
    placed = order(CohortFactory(capacity=now_left), 5, if_short="take", offered=3)

    assert placed.lines.get().quantity == gets


def test_whoever_took_more_than_are_left_by_now_is_asked_again():
    cohort = CohortFactory(capacity=2)

    with pytest.raises(orders.NotEnoughSeats) as refusal:
        order(cohort, 5, if_short="take", offered=3)

    assert refusal.value.left == 2
    assert taken(cohort) == (0, 0)


def test_nothing_is_left_to_take_in_a_full_cohort():
    cohort = CohortFactory(capacity=3)
    order(cohort, 3)

    with pytest.raises(orders.NotEnoughSeats):
        order(cohort, 5, if_short="take")

    assert taken(cohort) == (3, 3)


def test_an_order_can_be_for_the_next_cohort_in_a_county_and_track():
    programme = ProgrammeFactory(seat_price=70000)

    placed = order(None, 4, programme=programme, county=CountyFactory(), track=Track.PSYCHIATRY)

    line = placed.lines.get()
    assert (line.status, line.cohort, line.county_id, line.track) == ("waiting", None, "01", "psykiatri")
    assert (line.unit_price, line.price) == (70000, 280000)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": OrderLine.MOST_SEATS + 1}, "quantity"),
        ({"reference": ""}, "reference"),
        ({"reference": "  "}, "reference"),
    ],
)
def test_an_order_without_a_number_or_a_reference_is_refused(arguments, field):
    cohort = CohortFactory(capacity=OrderLine.MOST_SEATS + 5)

    with pytest.raises(Refused) as refusal:
        order(cohort, **{"quantity": 1, **arguments})

    assert refusal.value.field == field
    assert taken(cohort) == (0, 0)


def test_the_next_cohort_is_in_a_track_that_the_programme_offers():
    programme = ProgrammeFactory(tracks=["psykiatri"])

    with pytest.raises(Refused) as refusal:
        order(None, 2, programme=programme, county=CountyFactory(), track="socialpsykiatri")

    assert (refusal.value.field, Order.objects.count()) == ("track", 0)


@pytest.mark.parametrize(
    ("wish", "field"),
    [({"track": "psykiatri"}, "county"), ({"county": "01"}, "track"), ({"county": "01", "track": "x"}, "track")],
)
def test_the_next_cohort_needs_a_county_and_a_track(wish, field):
    county = CountyFactory() if "county" in wish else None

    with pytest.raises(Refused) as refusal:
        order(None, 1, programme=ProgrammeFactory(), county=county, track=wish.get("track", ""))

    assert refusal.value.field == field


@pytest.mark.parametrize("state", ["draft", "running", "completed", "cancelled"])
def test_only_open_cohorts_can_be_ordered(state):
    cohort = CohortFactory(status=state)

    with pytest.raises(orders.CohortClosed):
        order(cohort, 1)

    assert taken(cohort) == (0, 0)


def test_a_cohort_of_another_programme_can_not_be_ordered():
    with pytest.raises(orders.CohortClosed):
        order(CohortFactory(), 1, programme=ProgrammeFactory())


def test_a_closed_programme_takes_no_orders():
    with pytest.raises(orders.CohortClosed):
        order(CohortFactory(programme__is_open=False), 1)


def test_the_same_form_twice_is_one_order():
    cohort, key, user, orderer = CohortFactory(), uuid4(), UserFactory(), OrganisationFactory()
    first = order(cohort, 2, key=key, by=user, orderer=orderer)

    again = order(cohort, 2, key=key, by=user, orderer=orderer, at=MARCH + dt.timedelta(seconds=1))

    assert again == first
    assert taken(cohort) == (2, 2)


def test_a_form_token_of_somebody_else_is_refused_and_says_nothing_of_their_order():
    cohort, key = CohortFactory(), uuid4()
    order(cohort, 2, key=key)

    with pytest.raises(Refused) as refusal:
        order(cohort, 2, key=key, at=MARCH + dt.timedelta(seconds=1))

    assert "B-2026" not in refusal.value.message
    assert taken(cohort) == (2, 2)


def test_a_form_that_was_refused_can_be_sent_again():
    cohort, key, user = CohortFactory(capacity=3), uuid4(), UserFactory()
    with pytest.raises(orders.NotEnoughSeats):
        order(cohort, 5, key=key, by=user)

    placed = order(cohort, 5, key=key, by=user, if_short="wait", at=MARCH + dt.timedelta(seconds=1))

    assert placed.number == "B-2026-0001"


def test_numbers_have_no_gaps_and_begin_anew_with_the_year_in_sweden():
    cohort = CohortFactory()
    late = dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC)  # one minute to midnight in Stockholm
    with pytest.raises(orders.NotEnoughSeats):
        order(cohort, 13)

    numbers = [order(cohort, 1, at=at).number for at in (late, late, late + dt.timedelta(minutes=1))]

    assert numbers == ["B-2026-0001", "B-2026-0002", "B-2027-0001"]


def test_what_was_agreed_on_is_kept_with_the_order():
    """Terms and the day until which the seats are held, as the programme had them when the order was sent."""
    cohort = CohortFactory(programme__hold_days=10)
    cohort.programme.cancellation_steps.create(days_before=30, percent=0)
    cohort.programme.cancellation_steps.create(days_before=None, percent=100)

    placed = order(cohort, 1)
    cohort.programme.cancellation_steps.all().delete()

    placed.refresh_from_db()
    assert (placed.terms, placed.held_until) == ([[30, 0], [None, 100]], dt.date(2026, 3, 12))


def test_a_line_that_waits_holds_nothing_until_a_day():
    placed = order(CohortFactory(capacity=1), 2, if_short="wait")

    assert placed.held_until is None


def test_where_no_yes_is_needed_held_seats_are_confirmed_at_once():
    cohort = CohortFactory(programme__needs_approval=False, capacity=3)

    held, waits = order(cohort, 2), order(cohort, 2, if_short="wait")

    assert [(one.status, states(one)) for one in Order.objects.filter(pk__in=[held.pk, waits.pk]).order_by("pk")] == [
        ("confirmed", ["confirmed", "confirmed"]),
        ("sent", []),
    ]


def test_a_reference_that_the_payer_would_not_know_is_refused():
    orderer = OrganisationFactory()
    InvoicingFactory(organisation=orderer, reference_masks=["ZZ9999"], reference_hint="ZZ och fyra siffror")

    with pytest.raises(Refused, match="ZZ och fyra siffror") as refused:
        order(CohortFactory(), 1, orderer=orderer, reference="Karin")
    order(CohortFactory(), 1, orderer=orderer, reference="ZZ1234")

    assert refused.value.field == "reference"
    assert Order.objects.get().reference == "ZZ1234"

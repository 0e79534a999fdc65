"""actions.seats: funded seats, and a seat's way from held to delivered."""

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.shared.refusals import Refused
from programs.actions import orders, seats
from programs.actions.seats import CohortClosed
from programs.models import Cohort, Seat
from programs.tests.factories import CohortFactory, FundingSourceFactory, SeatFactory
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def test_a_grant_gives_seats_without_an_order(who):
    cohort = CohortFactory(capacity=5)
    funding = FundingSourceFactory(programme=cohort.programme)

    seats.fund(cohort=cohort, funding=funding, count=2, **who)
    seats.fund(cohort=cohort, funding=funding, count=3, **who)

    made = Seat.objects.order_by("number")
    assert [seat.number for seat in made] == [f"G-{cohort.pk}/0{n}" for n in (1, 2, 3, 4, 5)]
    assert {(seat.status, seat.funding, seat.line) for seat in made} == {("confirmed", funding, None)}
    assert taken(cohort) == (5, 5)


def test_a_grant_gives_no_more_seats_than_the_cohort_has(who):
    cohort = CohortFactory(capacity=5)

    with pytest.raises(orders.NotEnoughSeats):
        seats.fund(cohort=cohort, funding=FundingSourceFactory(programme=cohort.programme), count=6, **who)

    assert taken(cohort) == (0, 0)


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_a_cohort_that_is_over_gets_no_more_seats(state, who):
    cohort = CohortFactory(status=state)

    with pytest.raises(seats.CohortClosed):
        seats.fund(cohort=cohort, funding=FundingSourceFactory(programme=cohort.programme), count=1, **who)


@pytest.mark.parametrize(("count", "own", "field"), [(0, True, "count"), (-1, True, "count"), (1, False, "funding")])
def test_funding_needs_a_count_and_a_source_of_the_same_programme(count, own, field, who):
    cohort = CohortFactory()
    funding = FundingSourceFactory(**({"programme": cohort.programme} if own else {}))

    with pytest.raises(Refused) as refusal:
        seats.fund(cohort=cohort, funding=funding, count=count, **who)

    assert refusal.value.field == field
    assert taken(cohort) == (0, 0)


def test_giving_back_a_seat_leaves_room_for_another(who):
    cohort = CohortFactory(capacity=2)
    placed = order(cohort, 2)

    seats.release(seat=Seat.objects.get(number=f"{placed.number}/02"), **who)

    assert states(placed) == ["reserved", "released"]
    assert taken(cohort) == (1, 1)
    assert (placed.lines.get().quantity, placed.lines.get().price) == (1, cohort.seat_price)


def test_an_order_whose_last_seat_is_given_back_is_called_off(who):
    placed = order(CohortFactory(), 1)

    seats.release(seat=Seat.objects.get(), **who)

    placed.refresh_from_db()
    assert (placed.status, placed.lines.get().status, states(placed)) == ("cancelled", "cancelled", ["released"])


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_no_seat_is_given_back_when_the_cohort_is_over(state, who):
    placed = order(CohortFactory(), 2)
    Cohort.objects.update(status=state)

    with pytest.raises(CohortClosed):
        seats.release(seat=Seat.objects.first(), **who)

    assert (placed.lines.get().quantity, states(placed)) == (2, ["reserved", "reserved"])


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_seat_that_somebody_leaves_is_as_firm_as_its_order(confirmed, who):
    placed = order(CohortFactory(), 1)
    if confirmed:
        orders.confirm(order=placed, **who)
    seat = Seat.objects.get()
    seats.assign(seat=seat, **who)

    seats.free(seat=seat, **who)

    assert Seat.objects.get().status == ("confirmed" if confirmed else "reserved")


def test_a_granted_seat_that_somebody_leaves_is_confirmed(who):
    seat = SeatFactory(granted=True, status="assigned")

    seats.free(seat=seat, **who)

    assert Seat.objects.get().status == "confirmed"


def test_a_seat_with_a_person_is_delivered(who):
    seat = SeatFactory(status="assigned")

    seats.deliver(seat=seat, **who)

    assert Seat.objects.get().status == "delivered"


ALLOWED = {
    seats.assign: {"reserved", "confirmed"},
    seats.free: {"assigned"},
    seats.deliver: {"assigned"},
    seats.release: {"reserved", "confirmed"},
}
REFUSED = [(verb, was) for verb, known in ALLOWED.items() for was in Seat.Status.values if was not in known]


@pytest.mark.parametrize(("verb", "was"), REFUSED, ids=lambda value: getattr(value, "__name__", value))
def test_steps_that_a_seat_does_not_know_are_refused_on_what_is_stored(verb, was, who):
    placed = order(CohortFactory(), 1)
    seat = Seat.objects.get()
    Seat.objects.filter(pk=seat.pk).update(status=was)  # seat, in memory, still says reserved
    before = taken(placed.lines.get().cohort)[0]

    with pytest.raises(WrongStatus):
        verb(seat=seat, **who)

    assert Seat.objects.get().status == was
    assert taken(placed.lines.get().cohort)[0] == before


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_nobody_is_admitted_to_a_cohort_that_is_over(state, who):
    seat = SeatFactory(cohort=CohortFactory(status=state))

    with pytest.raises(seats.CohortClosed):
        seats.assign(seat=seat, **who)

    assert Seat.objects.get().status == "reserved"

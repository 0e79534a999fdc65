"""actions.orders.confirm, cancel and place_line."""

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus, subject_of
from peersupport.directory.tests.factories import CountyFactory
from peersupport.shared.refusals import Refused
from programs.actions import cohorts, orders, seats
from programs.models import Cohort, Order, OrderLine, Seat, Track
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def steps_of(thing) -> list[tuple[str, str]]:
    steps = StatusChange.objects.filter(subject=subject_of(thing)).order_by("pk")
    return list(steps.values_list("was", "became"))


def test_confirming_promises_the_seats_that_nobody_sits_in_yet(who):
    placed = order(CohortFactory(), 3)
    seats.assign(seat=Seat.objects.get(number=f"{placed.number}/01"), **who)

    orders.confirm(order=placed, **who)

    assert Order.objects.get().status == "confirmed"
    assert states(placed) == ["assigned", "confirmed", "confirmed"]
    assert steps_of(placed) == [("", "draft"), ("draft", "sent"), ("sent", "confirmed")]


def test_an_order_that_waits_for_seats_can_not_be_confirmed(who):
    placed = order(CohortFactory(capacity=1), 2, if_short="wait")

    with pytest.raises(Refused):
        orders.confirm(order=placed, **who)

    assert Order.objects.get().status == "sent"
    assert steps_of(placed) == [("", "draft"), ("draft", "sent")]


def test_cancelling_frees_the_seats(who):
    cohort = CohortFactory()
    placed = order(cohort, 3)
    order(cohort, 1)

    orders.cancel(order=placed, **who)

    assert Order.objects.get(pk=placed.pk).status == "cancelled"
    assert (placed.lines.get().status, states(placed)) == ("cancelled", ["released"] * 3)
    assert taken(cohort) == (1, 1)


def test_cancelling_a_confirmed_order_works_until_its_cohort_starts(who):
    placed = order(CohortFactory(), 3)
    orders.confirm(order=placed, **who)

    orders.cancel(order=placed, **who)

    assert states(placed) == ["released"] * 3


def test_cancelling_leaves_seats_that_were_given_back_alone(who):
    cohort = CohortFactory()
    placed = order(cohort, 3)
    seats.release(seat=placed.lines.get().seats.first(), **who)

    orders.cancel(order=placed, **who)

    assert taken(cohort) == (0, 0)


def test_cancelling_a_waiting_order_touches_no_seats(who):
    cohort = CohortFactory(capacity=3)
    order(cohort, 2)
    placed = order(cohort, 2, if_short="wait")

    orders.cancel(order=placed, **who)

    assert placed.lines.get().status == "cancelled"
    assert taken(cohort) == (2, 2)


def test_an_order_can_not_be_cancelled_once_its_cohort_has_started(who):
    cohort = CohortFactory()
    placed = order(cohort, 3)
    cohorts.start(cohort=cohort, **who)

    with pytest.raises(orders.CohortClosed):
        orders.cancel(order=placed, **who)

    assert (Order.objects.get().status, states(placed)) == ("sent", ["reserved"] * 3)
    assert taken(cohort) == (3, 3)


def test_an_order_can_not_be_cancelled_under_a_person(who):
    cohort = CohortFactory()
    placed = order(cohort, 3)
    seats.assign(seat=placed.lines.get().seats.first(), **who)

    with pytest.raises(Refused):
        orders.cancel(order=placed, **who)

    assert Order.objects.get().status == "sent"
    assert taken(cohort) == (3, 3)


@pytest.mark.parametrize(
    ("action", "start"), [(orders.confirm, "confirmed"), (orders.confirm, "cancelled"), (orders.cancel, "cancelled")]
)
def test_steps_that_an_order_does_not_know_are_refused_on_what_is_stored(action, start, who):
    placed = order(CohortFactory(), 1)
    Order.objects.filter(pk=placed.pk).update(status=start)  # placed, in memory, still says sent

    with pytest.raises(WrongStatus):
        action(order=placed, **who)

    assert Order.objects.get().status == start


def waiting(cohort, quantity=2, **other) -> OrderLine:
    wish = {"programme": cohort.programme, "county": cohort.county, "track": cohort.track, **other}
    return order(None, quantity, **wish).lines.get()


def test_a_waiting_line_gets_all_its_seats_at_the_price_it_was_told(who):
    cohort = CohortFactory(seat_price=99000)
    line = waiting(cohort)

    orders.place_line(line=line, cohort=cohort, **who)

    line.refresh_from_db()
    assert (line.status, line.cohort, line.unit_price) == ("held", cohort, 68000)
    assert states(line.order) == ["reserved", "reserved"]
    assert taken(cohort) == (2, 2)


def test_a_line_that_waited_for_a_full_cohort_gets_its_seats_when_some_are_given_back(who):
    cohort = CohortFactory(capacity=3)
    first = order(cohort, 3)
    line = order(cohort, 2, if_short="wait").lines.get()
    orders.cancel(order=first, **who)

    orders.place_line(line=line, cohort=cohort, **who)

    assert taken(cohort) == (2, 2)


def test_a_waiting_line_is_not_placed_in_part(who):
    cohort = CohortFactory(capacity=1)
    line = waiting(cohort, 2)

    with pytest.raises(orders.NotEnoughSeats):
        orders.place_line(line=line, cohort=cohort, **who)

    assert OrderLine.objects.get().status == "waiting"
    assert taken(cohort) == (0, 0)


@pytest.mark.parametrize("other", [{"track": Track.PSYCHIATRY}, {"county": "03"}])
def test_a_waiting_line_is_not_placed_where_the_orderer_did_not_ask_for(other, who):
    if "county" in other:
        other = {"county": CountyFactory(code="03", name="Uppsala län")}
    cohort = CohortFactory()
    line = waiting(cohort, **other)

    with pytest.raises(Refused):
        orders.place_line(line=line, cohort=cohort, **who)

    assert taken(cohort) == (0, 0)


def test_a_line_that_waits_for_one_cohort_is_not_placed_in_another(who):
    cohort = CohortFactory(capacity=1)
    line = order(cohort, 2, if_short="wait").lines.get()

    with pytest.raises(Refused):
        orders.place_line(line=line, cohort=CohortFactory(programme=cohort.programme), **who)


@pytest.mark.parametrize("state", ["draft", "running", "completed", "cancelled"])
def test_a_waiting_line_is_placed_in_open_cohorts_only(state, who):
    cohort = CohortFactory(status=state)

    with pytest.raises(orders.CohortClosed):
        orders.place_line(line=waiting(cohort), cohort=cohort, **who)


def test_a_waiting_line_is_not_placed_in_another_programme(who):
    cohort = CohortFactory()

    with pytest.raises(orders.CohortClosed):
        orders.place_line(line=waiting(CohortFactory()), cohort=cohort, **who)


@pytest.mark.parametrize("start", ["held", "cancelled"])
def test_only_a_waiting_line_can_be_placed(start, who):
    cohort = CohortFactory()
    line = waiting(cohort)
    OrderLine.objects.filter(pk=line.pk).update(status=start, cohort=cohort)

    with pytest.raises(WrongStatus):
        orders.place_line(line=line, cohort=cohort, **who)

    assert taken(cohort) == (0, 0)


def test_a_line_of_a_confirmed_order_gets_confirmed_seats_after_the_numbers_it_had(who):
    cohort = CohortFactory()
    placed = order(cohort, 2)
    orders.confirm(order=placed, **who)
    cohorts.cancel(cohort=cohort, **who)
    following = CohortFactory(programme=cohort.programme)

    orders.place_line(line=placed.lines.get(), cohort=following, **who)

    assert states(placed) == ["released", "released", "confirmed", "confirmed"]
    assert list(following.seats.order_by("number").values_list("number", flat=True)) == [
        f"{placed.number}/03",
        f"{placed.number}/04",
    ]
    assert (taken(cohort), taken(following)) == ((0, 0), (2, 2))
    assert Cohort.objects.get(pk=cohort.pk).status == "cancelled"

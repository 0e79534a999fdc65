"""One line of an order called off: seats nobody sits in, or what is left of anything else."""

import datetime as dt

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Refused
from programs.actions import changes, charges, orders, seats
from programs.models import Cancellation, Charge, Order, OrderLine, Seat
from programs.tests.factories import CohortFactory, OrderLineFactory
from programs.tests.invoicing import SEPTEMBER, TERMS, delivered
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db
JULY = dt.datetime(2026, 7, 28, 9, 0, tzinfo=dt.UTC)  # 20 days before the cohort starts


@pytest.fixture
def placed() -> Order:
    made = order(CohortFactory(capacity=3), 3)
    Order.objects.update(terms=TERMS)
    orders.confirm(order=made, by=UserFactory(), at=MARCH)
    made.refresh_from_db()
    return made


def extra(placed: Order, **said) -> OrderLine:
    return OrderLineFactory(order=placed, **{"kind": "supervision", "status": "ordered", "quantity": 6, **said})


def call_off(line: OrderLine, **other) -> None:
    changes.cancel_line(line=line, **other, by=UserFactory(), at=JULY)


def test_seats_nobody_sits_in_are_given_back_at_the_orders_terms(placed):
    line = placed.lines.get()
    extra(placed)

    call_off(line)

    line.refresh_from_db()
    placed.refresh_from_db()
    assert (line.status, placed.status, states(placed)) == ("cancelled", "confirmed", ["released"] * 3)
    assert set(Charge.objects.values_list("percent", "net")) == {(50, 34000)}
    assert Cancellation.objects.get().amount == 102000
    assert taken(line.cohort) == (0, 0)


def test_it_costs_no_more_than_was_said(placed):
    line = placed.lines.get()
    extra(placed)

    with pytest.raises(orders.CostsMore):
        call_off(line, fee=0)

    assert states(placed) == ["confirmed"] * 3


def test_what_is_left_of_supervision_is_called_off_and_the_order_is_delivered(host, payer):
    made = delivered(host, payer)
    line = extra(made, unit_price=1500)
    Order.objects.update(status="partly")
    what = {"line": line, "host": host, "occasion": "2026-08", "delivered_on": SEPTEMBER.date()}
    charges.record(**what, by=UserFactory(), at=SEPTEMBER)

    call_off(line)

    line.refresh_from_db()
    made.refresh_from_db()
    assert (line.status, line.quantity, made.status) == ("ordered", 1, "delivered")
    with pytest.raises(WrongStatus):
        call_off(line)


def test_staff_training_that_never_was_is_called_off_while_an_order_is_delivered_in_part(host, payer):
    made = delivered(host, payer)
    line = extra(made)
    Order.objects.update(status="partly")

    call_off(line)

    line.refresh_from_db()
    made.refresh_from_db()
    assert (line.status, made.status) == ("cancelled", "delivered")


def test_seats_with_a_person_are_not_called_off(placed):
    extra(placed)
    seats.assign(seat=Seat.objects.earliest("pk"), by=UserFactory(), at=MARCH)

    with pytest.raises(Refused):
        call_off(placed.lines.of_seats().get())


def test_the_last_line_goes_with_its_order(placed):
    with pytest.raises(Refused):
        call_off(placed.lines.get())


def test_what_is_all_given_or_called_off_stays(placed):
    given, gone = extra(placed, quantity=1, unit_price=1500), extra(placed, status="cancelled")
    what = {"line": given, "host": given.cohort.host, "occasion": "2026-08", "delivered_on": SEPTEMBER.date()}
    charges.record(**what, by=UserFactory(), at=SEPTEMBER)

    with pytest.raises(Refused):
        call_off(given)
    with pytest.raises(WrongStatus):
        call_off(gone)


def test_the_page_says_what_it_costs_and_calls_it_off(placed, signed_in):
    line = extra(placed)
    client = signed_in(MembershipFactory(orderer=True, organisation=placed.orderer))
    path = f"/bestallningar/{placed.number}/rader/{line.pk}/avboka/"
    assert path in client.get(f"/bestallningar/{placed.number}/").content.decode()
    assert "Det kostar inget" in client.get(path).content.decode()

    answer = client.post(path, {"fee": "0"})

    assert answer["Location"] == f"/bestallningar/{placed.number}/"
    line.refresh_from_db()
    assert line.status == "cancelled"
    assert path not in client.get(f"/bestallningar/{placed.number}/").content.decode()
    assert client.get(path)["Location"] == f"/bestallningar/{placed.number}/"

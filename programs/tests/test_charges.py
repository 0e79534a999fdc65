"""What is owed: written when a seat is delivered, once, and kept as it was written."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.documents.einvoice import Line, Vat
from peersupport.shared.refusals import Refused
from programs.actions import charges, seats
from programs.models import Charge, OrderLine, Seat
from programs.tests.crowd import at_once
from programs.tests.factories import (
    ChargeFactory,
    CohortFactory,
    InvoiceBasisFactory,
    OrderFactory,
    OrderLineFactory,
    SeatFactory,
)
from programs.tests.steps import order

pytestmark = pytest.mark.django_db
SEPTEMBER = dt.datetime(2026, 9, 18, 22, 30, tzinfo=dt.UTC)  # past midnight in Sweden


def assigned(**order_with) -> Seat:
    """A seat that somebody sits in, of an order like this."""
    line = OrderLineFactory(order=OrderFactory(**order_with), unit_price=Decimal(68000))
    return SeatFactory(line=line, status=Seat.Status.ASSIGNED)


def test_a_delivered_seat_is_charged_to_who_pays_at_the_price_that_was_agreed():
    payer, user = OrganisationFactory(), UserFactory()
    seat = assigned(payer=payer)

    seats.deliver(seat=seat, by=user, at=SEPTEMBER)

    charge = Charge.objects.get()
    assert (charge.seat, charge.line, charge.host, charge.payer) == (seat, seat.line, seat.cohort.host, payer)
    assert (charge.quantity, charge.unit_price, charge.percent, charge.vat) == (1, 68000, 100, OrderLine.Vat.EXEMPT)
    assert (charge.net, charge.delivered_on) == (68000, dt.date(2026, 9, 19))
    assert (charge.recorded_by, charge.recorded_at, charge.basis, charge.credited) == (user, SEPTEMBER, None, False)


def test_who_bears_the_cost_of_a_line_is_charged_before_the_orders_payer():
    seat = assigned(payer=OrganisationFactory())
    seat.line.cost_bearer = OrganisationFactory()
    seat.line.save()

    seats.deliver(seat=seat, by=UserFactory(), at=SEPTEMBER)

    assert Charge.objects.get().payer == seat.line.cost_bearer


def test_without_a_payer_the_orderer_is_charged():
    seat = assigned()

    seats.deliver(seat=seat, by=UserFactory(), at=SEPTEMBER)

    assert Charge.objects.get().payer == seat.line.order.orderer


def test_a_seat_that_a_grant_pays_for_is_charged_to_nobody():
    seats.deliver(seat=SeatFactory(granted=True, status=Seat.Status.ASSIGNED), by=UserFactory(), at=SEPTEMBER)

    assert Charge.objects.count() == 0


def test_a_seat_that_costs_nothing_is_charged_to_nobody():
    seat = assigned()
    seat.line.unit_price = 0
    seat.line.save()

    seats.deliver(seat=seat, by=UserFactory(), at=SEPTEMBER)

    assert Charge.objects.count() == 0


def test_to_say_it_again_charges_nothing_more():
    seat = assigned()

    for _time in range(2):
        charges.record_seat(seat=seat, by=UserFactory(), at=SEPTEMBER)

    assert Charge.objects.count() == 1


def test_a_part_of_the_price_is_owed_for_what_was_called_off_late():
    seat = assigned()
    seat.line.unit_price = Decimal("68000.01")
    seat.line.save()

    charges.record_seat(seat=seat, percent=50, by=UserFactory(), at=SEPTEMBER)

    assert (Charge.objects.get().net, Charge.objects.get().price) == (Decimal("34000.01"), Decimal("34000.01"))


def test_what_was_taken_back_is_owed_and_collected_by_nobody_and_can_be_charged_again():
    seat, user = assigned(), UserFactory()
    charges.record_seat(seat=seat, percent=50, by=user, at=SEPTEMBER)

    charges.take_back(seat=seat, by=user, at=SEPTEMBER)
    charges.take_back(seat=seat, by=user, at=SEPTEMBER)

    assert list(Charge.objects.uncollected()) == list(Charge.objects.standing()) == []
    assert Charge.objects.get(credits__isnull=False).net == Charge.objects.get(credited=True).net == 34000
    charges.record_seat(seat=seat, by=user, at=SEPTEMBER)
    assert Charge.objects.uncollected().get().net == 68000


def test_what_is_on_a_basis_is_not_taken_back_but_credited():
    charge = ChargeFactory()
    basis = InvoiceBasisFactory(host=charge.host, payer=charge.payer)
    Charge.objects.filter(pk=charge.pk).update(basis=basis)

    with pytest.raises(Refused, match=basis.number):
        charges.take_back(seat=charge.seat, by=UserFactory(), at=SEPTEMBER)


def test_a_month_of_supervision_is_charged_once():
    supervision = {"kind": OrderLine.Kind.SUPERVISION, "status": OrderLine.Status.ORDERED}
    line = OrderLineFactory(cohort=None, county=None, track="", **supervision)
    host = OrganisationFactory(host=True)

    for month in ("2026-03", "2026-03", "2026-04"):
        on = dt.date(2026, 4, 30)
        charges.record(line=line, host=host, occasion=month, delivered_on=on, by=UserFactory(), at=SEPTEMBER)

    assert list(Charge.objects.order_by("occasion").values_list("occasion", "seat", "host", "quantity")) == [
        ("2026-03", None, host.pk, 1),
        ("2026-04", None, host.pk, 1),
    ]


def test_a_seat_billed_twice_is_refused_by_the_database():
    seat = ChargeFactory().seat

    with pytest.raises(IntegrityError, match="seat_billed_once"), transaction.atomic():
        ChargeFactory(seat=seat)


def test_a_seat_can_be_billed_again_once_it_was_credited_and_credited_only_once():
    charge = ChargeFactory()
    basis = InvoiceBasisFactory(host=charge.host, payer=charge.payer)

    ChargeFactory(seat=charge.seat, credits=charge, basis=basis)

    charge.refresh_from_db()
    assert charge.credited is True
    with pytest.raises(IntegrityError, match="charge_credited_once"), transaction.atomic():
        ChargeFactory(seat=charge.seat, credits=charge, basis=basis)
    assert list(Charge.objects.standing()) == []
    assert ChargeFactory(seat=charge.seat) == Charge.objects.standing().get()


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"seat": None, "occasion": ""}, "charge_of_a_seat_or_an_occasion"),
        ({"occasion": "2026-03"}, "charge_of_a_seat_or_an_occasion"),
        ({"quantity": 0}, "charge_of_something"),
        ({"unit_price": -1}, "charge_price_not_negative"),
        ({"percent": 0}, "charge_of_a_part_or_all"),
        ({"percent": 101}, "charge_of_a_part_or_all"),
        ({"vat": "X"}, "charge_vat_known"),
    ],
)
def test_what_no_charge_can_be_is_refused_by_the_database(broken, name):
    seat = SeatFactory(status=Seat.Status.DELIVERED)
    facts = {"line": seat.line, "host": seat.cohort.host, "payer": seat.line.order.orderer, "unit_price": 1, **broken}

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ChargeFactory(**{"seat": seat, **facts})


@pytest.mark.parametrize("change", [{"unit_price": 1}, {"delivered_on": dt.date(2026, 1, 1)}, {"percent": 50}])
def test_a_charge_is_never_changed(change):
    charge = ChargeFactory()

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        Charge.objects.filter(pk=charge.pk).update(**change)


def test_a_charge_is_never_deleted():
    charge = ChargeFactory()

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        charge.delete()


def test_a_charge_joins_one_open_basis_of_its_own_host_and_payer_once():
    charge = ChargeFactory()
    whose = {"host": charge.host, "payer": charge.payer}
    others = [InvoiceBasisFactory(payer=charge.payer), InvoiceBasisFactory(host=charge.host)]
    mine = Charge.objects.filter(pk=charge.pk)

    for basis in [*others, InvoiceBasisFactory(locked=True, **whose)]:
        with pytest.raises(DatabaseError, match="joins an open basis"), transaction.atomic():
            mine.update(basis=basis)
    mine.update(basis=InvoiceBasisFactory(**whose))
    for basis in (None, InvoiceBasisFactory(buyer_reference="Annan", **whose)):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            mine.update(basis=basis)


def test_coordinators_see_what_is_owed_to_their_own_association_and_payers_nothing_yet():
    charge = ChargeFactory()
    ChargeFactory()
    own = MembershipFactory(regional=True, organisation=charge.host)
    payer = MembershipFactory(orderer=True, organisation=charge.payer)

    assert Charge.objects.visible_to(MembershipFactory(national=True)).count() == 2
    assert list(Charge.objects.visible_to(own)) == [charge]
    assert list(Charge.objects.visible_to(payer)) == []
    assert list(Charge.objects.visible_to(MembershipFactory(leader=True, organisation=charge.host))) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_say_at_once_that_a_seat_is_delivered_charge_it_once():
    cohort = CohortFactory()
    seat = Seat.objects.get(line__order=order(cohort, 1))
    user = UserFactory()

    at_once(lambda _n: charges.record_seat(seat=seat, by=user, at=SEPTEMBER), [1, 2])

    assert Charge.objects.count() == 1


class TestNet(TestCase):
    """The sum that the database computes is the one on the invoice, to the öre."""

    @given(
        quantity=st.decimals(min_value="0.01", max_value=9999, places=2),
        price=st.decimals(min_value=0, max_value=999999, places=2),
        percent=st.integers(1, 100),
    )
    def test_the_database_and_the_invoice_agree(self, quantity, price, percent):
        charge = ChargeFactory(quantity=quantity, unit_price=price, percent=percent)

        line = Line(1, "Plats", charge.quantity, charge.price, Vat("E"))

        assert Charge.objects.get(pk=charge.pk).net == line.net

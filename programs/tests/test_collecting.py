"""Charges collected on the open basis of their payer and references."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.shared.refusals import Conflict, Refused
from programs.actions import bases, changes, orders, seats
from programs.models import InvoiceBasis, Order, Seat
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory, InvoiceBasisFactory
from programs.tests.invoicing import OCTOBER, SEPTEMBER, UNTIL, called_off_late, charged, collect, delivered
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db
Status = InvoiceBasis.Status


def test_what_a_payer_owes_is_collected_under_the_references_that_the_order_has(host, payer):
    references = {"order_reference": "PO-77", "contract_reference": "RA-1", "invoicing_object": "Projekt 9"}
    charges = charged(host, payer, seats=2, reference="ZZ1", payment_days=20, **references)

    (basis,) = collect(host)

    assert list(basis.charges.order_by("pk")) == charges
    assert (basis.number, basis.host, basis.payer_id, basis.status) == ("F-2026-0001", host, payer.pk, Status.OPEN)
    assert (basis.buyer_reference, basis.payment_days, basis.made_at) == ("ZZ1", 20, OCTOBER)
    assert {name: getattr(basis, name) for name in references} == references
    assert list(StatusChange.objects.filter(subject=f"programs.invoicebasis:{basis.pk}").values_list("became")) == [
        ("open",)
    ]


def test_each_payer_and_each_reference_has_a_basis_of_its_own(host, payer):
    charged(host, payer, reference="ZZ1")
    charged(host, payer, reference="ZZ2")
    charged(host, OrganisationFactory(), reference="ZZ1")
    charged(host, payer, reference="ZZ1")

    made = collect(host)

    assert [(basis.number, basis.charges.count()) for basis in made] == [
        ("F-2026-0001", 2),
        ("F-2026-0002", 1),
        ("F-2026-0003", 1),
    ]


def test_a_lines_own_reference_counts_before_the_orders(host, payer):
    (charge,) = charged(host, payer)
    charge.line.buyer_reference = "Radens"
    charge.line.save()

    (basis,) = collect(host)

    assert basis.buyer_reference == "Radens"


def test_an_open_basis_grows_and_a_locked_one_does_not(host, payer):
    charged(host, payer)
    (first,) = collect(host)
    charged(host, payer)

    assert collect(host) == [first]
    assert first.charges.count() == 2
    bases.lock(basis=first, by=UserFactory(), at=OCTOBER)
    charged(host, payer)
    assert [basis.number for basis in collect(host)] == ["F-2026-0002"]


def test_what_was_delivered_later_or_to_another_host_waits(host, payer):
    charged(OrganisationFactory(host=True), payer)
    charged(host, payer)

    assert collect(host, until=dt.date(2026, 9, 17)) == []
    assert len(collect(host, until=dt.date(2026, 9, 18))) == 1
    assert collect(host) == []


def test_there_is_one_open_basis_for_the_same_references(host, payer):
    whose = {"host": host, "payer": payer}
    InvoiceBasisFactory(**whose)

    with pytest.raises(IntegrityError, match="one_open_basis_for_the_same_references"), transaction.atomic():
        InvoiceBasisFactory(**whose)
    assert InvoiceBasisFactory(locked=True, **whose).pk


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"locked": True, "status": "lost"}, "basis_status_known"),
        ({"locked_at": OCTOBER}, "basis_locked_when_by_whom_and_as_what"),
        ({"status": "locked"}, "basis_locked_when_by_whom_and_as_what"),
        ({"locked": True, "document": None}, "basis_locked_when_by_whom_and_as_what"),
    ],
)
def test_what_no_basis_can_be_is_refused_by_the_database(broken, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        InvoiceBasisFactory(**broken)


def test_a_credit_cant_be_credited_whoever_writes_it():
    basis = InvoiceBasisFactory(locked=True)

    with pytest.raises(IntegrityError, match="a_credit_basis_is_not_credited"), transaction.atomic():
        InvoiceBasisFactory(locked=True, credits=basis, status=Status.CREDITED)


def references(**changed) -> dict[str, str]:
    return {**dict.fromkeys(InvoiceBasis.REFERENCES, ""), **changed}


def test_references_are_corrected_while_a_basis_is_open():
    basis = InvoiceBasisFactory()

    bases.change_references(basis=basis, version=1, **references(buyer_reference="ZZ9", order_reference="PO-1"))

    basis.refresh_from_db()
    assert (basis.buyer_reference, basis.order_reference, basis.version) == ("ZZ9", "PO-1", 2)


def test_references_of_a_locked_basis_stay():
    with pytest.raises(WrongStatus):
        bases.change_references(basis=InvoiceBasisFactory(locked=True), version=1, **references())


def test_the_second_of_two_who_correct_is_told():
    with pytest.raises(Conflict):
        bases.change_references(basis=InvoiceBasisFactory(), version=2, **references())


def test_references_that_another_open_basis_of_the_payer_has_are_refused():
    basis = InvoiceBasisFactory()
    other = InvoiceBasisFactory(host=basis.host, payer=basis.payer, buyer_reference="Annan")

    with pytest.raises(Refused):
        bases.change_references(basis=other, version=1, **references(buyer_reference="ZZ1234"))


def test_a_payer_sees_their_own_bases_once_they_are_locked(host, payer):
    opened, kept = InvoiceBasisFactory(host=host, payer=payer), InvoiceBasisFactory(locked=True, host=host, payer=payer)
    InvoiceBasisFactory(locked=True)

    def seen(**who) -> set[InvoiceBasis]:
        return set(InvoiceBasis.objects.visible_to(MembershipFactory(**who)))

    assert len(seen(national=True)) == 3
    assert seen(regional=True, organisation=host) == {opened, kept}
    assert seen(orderer=True, organisation=payer) == {kept}
    assert seen(leader=True, organisation=host) == seen(orderer=True) == seen(dpo=True) == set()


@pytest.mark.django_db(transaction=True)
def test_two_who_collect_at_once_collect_each_charge_once(host, payer):
    charged(host, payer, seats=3)
    user = UserFactory()

    done = at_once(lambda _n: bases.collect(host=host, until=UNTIL, by=user, at=OCTOBER), [1, 2])

    assert sorted(len(made) for made in done) == [0, 1]
    assert InvoiceBasis.objects.get().charges.count() == 3


# A reference that comes later
def test_a_basis_that_waited_for_its_reference_gets_it_from_the_order(host, payer):
    placed = delivered(host, payer)
    Order.objects.update(reference="", reference_later=True)
    (basis,) = collect(host)
    changes.change_details(order=placed, version=placed.version, reference="4711", by=UserFactory(), at=OCTOBER)

    assert collect(host) == [basis]

    basis.refresh_from_db()
    assert (basis.buyer_reference, basis.version) == ("4711", 2)
    assert collect(host) == []
    bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)


def test_what_is_delivered_after_the_reference_came_joins_the_basis_that_waited(host, payer):
    placed = delivered(host, payer, count=2, by_now=1)
    Order.objects.update(reference="", reference_later=True)
    (basis,) = collect(host)
    Order.objects.update(reference="4711")
    seat = Seat.objects.get(line__order=placed, status="confirmed")
    for verb in (seats.assign, seats.deliver):
        verb(seat=seat, by=UserFactory(), at=SEPTEMBER)

    assert collect(host) == [basis]
    assert basis.charges.count() == 2


def test_a_basis_whose_orders_say_different_references_waits_on(host, payer):
    first, second = (charged(host, payer, reference="", reference_later=True) for _n in range(2))
    (basis,) = collect(host)
    for number, (charge,) in enumerate((first, second)):
        Order.objects.filter(lines=charge.line).update(reference=f"ZZ{number}")

    assert collect(host) == []
    basis.refresh_from_db()
    assert basis.buyer_reference == ""


def test_a_reference_that_another_open_basis_has_is_not_written_twice(host, payer):
    (charge,) = charged(host, payer, reference="", reference_later=True)
    charged(host, payer, reference="4711")
    collect(host)
    Order.objects.filter(lines=charge.line).update(reference="4711")

    assert collect(host) == []


def test_the_page_of_a_basis_fetches_the_reference(host, payer, signed_in):
    (charge,) = charged(host, payer, reference="", reference_later=True)
    (basis,) = collect(host)
    Order.objects.filter(lines=charge.line).update(reference="4711")
    regional = signed_in(MembershipFactory(regional=True, organisation=host))
    assert "/underlag/samla/" in regional.get(f"/underlag/{basis.number}/").content.decode()

    regional.post("/underlag/samla/")

    basis.refresh_from_db()
    assert basis.buyer_reference == "4711"
    assert "/underlag/samla/" not in regional.get(f"/underlag/{basis.number}/").content.decode()


def test_the_reference_of_what_was_called_off_at_a_cost_can_still_come(host, payer, signed_in):
    placed = called_off_late(host, payer)
    client = signed_in(MembershipFactory(orderer=True, organisation=payer))
    path = f"/bestallningar/{placed.number}/andra/"
    assert path in client.get(f"/bestallningar/{placed.number}/").content.decode()

    answer = client.post(path, {"version": placed.version, "reference": "4711"})

    assert answer.status_code == 302
    (basis,) = collect(host)
    assert basis.buyer_reference == "4711"


def test_what_was_called_off_for_nothing_stays_as_it_is(payer, signed_in):
    placed = order(CohortFactory(), 1, orderer=payer)
    orders.cancel(order=placed, by=UserFactory(), at=MARCH)
    client = signed_in(MembershipFactory(orderer=True, organisation=payer))

    assert (
        f"/bestallningar/{placed.number}/andra/" not in client.get(f"/bestallningar/{placed.number}/").content.decode()
    )
    assert client.get(f"/bestallningar/{placed.number}/andra/").status_code == 404

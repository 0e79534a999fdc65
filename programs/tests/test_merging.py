"""An orderer goes up in another organisation: what is open follows, what is over stays and is still seen."""

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.actions import merge
from peersupport.directory.tests.factories import JANUARY, MembershipFactory, OrganisationFactory
from peersupport.shared.refusals import Refused
from programs.models import Agreement, Cohort, Contingent, InvoiceBasis, Order, OrderLine, Seat, SeatEntry
from programs.tests.factories import (
    AgreementFactory,
    CohortFactory,
    ContingentFactory,
    InvoiceBasisFactory,
    OrderFactory,
    OrderLineFactory,
    SeatEntryFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return OrganisationFactory(), OrganisationFactory()


def go_up(old, new) -> None:
    merge.merge(old=old, into=new, by=UserFactory(), at=JANUARY)


def test_open_orders_follow_and_closed_ones_stay(two):
    old, new = two
    open_one, closed = OrderFactory(orderer=old, payer=old), OrderFactory(orderer=old, status=Order.Status.CLOSED)
    line = OrderLineFactory(order=open_one, cost_bearer=old)

    go_up(old, new)

    for row in (open_one, closed, line):
        row.refresh_from_db()
    assert (open_one.orderer, open_one.payer, line.cost_bearer, closed.orderer) == (new, new, new, old)


def test_who_orders_for_the_new_one_sees_what_the_old_one_ordered(two):
    old, new = two
    closed = OrderFactory(orderer=old, status=Order.Status.CLOSED)
    line = OrderLineFactory(order=closed)
    seat = SeatFactory(line=line)
    entry = SeatEntryFactory(seat=seat)
    agreement = AgreementFactory(orderer=old, status=Agreement.Status.ENDED)
    basis = InvoiceBasisFactory(payer=old, locked=True)
    stranger, member = MembershipFactory(orderer=True), MembershipFactory(orderer=True, organisation=new)

    go_up(old, new)

    for model, row in (
        (Order, closed),
        (OrderLine, line),
        (Seat, seat),
        (SeatEntry, entry),
        (Agreement, agreement),
        (InvoiceBasis, basis),
    ):
        assert list(model.objects.visible_to(member)) == [row]
        assert list(model.objects.visible_to(stranger)) == []


def test_agreements_in_force_follow(two):
    old, new = two
    active, ended = (AgreementFactory(orderer=old, status=status) for status in ("active", "ended"))

    go_up(old, new)

    assert [Agreement.objects.get(pk=row.pk).orderer for row in (active, ended)] == [new, old]


def test_agreements_of_the_same_number_are_seen_to_first(two):
    first = AgreementFactory(orderer=two[0], number="A-1")
    AgreementFactory(orderer=two[1], number="A-1", host=first.host)

    with pytest.raises(Refused) as refusal:
        go_up(*two)

    assert (refusal.value.field, Agreement.objects.get(pk=first.pk).orderer) == ("into", two[0])


def test_places_promised_in_a_cohort_follow_until_it_is_over(two):
    old, new = two
    rows = [
        ContingentFactory(organisation=old, cohort=CohortFactory(status=status))
        for status in (Cohort.Status.OPEN, Cohort.Status.COMPLETED)
    ]

    go_up(old, new)

    assert [Contingent.objects.get(pk=row.pk).organisation for row in rows] == [new, old]


def test_both_promised_places_in_one_cohort_are_seen_to_first(two):
    cohort = CohortFactory()
    for organisation in two:
        ContingentFactory(organisation=organisation, cohort=cohort)

    with pytest.raises(Refused) as refusal:
        go_up(*two)

    assert refusal.value.field == "into"

"""Who pays for what was delivered changes until it stands on a basis; then the basis is credited first."""

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Organisation
from peersupport.directory.tests.factories import OrganisationFactory
from peersupport.shared.refusals import Refused
from programs.actions import bases, changes
from programs.models import Charge, Order
from programs.tests.invoicing import OCTOBER, collect, delivered, lock_the_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Organisation:
    return OrganisationFactory(name="Region Väst")


def change_payer(placed: Order, to: Organisation) -> None:
    version = Order.objects.get(pk=placed.pk).version
    changes.change_details(order=placed, version=version, payer=to, by=UserFactory(), at=OCTOBER)


def divide(placed: Order, quantity: int, to: Organisation) -> None:
    version, line = Order.objects.get(pk=placed.pk).version, placed.lines.get()
    what = {"line": line, "quantity": quantity, "cost_bearer": to}
    changes.split(version=version, **what, by=UserFactory(), at=OCTOBER)


def owing() -> list[str]:
    return list(Charge.objects.uncollected().order_by("seat__number").values_list("payer__name", flat=True))


def test_what_is_delivered_and_not_collected_is_owed_by_whoever_pays_now(host, payer, region):
    placed = delivered(host, payer, count=2)

    change_payer(placed, region)

    assert owing() == ["Region Väst"] * 2
    assert {basis.payer for basis in collect(host)} == {region}


def test_a_part_of_what_is_delivered_is_owed_by_whoever_pays_for_the_part(host, payer, region):
    divide(delivered(host, payer, count=2), 1, region)

    assert owing() == ["Haninge kommun", "Region Väst"]


def test_a_line_that_somebody_else_bears_does_not_follow_the_orders_payer(host, payer, region):
    placed = delivered(host, payer, count=2)
    divide(placed, 1, region)

    change_payer(placed, OrganisationFactory(name="Sala kommun"))

    assert owing() == ["Sala kommun", "Region Väst"]


@pytest.mark.parametrize("locked", [False, True])
def test_who_pays_for_what_is_on_a_basis_is_not_changed_before_it_is_credited(host, payer, region, locked):
    placed = delivered(host, payer)
    (basis,) = collect(host)
    if locked:
        bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)
        Order.objects.update(status="delivered")

    with pytest.raises(Refused, match=basis.number):
        change_payer(placed, region)
    with pytest.raises(Refused, match=basis.number):
        divide(placed, 1, region)

    placed.refresh_from_db()
    assert (placed.payer, placed.lines.get().cost_bearer) == (None, None)


def test_a_basis_with_the_wrong_payer_is_credited_the_payer_changed_and_the_right_one_invoiced(host, payer, region):
    placed = delivered(host, payer)
    basis = lock_the_one(placed)
    bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)

    change_payer(placed, region)

    (right,) = collect(host)
    assert (right.payer, right.charges.get().seat) == (region, basis.charges.get().seat)


def test_nothing_is_owed_anew_when_the_same_payer_is_named(host, payer):
    placed = delivered(host, payer)

    change_payer(placed, payer)

    assert Charge.objects.count() == 1

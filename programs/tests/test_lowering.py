"""A coordinator makes what calling off has cost less, or nothing, and says why."""

import datetime as dt
from decimal import Decimal

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import OrganisationFactory
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.actions import bases, changes, fees, orders
from programs.models import Cancellation, Charge, Order, OrderChange
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order, states

pytestmark = pytest.mark.django_db
LATE = dt.datetime(2026, 8, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
WHY = "Vi flyttade starten."


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": LATE}


@pytest.fixture
def confirmed(orderer, who):
    """Three seats at 68 000 kronor, which cost half to call off."""
    placed = order(CohortFactory(), 3, orderer=orderer.organisation, by=orderer.user)
    Order.objects.update(terms=[[None, 50]])
    orders.confirm(order=placed, by=who["by"], at=MARCH)
    placed.refresh_from_db()
    return placed


@pytest.fixture
def called_off(confirmed, who):
    orders.cancel(order=confirmed, **who)
    return confirmed


def lower(placed: Order, percent: int, who: dict, *, reason: str = WHY) -> Decimal:
    return fees.lower(order=placed, percent=percent, reason=reason, by=who["by"], at=who["at"] + MINUTE)


def stands() -> tuple:
    """What it costs, what is charged, and why it is less."""
    placed = Order.objects.with_fee().get()
    return placed.fee, sum(charge.net for charge in Charge.objects.standing()), placed.fee_reason


@pytest.mark.parametrize(("percent", "cost"), [(0, 0), (20, 40800), (49, 99960)])
def test_it_costs_less_by_as_much_as_is_charged_less_and_both_sides_read_why(percent, cost, called_off, who):
    assert stands() == (102000, 102000, "")

    assert lower(called_off, percent, who) == cost

    assert stands() == (cost, cost, WHY)
    called_off.refresh_from_db()
    told = selectors.order_history(order=called_off, lines=called_off.lines.all())
    assert told[0].text.replace("\xa0", "") == f"Avbokningen kostar {cost},00 kr i stället för 102000,00 kr: {WHY}"
    assert len([one for one in told if "kostade" in one.text]) == 1


@pytest.mark.parametrize("percent", [50, 51, 100, -1])
def test_it_is_never_made_to_cost_as_much_or_more(percent, called_off, who):
    with pytest.raises(Refused) as refused:
        lower(called_off, percent, who)

    assert (refused.value.field, *stands()) == ("percent", 102000, 102000, "")


def test_it_is_not_made_to_cost_less_without_a_reason(called_off, who):
    with pytest.raises(Refused) as refused:
        lower(called_off, 0, who, reason="  ")

    assert (refused.value.field, *stands()) == ("reason", 102000, 102000, "")


def test_what_cost_nothing_can_not_cost_less(confirmed, who):
    with pytest.raises(Refused):
        lower(confirmed, 0, who)


def test_seats_given_back_one_by_one_are_lowered_together(confirmed, who):
    changes.change_quantity(line=confirmed.lines.get(), version=confirmed.version, quantity=2, **who)
    orders.cancel(order=confirmed, by=who["by"], at=LATE + MINUTE / 2)

    lower(confirmed, 10, who)

    assert stands() == (20400, 20400, WHY)


def test_each_line_says_what_it_costs_for_who_pays_a_part_reads_of_that_part(confirmed, who):
    payer = OrganisationFactory()
    line = confirmed.lines.get()
    other = changes.split(line=line, version=confirmed.version, quantity=1, cost_bearer=payer, **who)
    orders.cancel(order=confirmed, **who)

    lower(confirmed, 10, who)

    kept = OrderChange.objects.filter(after__has_key="fee").order_by("line").values_list("line", "before", "after")
    assert list(kept) == [
        (line.pk, {"fee": "68000.00"}, {"fee": "13600.00"}),
        (other.pk, {"fee": "34000.00"}, {"fee": "6800.00"}),
    ]


def test_it_can_be_lowered_once_more(called_off, who):
    lower(called_off, 20, who)

    lower(called_off, 0, who | {"at": LATE + MINUTE}, reason="Ett avtal gällde.")

    assert stands() == (0, 0, "Ett avtal gällde.")
    called_off.refresh_from_db()
    told = selectors.order_history(order=called_off, lines=called_off.lines.all())
    assert [one.text.rpartition("kr")[2] for one in told][:2] == [": Ett avtal gällde.", ""]


def test_a_cancellation_that_was_made_to_cost_less_can_be_undone(called_off, who):
    lower(called_off, 20, who)

    orders.undo_cancel(order=called_off, by=who["by"], at=LATE + 9 * MINUTE)

    assert (stands(), states(called_off)) == ((0, 0, ""), ["confirmed"] * 3)


def test_what_is_on_an_invoice_basis_is_credited_there_instead(called_off, who):
    charge = Charge.objects.standing().first()
    bases.collect(host=charge.host, until=LATE.date(), **who)

    with pytest.raises(Refused, match="underlag"):
        lower(called_off, 0, who)

    assert (stands(), Cancellation.objects.count()) == ((102000, 102000, ""), 1)


def test_a_coordinator_lowers_it_and_the_orderer_reads_why(called_off, orderer, national, signed_in):
    client, address = signed_in(national), f"/bestallningar/{called_off.number}/"
    assert "sank-kostnaden/" in client.get(address).content.decode()

    client.post(f"{address}sank-kostnaden/", {"percent": "0", "reason": WHY})

    assert stands() == (0, 0, WHY)
    page = signed_in(orderer).get(address).content.decode()
    assert (WHY in page, "sank-kostnaden/" in page) == (True, False)


def test_an_orderer_can_not_lower_it(called_off, orderer, signed_in):
    client, address = signed_in(orderer), f"/bestallningar/{called_off.number}/"

    told = client.post(f"{address}sank-kostnaden/", {"percent": "0", "reason": WHY})

    assert (told.status_code, stands()) == (403, (102000, 102000, ""))
    assert "sank-kostnaden/" not in client.get(address).content.decode()


def test_there_is_no_page_where_nothing_costs_anything(confirmed, national, signed_in):
    answer = signed_in(national).get(f"/bestallningar/{confirmed.number}/sank-kostnaden/")

    assert (answer.status_code, answer.url) == (302, f"/bestallningar/{confirmed.number}/")

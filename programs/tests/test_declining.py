"""A coordinator says no, with a reason; and that an order is done."""

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.letters.models import Letter
from peersupport.shared.refusals import Refused
from programs.actions import orders, seats
from programs.models import Order, OrderLine, Seat
from programs.tests.factories import CohortFactory, OrderFactory
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db
FULL, OTHER = Order.DeclineReason.FULL, Order.DeclineReason.OTHER


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def test_declining_frees_the_seats_and_keeps_the_reason(who):
    cohort = CohortFactory()
    placed = order(cohort, 3)

    orders.decline(order=placed, reason=FULL, words="Vi hör av oss i höst.", **who)

    kept = Order.objects.get()
    assert (kept.status, kept.decline_reason, kept.decline_words) == ("declined", "full", "Vi hör av oss i höst.")
    assert (states(placed), OrderLine.objects.get().status) == (["released"] * 3, "cancelled")
    assert taken(cohort) == (0, 0)


def test_an_order_that_waits_can_be_declined(who):
    placed = order(CohortFactory(capacity=1), 2, if_short="wait")

    orders.decline(order=placed, reason=FULL, **who)

    assert OrderLine.objects.get().status == "cancelled"


def test_something_else_is_said_in_a_sentence(who):
    with pytest.raises(Refused) as refused:
        orders.decline(order=order(CohortFactory(), 1), reason=OTHER, **who)

    assert (refused.value.field, Order.objects.get().status) == ("words", "sent")


def test_a_confirmed_order_is_not_declined(who):
    placed = order(CohortFactory(), 1)
    orders.confirm(order=placed, **who)

    with pytest.raises(WrongStatus):
        orders.decline(order=placed, reason=FULL, **who)


def test_an_order_is_not_declined_under_a_person(who):
    cohort = CohortFactory()
    placed = order(cohort, 2)
    seats.assign(seat=Seat.objects.first(), **who)

    with pytest.raises(Refused):
        orders.decline(order=placed, reason=FULL, **who)

    assert (Order.objects.get().status, taken(cohort)) == ("sent", (2, 2))


def test_the_orderer_is_told_by_a_letter_that_holds_no_reason(orderer, who):
    placed = order(CohortFactory(), 1, orderer=orderer.organisation, by=orderer.user)

    orders.decline(order=placed, reason=FULL, **who)

    told = Letter.objects.filter(kind="order_declined").values_list("subject_id", "user", "values")
    assert list(told) == [(placed.pk, orderer.user_id, {})]


def test_the_coordinator_chooses_a_reason_and_the_orderer_reads_it(orderer, national, signed_in):
    placed, client = order(CohortFactory(), 1, orderer=orderer.organisation), signed_in(national)
    address = f"/bestallningar/{placed.number}/"
    assert "avboj/" in client.get(address).content.decode()

    answer = client.post(f"{address}avboj/", {"reason": "other", "words": "Kommunen har ett eget program."})

    page = signed_in(orderer).get(address).content.decode()
    assert answer.status_code == 302
    assert ("Något annat" in page, "Kommunen har ett eget program." in page) == (True, True)


def test_a_refusal_stands_beside_its_field(national, signed_in):
    placed = order(CohortFactory(), 1)

    page = signed_in(national).post(f"/bestallningar/{placed.number}/avboj/", {"reason": "other", "words": ""})

    assert list(page.context["form"].errors) == ["words"]


def test_an_invoiced_order_is_closed(national, signed_in):
    placed, client = OrderFactory(status="invoiced"), signed_in(national)
    assert "avsluta/" in client.get(f"/bestallningar/{placed.number}/").content.decode()

    client.post(f"/bestallningar/{placed.number}/avsluta/")

    assert Order.objects.get().status == "closed"


@pytest.mark.parametrize("state", ["sent", "confirmed", "delivered", "closed"])
def test_only_an_invoiced_order_is_closed(state, who):
    with pytest.raises(WrongStatus):
        orders.close(order=OrderFactory(status=state), **who)


@pytest.mark.parametrize("verb", ["avboj", "avsluta"])
def test_an_orderer_neither_declines_nor_closes(verb, orderer, signed_in):
    placed = order(CohortFactory(), 1, orderer=orderer.organisation)

    assert signed_in(orderer).post(f"/bestallningar/{placed.number}/{verb}/", {"reason": "full"}).status_code == 403

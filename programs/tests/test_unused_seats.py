"""Seats that nobody used are given back when their cohort is completed, and cost what the order's terms say."""

import pytest
from django.test import Client

from peersupport.accounts.tests.factories import UserFactory
from programs.actions import cohorts, deliveries, orders, seats
from programs.models import Cancellation, Charge, Cohort, Order, Seat, SeatEntry
from programs.tests.factories import CohortFactory, FundingSourceFactory
from programs.tests.invoicing import OCTOBER, TERMS, delivered
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db


def complete(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(status="running")
    cohorts.complete(cohort=Cohort.objects.get(pk=cohort.pk), by=UserFactory(), at=OCTOBER)


def test_three_seats_two_people_one_seat_to_pay_for(host, payer):
    placed = delivered(host, payer, count=3, by_now=2)
    Order.objects.update(terms=TERMS)
    cohort = placed.lines.get().cohort

    complete(cohort)

    assert states(placed) == ["delivered", "delivered", "released"]
    assert SeatEntry.objects.get(why="unused").seat.number == f"{placed.number}/03"
    charge = Charge.objects.get(seat__status="released")
    assert (charge.percent, charge.net, charge.payer) == (100, 68000, payer)
    assert (Cancellation.objects.get().amount, placed.lines.get().quantity) == (68000, 2)
    assert taken(cohort) == (2, 2)
    deliveries.follow(order=placed, at=OCTOBER)
    placed.refresh_from_db()
    assert placed.status == "delivered"


def test_an_order_nobody_came_to_is_called_off_at_its_cost(host, payer):
    placed = delivered(host, payer, count=2, by_now=0)
    Order.objects.update(terms=TERMS)

    complete(placed.lines.get().cohort)

    placed.refresh_from_db()
    assert (placed.status, placed.lines.get().status) == ("cancelled", "cancelled")
    assert sum(Charge.objects.uncollected().values_list("net", flat=True)) == 136000


def test_without_terms_and_without_a_confirmed_order_they_cost_nothing(host):
    cohort = CohortFactory(host=host)
    confirmed, sent = order(cohort, 1), order(cohort, 1)
    orders.confirm(order=confirmed, by=UserFactory(), at=MARCH)
    Order.objects.filter(pk=sent.pk).update(terms=TERMS)

    complete(cohort)

    assert states(confirmed) == states(sent) == ["released"]
    assert Charge.objects.count() == 0


def test_seats_that_a_grant_pays_for_and_those_with_people_stay(host, payer):
    placed = delivered(host, payer, count=2, by_now=0, capacity=3)
    cohort, who = placed.lines.get().cohort, {"by": UserFactory(), "at": MARCH}
    seats.fund(cohort=cohort, funding=FundingSourceFactory(programme=cohort.programme), count=1, **who)
    seats.assign(seat=Seat.objects.filter(line__order=placed).earliest("pk"), **who)

    complete(cohort)

    assert states(placed) == ["assigned", "released"]
    assert Seat.objects.get(line=None).status == "confirmed"


@pytest.mark.parametrize(
    ("by_now", "said"),
    [
        (1, "Ingen använde 2 platser. De debiteras enligt villkoren i sina beställningar."),
        (2, "Ingen använde 1 plats. Den debiteras enligt villkoren i sin beställning."),
        (3, "Ingen beställning har en plats som ingen har använt."),
    ],
)
def test_the_page_says_so_before_the_cohort_is_completed(host, payer, national, signed_in, by_now, said):
    cohort = delivered(host, payer, count=3, by_now=by_now).lines.get().cohort
    Cohort.objects.update(status="running")
    client: Client = signed_in(national)
    path = f"/utbildningar/{cohort.pk}/avsluta/"

    shown = client.get(path).content.decode()
    page = client.get(f"/utbildningar/{cohort.pk}/").content.decode()

    assert said in shown
    assert (f'href="{path}"' in page, f'action="{path}"' in page) == (by_now < 3, by_now == 3)
    client.post(path)
    cohort.refresh_from_db()
    assert cohort.status == "completed"

"""Pages on which seats are kept or given back, held longer, moved or promised."""

import datetime as dt

import pytest
from django.utils import timezone

from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from programs.actions import changes, orders
from programs.models import Contingent, Order, OrderLine, Seat
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db
FAR = {"starts_on": dt.date(2099, 8, 17), "ends_on": dt.date(2099, 9, 18)}


@pytest.fixture
def asked(orderer) -> Order:
    """Three seats of an orderer whose release date is today."""
    cohort = CohortFactory(release_on=timezone.localdate(), **FAR)
    placed = order(cohort, 3, orderer=orderer.organisation, by=orderer.user)
    orders.confirm(order=placed, by=orderer.user, at=MARCH)
    return placed


def test_the_orders_page_asks_on_the_release_date_and_not_before(asked, orderer, signed_in):
    client, url = signed_in(orderer), f"/bestallningar/{asked.number}/"
    question = "Behöver ni fortfarande 3 platser?"

    on_the_day = client.get(url).content.decode()
    asked.lines.get().cohort.__class__.objects.update(release_on=dt.date(2099, 7, 1))
    before = client.get(url).content.decode()

    assert (question in on_the_day, question in before) == (True, False)


def test_an_orderer_keeps_one_seat_and_gives_back_two(asked, orderer, signed_in):
    client, url = signed_in(orderer), f"/bestallningar/{asked.number}/behall/"
    first = Seat.objects.order_by("number").first()
    shown = client.get(url).content.decode()

    client.post(url, {"keep": [first.pk]})
    again = client.get(url)

    assert shown.count('name="keep"') == 3
    assert states(asked) == ["confirmed", "released", "released"]
    assert again.url == f"/bestallningar/{asked.number}/"


def test_a_seat_of_another_order_can_not_be_kept_or_given_back_here(asked, orderer, signed_in):
    other = order(CohortFactory(release_on=timezone.localdate(), **FAR), 1)
    client, url = signed_in(orderer), f"/bestallningar/{asked.number}/behall/"

    refused = client.post(url, {"keep": [Seat.objects.get(line__order=other).pk]})

    assert list(refused.context["form"].errors) == ["keep"]
    assert (states(asked), states(other)) == (["confirmed"] * 3, ["reserved"])


def test_who_only_pays_for_a_part_does_not_give_back_anybodys_seats(asked, signed_in):
    payer = MembershipFactory(orderer=True, organisation=OrganisationFactory(name="Region Skåne"))
    who = {"by": MembershipFactory(national=True).user, "at": MARCH}
    line, version = asked.lines.get(), Order.objects.get().version
    changes.split(line=line, version=version, quantity=1, cost_bearer=payer.organisation, **who)
    client, address = signed_in(payer), f"/bestallningar/{asked.number}/"

    assert client.get(address).status_code == 200
    assert client.post(f"{address}behall/", {}).status_code == 404
    assert states(asked) == ["confirmed"] * 3


def test_a_coordinator_holds_seats_longer(national, signed_in):
    placed = order(CohortFactory(**FAR), 1)
    until = timezone.localdate() + dt.timedelta(days=30)

    signed_in(national).post(
        f"/bestallningar/{placed.number}/hall/", {"version": placed.version, "until": until.isoformat()}
    )

    assert Order.objects.get().held_until == until


def test_an_orderer_does_not_decide_how_long_seats_are_held_or_where_they_go(orderer, signed_in):
    placed = order(CohortFactory(**FAR), 1, orderer=orderer.organisation)
    client = signed_in(orderer)

    answers = [
        client.get(f"/bestallningar/{placed.number}/hall/").status_code,
        client.get(f"/bestallningar/{placed.number}/flytta/{placed.lines.get().pk}/").status_code,
    ]

    assert answers == [403, 403]


def test_a_coordinator_moves_seats_to_another_cohort(national, signed_in):
    here = CohortFactory()
    there = CohortFactory(programme=here.programme)
    placed = order(here, 3)
    url = f"/bestallningar/{placed.number}/flytta/{placed.lines.get().pk}/"

    signed_in(national).post(url, {"cohort": there.pk, "count": "2"})

    assert (taken(here), taken(there)) == ((1, 1), (2, 2))


def test_a_region_moves_seats_only_to_a_cohort_of_its_own(signed_in):
    region = MembershipFactory(regional=True)
    here = CohortFactory(host=region.organisation)
    theirs = CohortFactory(programme=here.programme)
    placed = order(here, 1)
    url = f"/bestallningar/{placed.number}/flytta/{placed.lines.get().pk}/"

    refused = signed_in(region).post(url, {"cohort": theirs.pk, "count": "1"})

    assert list(refused.context["form"].errors) == ["cohort"]
    assert OrderLine.objects.get().cohort == here


def test_a_coordinator_promises_places_and_sees_what_is_left_of_them(national, signed_in):
    cohort, buyer = CohortFactory(**FAR), OrganisationFactory(name="Sala kommun")
    client, until = signed_in(national), timezone.localdate() + dt.timedelta(days=60)

    client.post(
        f"/utbildningar/{cohort.pk}/platser/lova/",
        {"organisation": buyer.pk, "count": "4", "until": until.isoformat()},
    )
    order(cohort, 1, orderer=buyer)
    shown = client.get(f"/utbildningar/{cohort.pk}/platser/").content.decode()

    assert Contingent.objects.get().organisation == buyer
    assert f"3 platser, till och med {until.isoformat()}" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_of_a_cohort_costs_nine_queries(count, national, signed_in, django_assert_num_queries):
    cohort = CohortFactory()
    for _n in range(count):
        order(cohort, 2)
    client = signed_in(national)
    url = f"/utbildningar/{cohort.pk}/platser/bok/"
    client.get(url)

    with django_assert_num_queries(9):
        page = client.get(url)

    assert page.content.decode().count("2 platser beställdes") == count

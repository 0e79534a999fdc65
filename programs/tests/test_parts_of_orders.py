"""An order with seats at two hosts: each host sees its own part, and neither answers for both."""

import pytest

from peersupport.directory.tests.factories import CountyFactory, MembershipFactory
from programs.actions import transfers
from programs.models import Order
from programs.tests.factories import CohortFactory, OrderFactory, OrderLineFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db
WHOLE = ["bekrafta", "avboj", "avboka"]


@pytest.fixture
def stockholm():
    return CohortFactory(name="Stockholm hösten")


@pytest.fixture
def skane(stockholm):
    return CohortFactory(name="Skåne hösten", programme=stockholm.programme)


@pytest.fixture
def in_both(stockholm, skane, national):
    """Four seats in Stockholm, of which the nation moved two to Skåne."""
    placed = order(stockholm, 4)
    transfers.transfer(line=placed.lines.get(), cohort=skane, count=2, by=national.user, at=MARCH)
    return placed


def regional(cohort, **other):
    return MembershipFactory(regional=True, organisation=cohort.host, **other)


def test_a_region_sees_its_own_lines_and_seats_and_no_other_hosts_links(in_both, skane, signed_in):
    page = signed_in(regional(skane)).get(f"/bestallningar/{in_both.number}/")

    assert [line.cohort for line in page.context["lines"]] == [skane]
    assert [seat.cohort for seat in page.context["seats"]] == [skane, skane]
    assert "Stockholm hösten" not in page.content.decode()
    assert signed_in(regional(skane)).get("/bestallningar/").context["page"].rows[0].shown_seats == 2


@pytest.mark.parametrize("verb", WHOLE)
def test_a_region_answers_no_order_that_has_seats_at_another_host(verb, in_both, skane, signed_in):
    client = signed_in(regional(skane))
    page = client.get(f"/bestallningar/{in_both.number}/").content.decode()

    answer = client.post(f"/bestallningar/{in_both.number}/{verb}/", {"reason": "full", "fee": "0"})

    assert answer.status_code == 404
    assert f"/bestallningar/{in_both.number}/{verb}/" not in page
    assert "den nationella samordnaren" in page
    assert Order.objects.get().status == "sent"


def test_the_nation_answers_for_both_and_a_region_once_all_of_it_is_there(in_both, stockholm, skane, national):
    there = regional(skane)
    first = in_both.lines.get(cohort=stockholm)

    assert list(Order.objects.answered_by(national)) == [in_both]
    assert not Order.objects.answered_by(there).exists()

    transfers.transfer(line=first, cohort=skane, count=2, by=national.user, at=MARCH)

    assert list(Order.objects.answered_by(there)) == [in_both]


def test_what_somebody_wrote_for_one_host_they_dont_manage_for_another(stockholm, skane, signed_in):
    here = regional(stockholm)
    there = regional(skane, user=here.user)
    placed = order(stockholm, 1, by=here.user)

    assert list(Order.objects.managed_by(here)) == [placed]
    assert not Order.objects.visible_to(there).exists()


def test_who_wrote_an_order_for_another_county_gets_its_receipt_and_not_its_page(stockholm, signed_in):
    here = regional(stockholm)
    elsewhere = CountyFactory(code="12", name="Skåne län")
    placed = order(None, 1, programme=stockholm.programme, county=elsewhere, track=stockholm.track, by=here.user)
    type(here.organisation).objects.filter(pk=here.organisation_id).update(county=stockholm.county)
    client = signed_in(here)

    receipt = client.get(f"/bestall/klart/{placed.number}/")

    assert (receipt.status_code, receipt.context["may_open"]) == (200, False)
    assert client.get(f"/bestallningar/{placed.number}/kvitto.pdf").status_code == 200
    assert client.get(f"/bestallningar/{placed.number}/").status_code == 404


def test_a_coordinators_draft_is_listed_with_what_it_is_for(stockholm, signed_in):
    here = regional(stockholm)
    draft = OrderFactory(draft=True, placed_by=here.user, programme=stockholm.programme)
    OrderLineFactory(order=draft, cohort=stockholm, status="draft", quantity=3)

    (row,) = signed_in(here).get("/bestallningar/").context["page"].rows

    assert (row.shown_wish, row.shown_seats) == ("Stockholm hösten", 3)

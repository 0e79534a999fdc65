"""Staff training, supervision and continuing education, ordered together with seats."""

from decimal import Decimal

import pytest
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import CountyFactory, MembershipFactory, OrganisationFactory
from peersupport.shared.refusals import Conflict, Refused
from programs import selectors
from programs.actions import drafts, orders, transfers
from programs.actions.extras import ExtrasChanged
from programs.models import Order, OrderLine, Price
from programs.tests.factories import CohortFactory, OrderLineFactory, PriceFactory, PriceListFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(orderer) -> Order:
    """A draft of two seats in a programme that has a price of staff training, with VAT, and of supervision."""
    line = OrderLineFactory(order__draft=True, order__orderer=orderer.organisation, status="draft")
    for year in {MARCH.year, timezone.localdate().year}:
        prices = PriceListFactory(programme=line.order.programme, year=year)
        PriceFactory(price_list=prices, kind="staff", unit_price=12000, vat="S25")
        PriceFactory(price_list=prices, kind="supervision", unit_price=4000)
    return line.order


def choose(draft: Order, **quantities) -> None:
    drafts.change_extras(order=draft, version=Order.objects.get().version, quantities=quantities, at=MARCH)


def lines(order: Order) -> list[tuple]:
    rows = order.lines.order_by(*OrderLine.as_ordered())
    return list(rows.values_list("kind", "quantity", "unit_price", "vat", "status"))


def test_what_is_offered_is_asked_for_at_once_and_a_hosts_own_price_comes_first(draft, django_assert_num_queries):
    host = OrganisationFactory(host=True)
    own = PriceListFactory(programme=draft.programme, year=MARCH.year, host=host)
    PriceFactory(price_list=own, kind="staff", unit_price=9000)

    with django_assert_num_queries(1):
        found = selectors.extras_offered(programme=draft.programme, on=MARCH.date(), host=host)

    assert found == {"staff": (9000, "E"), "supervision": (4000, "E")}


def test_what_is_chosen_is_ordered_with_the_seats(draft):
    choose(draft, staff=2, supervision=6)

    sent = drafts.send(order=draft, extras_price=Decimal(48000), by=UserFactory(), at=MARCH)

    assert lines(sent) == [
        ("seats", 2, 68000, "E", "held"),
        ("staff", 2, 12000, "S25", "ordered"),
        ("supervision", 6, 4000, "E", "ordered"),
    ]
    total = selectors.total_of(sent.lines.all())
    assert (total.net, total.gross, [one.tax for one in total.by_vat]) == (184000, 190000, [0, 6000])


def test_another_choice_takes_the_place_of_the_first_and_nought_is_none(draft):
    choose(draft, staff=2, supervision=6)
    choose(draft, staff=0, supervision=1)

    assert lines(draft)[1:] == [("supervision", 1, 4000, "E", "draft")]


def test_what_has_no_price_can_not_be_ordered(draft):
    with pytest.raises(Refused) as refused:
        choose(draft, education=1)

    assert (refused.value.field, len(lines(draft))) == ("education", 1)


def test_the_price_is_that_of_the_day_of_sending_and_the_orderer_agrees_to_it(draft):
    choose(draft, staff=2)
    Price.objects.filter(kind="staff").update(unit_price=13000)

    with pytest.raises(ExtrasChanged) as changed:
        drafts.send(order=draft, extras_price=Decimal(24000), by=UserFactory(), at=MARCH)
    assert Order.objects.get().status == "draft"
    drafts.send(order=draft, extras_price=changed.value.price, by=UserFactory(), at=MARCH)

    assert lines(draft)[1] == ("staff", 2, 13000, "S25", "ordered")


def test_what_lost_its_price_is_taken_away_first(draft):
    choose(draft, staff=2)
    Price.objects.all().delete()

    with pytest.raises(Refused):
        drafts.send(order=draft, by=UserFactory(), at=MARCH)
    choose(draft)

    assert drafts.send(order=draft, by=UserFactory(), at=MARCH).status == "sent"


def test_two_who_choose_at_once_are_told(draft):
    choose(draft, staff=2)

    with pytest.raises(Conflict):
        drafts.change_extras(order=draft, version=1, quantities={"staff": 3}, at=MARCH)


def test_all_of_it_is_called_off_and_called_back(draft):
    choose(draft, staff=2)
    sent, by = drafts.send(order=draft, by=UserFactory(), at=MARCH), UserFactory()

    orders.cancel(order=sent, by=by, at=MARCH)
    assert {status for *_line, status in lines(sent)} == {"cancelled"}
    orders.undo_cancel(order=sent, by=by, at=MARCH)

    assert [status for *_line, status in lines(sent)] == ["held", "ordered"]


def test_a_region_sees_what_belongs_to_its_seats_and_a_host_without_county_no_strangers(draft):
    host = draft.lines.get().cohort.host
    choose(draft, staff=2)
    drafts.send(order=draft, by=UserFactory(), at=MARCH)
    OrderLineFactory(staff_training=True)

    seen = OrderLine.objects.visible_to(MembershipFactory(regional=True, organisation=host))
    strange = OrderLine.objects.visible_to(MembershipFactory(regional=True))

    assert (sorted(seen.values_list("kind", flat=True)), strange.count()) == (["seats", "staff"], 0)


def test_the_step_asks_what_has_a_price_and_the_last_one_shows_it(draft, orderer, signed_in):
    client = signed_in(orderer)
    address = f"/bestall/utkast/{draft.pk}/"

    asked = client.get(f"{address}mer/")
    answer = client.post(f"{address}mer/", {"version": "1", "staff": "2", "supervision": "0"})
    last = client.get(f"{address}skicka/")

    kinds = ("staff", "supervision")
    assert list(asked.context["form"].fields) == [
        "version",
        *(f"{kind}{end}" for kind in kinds for end in ("", "_from", "_to")),
    ]
    assert "12\xa0000 kr per styck, utan moms" in asked.content.decode()
    assert answer.url == f"{address}skicka/"
    assert "2 × 12\xa0000 kr = 24\xa0000 kr" in last.content.decode()
    sent = client.post(f"{address}skicka/", {"price": "68000", "extras_price": "24000"}, follow=True)
    assert "2 × 12\xa0000 kr = 24\xa0000 kr" in sent.content.decode()
    page = client.get(f"/bestallningar/{Order.objects.get().number}/")
    assert (page.context["total"], "Moms 25 % av 24\xa0000 kr" in page.content.decode()) == (160000, True)
    assert [one.shown_seats for one in client.get("/bestallningar/").context["page"].rows] == [2]


def test_a_changed_price_is_told_and_sent_again(draft, orderer, signed_in):
    choose(draft, staff=2)
    Price.objects.filter(kind="staff").update(unit_price=13000)
    client, address = signed_in(orderer), f"/bestall/utkast/{draft.pk}/skicka/"

    told = client.post(address, {"price": "68000", "extras_price": "24000"})

    assert (told.status_code, told.context["form"]["extras_price"].value()) == (200, "26000.00")
    assert client.post(address, {"price": "68000", "extras_price": "26000.00"}).status_code == 302


def test_what_lost_its_price_is_taken_away_by_saving_the_step(draft, orderer, signed_in):
    choose(draft, staff=2)
    Price.objects.all().delete()
    client, address = signed_in(orderer), f"/bestall/utkast/{draft.pk}/"
    told = client.post(f"{address}skicka/", {"price": "68000", "extras_price": "24000"})
    assert "Ta bort det" in told.content.decode()

    client.post(f"{address}mer/", {"version": "2"})

    assert client.post(f"{address}skicka/", {"price": "68000", "extras_price": "0"}).status_code == 302
    assert [kind for kind, *_line in lines(Order.objects.get())] == ["seats"]


def test_where_nothing_else_has_a_price_the_step_is_left_out(orderer, signed_in):
    cohort, client = CohortFactory(), signed_in(orderer)
    key = "00000000-0000-4000-8000-000000000001"

    answer = client.post(f"/bestall/{cohort.pk}/", {"key": key, "quantity": "2"})

    assert answer.url.endswith("/betalare/")
    assert client.get(answer.url.replace("betalare", "mer")).url == answer.url


def test_somebody_elses_draft_is_not_there(draft, signed_in):
    assert signed_in(MembershipFactory(orderer=True)).get(f"/bestall/utkast/{draft.pk}/mer/").status_code == 404


def test_what_is_ordered_besides_follows_all_seats_to_another_cohort_and_not_some(draft):
    choose(draft, staff=1)
    who = {"by": UserFactory(), "at": MARCH}
    sent = drafts.send(order=draft, **who)
    there = CohortFactory(programme=draft.programme, county=CountyFactory(code="14"))
    seats, staff = sent.lines.get(kind="seats"), sent.lines.get(kind="staff")

    transfers.transfer(line=seats, cohort=there, count=1, **who)
    staff.refresh_from_db()
    assert staff.cohort == seats.cohort != there

    transfers.transfer(line=seats, cohort=there, count=1, **who)
    staff.refresh_from_db()
    assert (staff.cohort, staff.county_id, staff.track) == (there, "14", there.track)


def test_what_waited_with_the_seats_stands_where_they_are_placed(draft):
    choose(draft, staff=1)
    who = {"by": UserFactory(), "at": MARCH}
    cohort = draft.lines.get(kind="seats").cohort
    full = order(cohort, cohort.capacity)
    sent = drafts.send(order=draft, if_short="wait", **who)
    sent.lines.update(cohort=None)
    orders.cancel(order=full, **who)

    orders.place_line(line=sent.lines.get(kind="seats"), cohort=cohort, **who)

    assert set(sent.lines.values_list("kind", "cohort")) == {("seats", cohort.pk), ("staff", cohort.pk)}

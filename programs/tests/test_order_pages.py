"""/bestallningar/: the list, the page of one order, and a coordinator's verbs."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from programs.actions import orders, seats, transfers
from programs.models import Order, OrderLine
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order, states

pytestmark = pytest.mark.django_db


def numbers(page) -> list[str]:
    return [order.number for order in page.context["page"].rows]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_eight_queries(count, national, signed_in, django_assert_num_queries):
    client = signed_in(national)
    for _n in range(count):
        order(CohortFactory(), 2)
    client.get("/bestallningar/")

    with django_assert_num_queries(8):
        page = client.get("/bestallningar/")

    assert len(page.context["page"].rows) == count


def test_the_list_is_newest_first_and_an_orderer_finds_only_their_own(orderer, signed_in):
    cohort = CohortFactory()
    order(cohort, 1)
    old = order(cohort, 1, orderer=orderer.organisation)
    new = order(cohort, 1, orderer=orderer.organisation, at=MARCH + dt.timedelta(days=1))

    assert numbers(signed_in(orderer).get("/bestallningar/")) == [new.number, old.number]


def test_the_list_counts_what_is_left_of_an_order_and_all_of_one_that_is_called_off(orderer, signed_in):
    cohort, other = CohortFactory(), CohortFactory(name="Skåne hösten")
    other.programme = cohort.programme
    other.save()
    placed, gone = order(cohort, 4, orderer=orderer.organisation), order(cohort, 3, orderer=orderer.organisation)
    who = {"by": UserFactory(), "at": MARCH}
    moved = transfers.transfer(line=placed.lines.get(), cohort=other, count=2, **who)
    for seat in moved.seats.all():
        seats.release(seat=seat, **who)
    orders.cancel(order=gone, **who)

    rows = signed_in(orderer).get("/bestallningar/").context["page"].rows

    assert {row.number: row.shown_seats for row in rows} == {placed.number: 2, gone.number: 3}
    assert "Skåne" not in "".join(row.shown_wish for row in rows)


def test_the_list_can_be_searched_and_filtered(national, signed_in):
    cohort, client = CohortFactory(capacity=4), signed_in(national)
    sent = order(cohort, 2, orderer=OrganisationFactory(name="Haninge kommun"))
    confirmed = order(cohort, 1)
    orders.confirm(order=confirmed, by=UserFactory(), at=MARCH)
    waiting = order(cohort, 5, if_short="wait")

    assert numbers(client.get("/bestallningar/?q=0002")) == [confirmed.number]
    assert numbers(client.get("/bestallningar/?q=haninge")) == [sent.number]
    assert numbers(client.get("/bestallningar/?status=confirmed")) == [confirmed.number]
    assert numbers(client.get("/bestallningar/?status=waiting")) == [waiting.number]
    assert numbers(client.get("/bestallningar/?q=%25")) == []
    assert len(numbers(client.get("/bestallningar/?status=nonsense&sida=0"))) == 3


def test_orders_whose_hold_is_about_to_end_can_be_listed_the_first_to_end_first(national, signed_in):
    cohort, client, on = CohortFactory(capacity=60), signed_in(national), timezone.localdate()
    holds = {"next week": 7, "in eight days": 8, "tomorrow": 1, "confirmed": 2, "none": None}
    placed = {name: order(cohort, 1) for name in holds}
    for name, days in holds.items():
        until = None if days is None else on + dt.timedelta(days=days)
        Order.objects.filter(pk=placed[name].pk).update(held_until=until)
    orders.confirm(order=placed["confirmed"], by=UserFactory(), at=MARCH)

    page, whole = client.get("/bestallningar/?status=hold"), client.get("/bestallningar/")

    assert numbers(page) == [placed["tomorrow"].number, placed["next week"].number]
    said = [f"hålls till {on + dt.timedelta(days=days):%Y-%m-%d}" for days in (1, 7, 8, 2)]
    assert [one in whole.content.decode() for one in said] == [True, True, True, False]
    assert ["aria-sort" in shown.content.decode() for shown in (page, whole)] == [False, True]


def test_an_order_whose_seats_all_wait_says_no_day_until_which_they_are_held(national, signed_in):
    held, waits = order(CohortFactory(), 1), order(CohortFactory(capacity=1), 2, if_short="wait")
    Order.objects.update(held_until=dt.date(2026, 3, 16))
    client = signed_in(national)

    pages = [client.get(f"/bestallningar/{one.number}/").content.decode() for one in (held, waits)]

    assert ["Hålls till" in page for page in pages] == [True, False]
    assert client.get("/bestallningar/").content.decode().count("hålls till 2026-03-16") == 1


def test_the_list_has_pages(national, signed_in):
    cohort = CohortFactory(capacity=60)
    for _n in range(51):
        order(cohort, 1)
    client = signed_in(national)

    pages = [client.get(f"/bestallningar/?sida={n}") for n in (1, 2)]

    assert [len(page.context["page"].rows) for page in pages] == [50, 1]


@pytest.mark.parametrize("count", [1, 12])
def test_an_order_costs_fifteen_queries_however_many_seats_it_has(count, orderer, signed_in, django_assert_num_queries):
    placed = order(CohortFactory(), count, orderer=orderer.organisation)
    client = signed_in(orderer)
    client.get(f"/bestallningar/{placed.number}/")

    with django_assert_num_queries(15):
        page = client.get(f"/bestallningar/{placed.number}/")

    assert len(page.context["seats"]) == count


def test_both_sides_read_the_same_order_and_only_the_coordinator_decides(orderer, national, signed_in):
    placed = order(CohortFactory(), 2, orderer=orderer.organisation)
    own, theirs = (signed_in(who).get(f"/bestallningar/{placed.number}/") for who in (orderer, national))

    for page in (own, theirs):
        assert [seat.number for seat in page.context["seats"]] == [f"{placed.number}/01", f"{placed.number}/02"]
        for seat in page.context["seats"]:
            assert f'data-copy="{settings.SITE_URL}/ansok/{seat.application_code}/"' in page.content.decode()
    assert ("bekrafta/" in own.content.decode(), "bekrafta/" in theirs.content.decode()) == (False, True)
    assert ("avboka/" in own.content.decode(), "avboka/" in theirs.content.decode()) == (True, True)


def test_an_orderer_is_told_whom_to_ask(orderer, signed_in):
    cohort = CohortFactory()
    here = MembershipFactory(regional=True, organisation=cohort.host)
    MembershipFactory(regional=True)
    placed = order(cohort, 1, orderer=orderer.organisation)

    page = signed_in(orderer).get(f"/bestallningar/{placed.number}/")

    assert page.context["contacts"] == [here.user]
    assert here.user.email in page.content.decode()


def test_a_seats_state_looks_the_same_to_the_orderer_and_to_the_coordinator(orderer, national, signed_in):
    cohort = CohortFactory()
    placed = order(cohort, 1, orderer=orderer.organisation)
    orders.confirm(order=placed, by=national.user, at=MARCH)
    addresses = {orderer: f"/bestallningar/{placed.number}/", national: f"/utbildningar/{cohort.pk}/platser/"}

    pages = [signed_in(who).get(address).content.decode() for who, address in addresses.items()]

    pill = re.compile(
        r'<span class="pill mo">\s*<svg [^>]*><use href="[^"]*#i-check"></use></svg>\s*Bekräftad\s*</span>'
    )
    assert [bool(pill.search(page)) for page in pages] == [True, True]


def test_nothing_is_handed_out_when_every_seat_is_given_back(orderer, national, signed_in):
    placed = order(CohortFactory(), 1, orderer=orderer.organisation)
    client, hand_out = signed_in(orderer), "Ge en länk till varje person"
    before = client.get(f"/bestallningar/{placed.number}/").content.decode()

    seats.release(seat=placed.lines.get().seats.get(), by=national.user, at=MARCH)

    after = client.get(f"/bestallningar/{placed.number}/").content.decode()
    assert (hand_out in before, hand_out in after) == (True, False)
    assert ("Ansökningslänk" in before, "Ansökningslänk" in after) == (True, False)


def test_a_seat_that_somebody_sits_in_shows_no_code(orderer, signed_in):
    placed = order(CohortFactory(), 1, orderer=orderer.organisation)
    seat = placed.lines.get().seats.get()
    seats.assign(seat=seat, by=UserFactory(), at=MARCH)

    assert seat.application_code not in signed_in(orderer).get(f"/bestallningar/{placed.number}/").content.decode()


def test_a_coordinator_confirms_and_calls_off(national, signed_in):
    placed, client = order(CohortFactory(), 2), signed_in(national)

    client.post(f"/bestallningar/{placed.number}/bekrafta/")
    assert (Order.objects.get().status, states(placed)) == ("confirmed", ["confirmed", "confirmed"])

    client.post(f"/bestallningar/{placed.number}/avboka/", {"fee": "68000"})
    assert (Order.objects.get().status, states(placed)) == ("cancelled", ["released", "released"])


def test_a_refused_verb_says_so_on_the_page(national, signed_in):
    placed, client = order(CohortFactory(), 2), signed_in(national)
    client.post(f"/bestallningar/{placed.number}/avboka/", {"fee": "0"})

    page = client.post(f"/bestallningar/{placed.number}/bekrafta/", follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["success", "error"]
    assert Order.objects.get().status == "cancelled"


def test_a_coordinator_places_a_waiting_line(national, signed_in):
    cohort = CohortFactory()
    placed = order(None, 3, programme=cohort.programme, county=cohort.county, track=cohort.track)
    line, client = placed.lines.get(), signed_in(national)
    page = client.get(f"/bestallningar/{placed.number}/")
    assert f'name="line{line.pk}-cohort"' in page.content.decode()

    client.post(f"/bestallningar/{placed.number}/placera/{line.pk}/", {f"line{line.pk}-cohort": cohort.pk})

    assert (OrderLine.objects.get().status, states(placed)) == ("held", ["reserved"] * 3)


@pytest.mark.parametrize("other", [{"status": "draft"}, {"track": "psykiatri"}, {"capacity": 2}])
def test_a_cohort_that_does_not_suit_is_no_choice(other, national, signed_in):
    wanted = CohortFactory()
    cohort = CohortFactory(programme=wanted.programme, **other)
    placed = order(None, 3, programme=wanted.programme, county=wanted.county, track=wanted.track)
    line = placed.lines.get()

    signed_in(national).post(f"/bestallningar/{placed.number}/placera/{line.pk}/", {f"line{line.pk}-cohort": cohort.pk})

    assert OrderLine.objects.get().status == "waiting"


def test_a_region_places_nobody_in_another_regions_cohort(signed_in):
    cohort = CohortFactory()
    placed = order(None, 3, programme=cohort.programme, county=cohort.county, track=cohort.track)
    line = placed.lines.get()
    client = signed_in(MembershipFactory(regional=True, organisation__county=cohort.county))

    client.post(f"/bestallningar/{placed.number}/placera/{line.pk}/", {f"line{line.pk}-cohort": cohort.pk})

    assert OrderLine.objects.get().status == "waiting"


def test_a_line_of_another_order_is_not_there(national, signed_in):
    cohort = CohortFactory()
    first = order(None, 1, programme=cohort.programme, county=cohort.county, track=cohort.track)
    second = order(None, 1, programme=cohort.programme, county=cohort.county, track=cohort.track)
    line = second.lines.get()

    answer = signed_in(national).post(
        f"/bestallningar/{first.number}/placera/{line.pk}/", {f"line{line.pk}-cohort": cohort.pk}
    )

    assert (answer.status_code, OrderLine.objects.waiting().count()) == (404, 2)


VERBS = ["bekrafta/", "placera/1/"]


@pytest.mark.parametrize("verb", VERBS)
def test_an_orderer_does_not_decide_on_their_own_order(verb, orderer, signed_in):
    placed = order(CohortFactory(), 1, orderer=orderer.organisation)

    assert signed_in(orderer).post(f"/bestallningar/{placed.number}/{verb}").status_code == 403
    assert Order.objects.get().status == "sent"


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_are_not_links(verb, national, signed_in):
    placed = order(CohortFactory(), 1)

    assert signed_in(national).get(f"/bestallningar/{placed.number}/{verb}").status_code == 405


def test_somebody_elses_order_is_not_there(orderer, signed_in):
    placed = order(CohortFactory(), 1)
    regional = signed_in(MembershipFactory(regional=True))

    assert signed_in(orderer).get(f"/bestallningar/{placed.number}/").status_code == 404
    assert regional.get(f"/bestallningar/{placed.number}/").status_code == 404
    for verb in VERBS:
        assert regional.post(f"/bestallningar/{placed.number}/{verb}").status_code == 404
    assert Order.objects.get().status == "sent"


@pytest.mark.parametrize("role", ["leader", "manager", "supervisor", "peer", "dpo", "administrator"])
def test_other_roles_see_no_orders(role, signed_in):
    client = signed_in(MembershipFactory(**{role: True}))

    assert client.get("/bestallningar/").status_code == 403
    assert client.get("/bestallningar/B-2026-0001/").status_code == 403

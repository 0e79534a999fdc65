"""/bestall/: from a cohort to a receipt."""

import re
from uuid import uuid4

import pytest

from peersupport.directory.tests.factories import CountyFactory, MembershipFactory, OrganisationFactory
from programs.models import Cohort, Order, OrderLine
from programs.tests.factories import CohortFactory, ProgrammeFactory
from programs.tests.steps import order, taken

pytestmark = pytest.mark.django_db


PRICE = "68000.00"  # of a seat in the factory's cohorts, as the form carries it


def filled(**other) -> dict:
    return {"key": str(uuid4()), "price": PRICE, "quantity": "2", "reference": "ZZ1234", **other}


def hidden(page, name: str) -> str:
    """The value of a hidden field as the browser would send it."""
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def test_nobody_orders_at_a_price_that_they_were_not_told(orderer, signed_in):
    client, cohort = signed_in(orderer), CohortFactory()
    sent = filled(price=hidden(client.get(f"/bestall/{cohort.pk}/"), "price"))
    Cohort.objects.update(seat_price=70000)

    asked = client.post(f"/bestall/{cohort.pk}/", sent)
    nothing_yet = Order.objects.count()
    agreed = client.post(f"/bestall/{cohort.pk}/", sent | {"price": hidden(asked, "price")})

    assert (asked.status_code, nothing_yet, agreed.status_code) == (200, 0, 302)
    assert Order.objects.get().lines.get().unit_price == 70000


@pytest.mark.parametrize("count", [1, 3])
def test_the_cohorts_to_choose_from_cost_seven_queries(count, orderer, signed_in, django_assert_num_queries):
    client = signed_in(orderer)
    CohortFactory.create_batch(count, programme=ProgrammeFactory())
    client.get("/bestall/")

    with django_assert_num_queries(7):
        page = client.get("/bestall/")

    assert len(page.context["page"].rows) == count


def test_those_in_ones_own_county_come_first(signed_in):
    far, near = CountyFactory(code="01"), CountyFactory(code="14", name="Västra Götalands län")
    there, here = CohortFactory(county=far), CohortFactory(county=near)
    CohortFactory(draft=True)
    membership = MembershipFactory(orderer=True, organisation__county=near)

    page = signed_in(membership).get("/bestall/")

    assert page.context["page"].rows == [here, there]


def test_an_empty_list_says_what_to_do_instead(orderer, signed_in):
    page = signed_in(orderer).get("/bestall/")

    assert page.status_code == 200
    assert "/bestall/nasta/" in page.content.decode()


def test_an_orderer_gets_their_seats_and_a_receipt(orderer, signed_in):
    cohort, client = CohortFactory(), signed_in(orderer)
    form = client.get(f"/bestall/{cohort.pk}/")

    sent = client.post(f"/bestall/{cohort.pk}/", filled(key=hidden(form, "key")), follow=True)

    placed = Order.objects.get()
    assert sent.redirect_chain == [(f"/bestall/klart/{placed.number}/", 302)]
    assert (placed.orderer, placed.placed_by, placed.reference) == (orderer.organisation, orderer.user, "ZZ1234")
    assert placed.number in sent.content.decode()
    assert taken(cohort) == (2, 2)


def test_the_same_form_posted_twice_is_one_order(orderer, signed_in):
    cohort, client, form = CohortFactory(), signed_in(orderer), filled()

    answers = [client.post(f"/bestall/{cohort.pk}/", form).url for _n in range(2)]

    assert answers[0] == answers[1]
    assert taken(cohort) == (2, 2)


def test_what_does_not_fit_is_asked_about_and_what_was_filled_in_is_kept(orderer, signed_in):
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)

    asked = client.post(f"/bestall/{cohort.pk}/", filled(quantity="5"))

    text = asked.content.decode()
    assert asked.status_code == 200
    assert ('name="quantity" value="5"' in text, 'value="ZZ1234"' in text) == (True, True)
    assert re.findall(r'name="if_short"\s+value="(\w+)"', text) == ["wait", "take", "nothing"]
    assert hidden(asked, "offered") == "3"
    assert taken(cohort) == (0, 0)


def test_the_question_stands_under_the_number_that_it_is_about_and_the_summary_leads_there(orderer, signed_in):
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)

    asked = client.post(f"/bestall/{cohort.pk}/", filled(quantity="5"))

    text = asked.content.decode()
    assert list(asked.context["form"].errors) == ["if_short"]
    assert re.findall(r'id="(?:div_)?id_(quantity|if_short_0|reference)"', text)[::2] == [
        "quantity",
        "if_short_0",
        "reference",
    ]
    summary = re.search(r'<a href="#id_if_short_0">\s*(.*?)\s*</a>', text, re.DOTALL)[1]
    assert summary == "Bara 3 av 5 platser finns kvar. Vad vill ni? Välj ett."


def test_a_full_cohort_promises_nothing_at_once(orderer, signed_in):
    cohort, client = CohortFactory(capacity=1), signed_in(orderer)
    promise = "Du ser direkt om ni får platserna."
    with_room = client.get(f"/bestall/{cohort.pk}/").content.decode()
    order(cohort, 1)

    full = client.get(f"/bestall/{cohort.pk}/").content.decode()

    assert (promise in with_room, promise in full) == (True, False)


@pytest.mark.parametrize(
    ("choice", "status", "quantity", "held"), [("wait", "waiting", 5, (0, 0)), ("take", "held", 3, (3, 3))]
)
def test_the_answer_to_the_question_decides(choice, status, quantity, held, orderer, signed_in):
    cohort, client, form = CohortFactory(capacity=3), signed_in(orderer), filled(quantity="5")
    client.post(f"/bestall/{cohort.pk}/", form)

    client.post(f"/bestall/{cohort.pk}/", {**form, "if_short": choice, "offered": "3"})

    line = OrderLine.objects.get()
    assert (line.status, line.quantity) == (status, quantity)
    assert taken(cohort) == held


def test_who_wants_nothing_orders_nothing(orderer, signed_in):
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)

    answer = client.post(f"/bestall/{cohort.pk}/", filled(quantity="5", if_short="nothing", offered="3"))

    assert answer.url == "/bestall/"
    assert Order.objects.count() == 0


def test_who_took_more_than_are_left_by_now_is_asked_again(orderer, signed_in):
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)
    order(cohort, 1)

    asked = client.post(f"/bestall/{cohort.pk}/", filled(quantity="5", if_short="take", offered="3"))

    assert hidden(asked, "offered") == "2"
    assert not re.search(r'value="take"\s+id="id_if_short_1"\s+checked', asked.content.decode())
    assert Order.objects.count() == 1


def test_a_full_cohort_offers_only_to_wait_or_to_leave_it(orderer, signed_in):
    cohort, client = CohortFactory(capacity=1), signed_in(orderer)
    order(cohort, 1)

    asked = client.post(f"/bestall/{cohort.pk}/", filled())

    assert re.findall(r'name="if_short"\s+value="(\w+)"', asked.content.decode()) == ["wait", "nothing"]


@pytest.mark.parametrize("state", ["draft", "running", "completed", "cancelled"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_cohort_that_takes_no_orders_is_not_there(state, method, orderer, signed_in):
    cohort = CohortFactory(status=state)

    assert getattr(signed_in(orderer), method)(f"/bestall/{cohort.pk}/", filled()).status_code == 404
    assert Order.objects.count() == 0


def test_a_regional_coordinator_orders_only_in_their_own_cohorts(signed_in):
    membership = MembershipFactory(regional=True)

    assert signed_in(membership).get(f"/bestall/{CohortFactory().pk}/").status_code == 404


def test_a_coordinator_orders_on_behalf_of_somebody(national, signed_in):
    cohort, buyer = CohortFactory(), OrganisationFactory()
    client = signed_in(national)

    client.post(f"/bestall/{cohort.pk}/", filled(orderer=buyer.pk))

    assert (Order.objects.get().orderer, Order.objects.get().placed_by) == (buyer, national.user)


def test_an_orderer_can_not_order_in_somebody_elses_name(orderer, signed_in):
    cohort, other = CohortFactory(), OrganisationFactory()
    extra = {
        "orderer": other.pk,
        "status": "confirmed",
        "number": "B-1",
        "placed_by": 1,
        "unit_price": "0",
        "version": 9,
    }

    signed_in(orderer).post(f"/bestall/{cohort.pk}/", filled(**extra))

    placed = Order.objects.get()
    assert (placed.orderer, placed.status, placed.placed_by) == (orderer.organisation, "sent", orderer.user)
    assert placed.lines.get().unit_price == cohort.seat_price


def test_an_order_for_the_next_cohort_stands_in_line(signed_in):
    county = CountyFactory()
    membership = MembershipFactory(orderer=True, organisation__county=county)
    programme, client = ProgrammeFactory(), signed_in(membership)
    assert client.get("/bestall/nasta/").status_code == 200

    sent = client.post("/bestall/nasta/", filled(programme=programme.pk, county="01", track="psykiatri"), follow=True)

    line = OrderLine.objects.get()
    assert (line.status, line.county, line.track, line.quantity) == ("waiting", county, "psykiatri", 2)
    assert sent.redirect_chain == [(f"/bestall/klart/{line.order.number}/", 302)]


@pytest.mark.parametrize(("count", "chosen"), [(1, "PEER"), (2, "Välj")])
def test_a_programme_is_chosen_beforehand_only_where_it_is_the_only_one(count, chosen, orderer, signed_in):
    for name in ["PEER", "Peer support i dag"][:count]:
        ProgrammeFactory(name=name)

    field = signed_in(orderer).get("/bestall/nasta/").context["form"]["programme"]

    labels = {str(value): str(label) for value, label in field.field.choices}
    assert labels[str(field.value() or "")] == chosen
    assert len(labels) == count + (count > 1)


def test_a_closed_programme_is_no_choice(orderer, signed_in):
    CountyFactory()
    closed = ProgrammeFactory(is_open=False)

    sent = signed_in(orderer).post("/bestall/nasta/", filled(programme=closed.pk, county="01", track="psykiatri"))

    assert list(sent.context["form"].errors) == ["programme"]


def test_somebody_elses_receipt_is_not_there(orderer, signed_in):
    placed = order(CohortFactory(), 1)

    assert signed_in(orderer).get(f"/bestall/klart/{placed.number}/").status_code == 404


@pytest.mark.parametrize("role", ["leader", "manager", "supervisor", "peer", "dpo", "administrator"])
def test_other_roles_order_nothing(role, signed_in):
    client, cohort = signed_in(MembershipFactory(**{role: True})), CohortFactory()

    for url in ("/bestall/", f"/bestall/{cohort.pk}/", "/bestall/nasta/", "/bestall/klart/B-2026-0001/"):
        assert client.get(url).status_code == 403
    assert client.post(f"/bestall/{cohort.pk}/", filled()).status_code == 403
    assert Order.objects.count() == 0

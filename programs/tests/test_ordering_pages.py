"""/bestall/: from a cohort, over a draft, to a receipt."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from peersupport.directory.tests.factories import CountyFactory, MembershipFactory, OrganisationFactory
from programs.actions import drafts
from programs.models import Cohort, Order, OrderLine
from programs.tests.factories import CohortFactory, ProgrammeFactory
from programs.tests.steps import MARCH, order, taken

pytestmark = pytest.mark.django_db
PRICE = "68000.00"  # of a seat in the factory's cohorts, as the form carries it


def seats(**other) -> dict:
    return {"key": str(uuid4()), "quantity": "2", **other}


def payer(draft: Order, **other) -> dict:
    version = Order.objects.get(pk=draft.pk).version
    return {
        "version": version,
        "payer": draft.orderer_id,
        "reference": "ZZ1234",
        "legal_form": "direct",
        **other,
    }


def written(client: Client, cohort: Cohort, **other) -> str:
    """The address of the last step of a draft that only has to be sent."""
    client.post(f"/bestall/{cohort.pk}/", seats(**other))
    draft = Order.objects.drafts().latest("pk")
    client.post(f"/bestall/utkast/{draft.pk}/betalare/", payer(draft))
    return f"/bestall/utkast/{draft.pk}/skicka/"


def hidden(page, name: str) -> str:
    """The value of a hidden field as the browser would send it."""
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def test_nobody_orders_at_a_price_that_they_were_not_told(orderer, signed_in):
    client, cohort = signed_in(orderer), CohortFactory()
    send = written(client, cohort)
    told = hidden(client.get(send), "price")
    Cohort.objects.update(seat_price=70000)

    asked = client.post(send, {"price": told})
    nothing_yet = Order.objects.placed().count()
    agreed = client.post(send, {"price": hidden(asked, "price")})

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


def test_an_orderer_writes_a_draft_in_steps_and_sends_it(orderer, signed_in):
    cohort, client = CohortFactory(), signed_in(orderer)
    form = client.get(f"/bestall/{cohort.pk}/")

    begun = client.post(f"/bestall/{cohort.pk}/", seats(key=hidden(form, "key")))
    draft = Order.objects.get()
    paid = client.post(begun.url, payer(draft, order_reference="4500123", contact_email="Bestall@Kommun.SE"))
    held_by_the_draft = taken(cohort)
    sent = client.post(paid.url, {"price": hidden(client.get(paid.url), "price")}, follow=True)

    placed = Order.objects.get()
    assert (begun.url, paid.url) == tuple(f"/bestall/utkast/{draft.pk}/{step}/" for step in ("betalare", "skicka"))
    assert sent.redirect_chain == [(f"/bestall/klart/{placed.number}/", 302)]
    assert (placed.orderer, placed.placed_by, placed.reference) == (orderer.organisation, orderer.user, "ZZ1234")
    assert (placed.order_reference, placed.contact_email) == ("4500123", "bestall@kommun.se")
    assert placed.number in sent.content.decode()
    assert (held_by_the_draft, taken(cohort)) == ((0, 0), (2, 2))


def test_a_draft_is_kept_and_a_colleague_goes_on_with_it(orderer, signed_in):
    cohort = CohortFactory()
    signed_in(orderer).post(f"/bestall/{cohort.pk}/", seats())
    colleague = signed_in(MembershipFactory(orderer=True, organisation=orderer.organisation))

    shown = colleague.get("/bestallningar/").content.decode()

    assert f"/bestall/utkast/{Order.objects.get().pk}/skicka/" in shown


@pytest.mark.parametrize("step", ["antal", "betalare", "skicka", "slang"])
def test_a_draft_is_not_there_for_others(step, orderer, signed_in):
    signed_in(orderer).post(f"/bestall/{CohortFactory().pk}/", seats())
    url = f"/bestall/utkast/{Order.objects.get().pk}/{step}/"

    for stranger in (
        MembershipFactory(orderer=True),
        MembershipFactory(national=True),
        MembershipFactory(regional=True),
    ):
        client = signed_in(stranger)
        assert (client.get(url).status_code, client.post(url, {"price": PRICE}).status_code) == (404, 404)
    assert Order.objects.get().status == "draft"


def test_a_coordinators_draft_is_seen_by_the_coordinator_and_by_whom_it_is_for(national, signed_in):
    buyer = MembershipFactory(orderer=True)
    signed_in(national).post(f"/bestall/{CohortFactory().pk}/", seats(orderer=buyer.organisation_id))
    url = f"/bestall/utkast/{Order.objects.get().pk}/skicka/"

    assert [signed_in(one).get(url).status_code for one in (national, buyer)] == [200, 200]


def test_seats_and_cohort_of_a_draft_can_be_changed(orderer, signed_in):
    first, second, client = CohortFactory(), CohortFactory(), signed_in(orderer)
    Cohort.objects.update(programme=first.programme)
    written(client, first)
    draft = Order.objects.get()

    page = client.get(f"/bestall/utkast/{draft.pk}/antal/")
    changed = {"version": hidden(page, "version"), "cohort": second.pk, "quantity": "5"}
    client.post(f"/bestall/utkast/{draft.pk}/antal/", changed)

    line = OrderLine.objects.get()
    assert (line.cohort, line.quantity, line.status) == (second, 5, "draft")


def test_a_draft_without_a_cohort_wants_the_next_one(orderer, signed_in):
    cohort, client = CohortFactory(), signed_in(orderer)
    written(client, cohort)
    url = f"/bestall/utkast/{Order.objects.get().pk}/antal/"

    client.post(url, {"version": hidden(client.get(url), "version"), "cohort": "", "quantity": "1"})

    line = OrderLine.objects.get()
    assert (line.cohort, line.county, line.track) == (None, cohort.county, cohort.track)


def test_of_two_who_change_a_draft_the_second_sees_both_values(orderer, signed_in):
    cohort, client = CohortFactory(), signed_in(orderer)
    client.post(f"/bestall/{cohort.pk}/", seats())
    draft = Order.objects.get()
    url, mine = f"/bestall/utkast/{draft.pk}/betalare/", payer(draft, reference="MIN")
    client.post(url, payer(draft, reference="DERAS"))

    told = client.post(url, mine)
    again = client.post(url, mine | {"version": hidden(told, "version")})

    text = told.content.decode()
    assert (told.status_code, 'value="MIN"' in text, "Nu står det ”DERAS”" in text) == (200, True, True)
    assert (again.status_code, Order.objects.get().reference) == (302, "MIN")


def test_who_sends_what_a_colleague_has_changed_meanwhile_reads_it_first(orderer, signed_in):
    cohort, client = CohortFactory(capacity=12), signed_in(orderer)
    send = written(client, cohort, quantity="2")
    draft = Order.objects.get()
    read = {"version": hidden(client.get(send), "version"), "price": PRICE}
    client.post(send.replace("skicka", "antal"), {"version": draft.version, "cohort": cohort.pk, "quantity": "9"})

    told = client.post(send, read)

    assert "Någon annan ändrade beställningen" in told.content.decode()
    assert "9 × 68" in told.content.decode()
    assert Order.objects.get().status == "draft"

    client.post(send, {**read, "version": hidden(told, "version")})

    assert (Order.objects.get().status, OrderLine.objects.get().quantity) == ("sent", 9)


def test_a_form_that_began_a_draft_which_was_thrown_away_says_so(orderer, signed_in):
    cohort, client, form = CohortFactory(), signed_in(orderer), seats()
    client.post(f"/bestall/{cohort.pk}/", form)
    drafts.discard(order=Order.objects.get())

    told = client.post(f"/bestall/{cohort.pk}/", form)

    assert told.status_code == 200
    assert "har tagits bort sedan dess" in told.content.decode()


def test_a_reference_is_needed_or_comes_later(orderer, signed_in):
    cohort, client = CohortFactory(), signed_in(orderer)
    client.post(f"/bestall/{cohort.pk}/", seats())
    draft = Order.objects.get()
    url = f"/bestall/utkast/{draft.pk}/betalare/"

    refused = client.post(url, payer(draft, reference=""))
    later = client.post(url, payer(draft, reference="", reference_later="on"))

    assert list(refused.context["form"].errors) == ["reference"]
    assert (later.status_code, Order.objects.get().reference_later) == (302, True)


def test_a_draft_without_reference_can_not_be_sent(orderer, signed_in):
    cohort, client = CohortFactory(), signed_in(orderer)
    client.post(f"/bestall/{cohort.pk}/", seats())

    refused = client.post(f"/bestall/utkast/{Order.objects.get().pk}/skicka/", {"price": PRICE})

    assert "Ange er referens" in refused.content.decode()
    assert (Order.objects.get().status, taken(cohort)) == ("draft", (0, 0))


def test_only_the_own_region_may_pay_for_an_orderer(signed_in):
    county = CountyFactory()
    region = OrganisationFactory(kind="region", county=county)
    stranger = OrganisationFactory(kind="region", county=CountyFactory(code="14"))
    membership = MembershipFactory(orderer=True, organisation__county=county)
    client = signed_in(membership)
    client.post(f"/bestall/{CohortFactory().pk}/", seats())
    draft = Order.objects.get()
    url = f"/bestall/utkast/{draft.pk}/betalare/"

    refused = client.post(url, payer(draft, payer=stranger.pk))
    paid = client.post(url, payer(draft, payer=region.pk))

    assert list(refused.context["form"].errors) == ["payer"]
    assert (paid.status_code, Order.objects.get().payer) == (302, region)


def test_a_draft_is_thrown_away(orderer, signed_in):
    client = signed_in(orderer)
    written(client, CohortFactory())
    url = f"/bestall/utkast/{Order.objects.get().pk}/slang/"
    asked = client.get(url)

    client.post(url)

    assert (asked.status_code, Order.objects.count(), OrderLine.objects.count()) == (200, 0, 0)


def test_what_is_sent_can_not_be_thrown_away_or_changed(orderer, signed_in):
    client = signed_in(orderer)
    send = written(client, CohortFactory())
    draft = Order.objects.get()
    client.post(send, {"price": PRICE})

    with pytest.raises(drafts.status.WrongStatus):
        drafts.discard(order=draft)
    with pytest.raises(drafts.status.WrongStatus):
        drafts.change_payer(order=draft, version=draft.version, payer=None, at=MARCH, reference="X")

    assert Order.objects.get().status == "sent"


def test_back_and_send_again_is_one_order(orderer, signed_in):
    """The browser's Back leads to a form that was sent; sending it again leads to what came of it."""
    cohort, client, form = CohortFactory(), signed_in(orderer), seats()
    client.post(f"/bestall/{cohort.pk}/", form)
    draft = Order.objects.get()
    client.post(f"/bestall/utkast/{draft.pk}/betalare/", payer(draft))
    answers = [client.post(f"/bestall/utkast/{draft.pk}/skicka/", {"price": PRICE}).url for _n in range(2)]

    from_the_start = client.post(f"/bestall/{cohort.pk}/", form, follow=True)

    receipt = f"/bestall/klart/{Order.objects.get().number}/"
    assert [*answers, from_the_start.redirect_chain[-1][0]] == [receipt] * 3
    assert taken(cohort) == (2, 2)


def test_what_does_not_fit_is_asked_about(orderer, signed_in):
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)

    asked = client.post(written(client, cohort, quantity="5"), {"price": PRICE}, follow=True)

    assert asked.status_code == 200
    assert re.findall(r'name="if_short"\s+value="(\w+)"', asked.content.decode()) == ["wait", "take", "nothing"]
    assert hidden(asked, "offered") == "3"
    assert taken(cohort) == (0, 0)


def test_the_question_says_how_many_there_are_and_is_nobodys_mistake(orderer, signed_in):
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)

    asked = client.post(written(client, cohort, quantity="5"), {"price": PRICE}, follow=True)

    assert "Bara 3 av 5 platser finns kvar. Vad vill ni?" in asked.content.decode()
    assert asked.context["form"].errors == {}


def test_who_does_not_answer_the_question_is_told_to_and_the_summary_leads_there(orderer, signed_in):
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)

    told = client.post(written(client, cohort, quantity="5"), {"price": PRICE, "offered": "3"})

    assert list(told.context["form"].errors) == ["if_short"]
    summary = re.search(r'<a href="#id_if_short_0">\s*(.*?)\s*</a>', told.content.decode(), re.DOTALL)[1]
    assert summary == "Bara 3 av 5 platser finns kvar. Vad vill ni? Välj ett."
    assert taken(cohort) == (0, 0)


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
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)
    send = written(client, cohort, quantity="5")
    client.post(send, {"price": PRICE})

    client.post(send, {"price": PRICE, "if_short": choice, "offered": "3"})

    line = OrderLine.objects.get()
    assert (line.status, line.quantity) == (status, quantity)
    assert taken(cohort) == held


def test_who_wants_nothing_orders_nothing(orderer, signed_in):
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)
    send = written(client, cohort, quantity="5")

    answer = client.post(send, {"price": PRICE, "if_short": "nothing", "offered": "3"})

    assert answer.url == "/bestall/"
    assert Order.objects.get().status == "draft"


def test_who_took_more_than_are_left_by_now_is_asked_again(orderer, signed_in):
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)
    send = written(client, cohort, quantity="5")
    order(cohort, 1)

    asked = client.post(send, {"price": PRICE, "if_short": "take", "offered": "3"}, follow=True)

    assert hidden(asked, "offered") == "2"
    assert not re.search(r'value="take"\s+id="id_if_short_1"\s+checked', asked.content.decode())
    assert Order.objects.placed().count() == 1


def test_the_question_stands_alone_and_leads_back_to_what_was_wanted(orderer, signed_in):
    cohort, client = CohortFactory(name="Våren", capacity=3), signed_in(orderer)
    send = written(client, cohort, quantity="5")
    draft = Order.objects.get()

    asked = client.post(send, {"price": PRICE}, follow=True).content.decode()

    assert "Ni vill ha 5 platser i Våren" in asked
    assert f'href="/bestall/utkast/{draft.pk}/antal/">Välj en annan utbildning' in asked
    assert "Betalare och referenser" in client.get(send).content.decode()
    assert "Betalare och referenser" not in asked


def test_the_question_can_be_loaded_again_and_says_what_it_costs(orderer, signed_in):
    cohort, client = CohortFactory(capacity=3), signed_in(orderer)
    led_to = client.post(written(client, cohort, quantity="5"), {"price": PRICE}).url

    again = client.get(led_to).content.decode()

    assert "Bara 3 av 5 platser finns kvar." in again
    assert again.count("om du vill") == 1  # the smallest number that would do; an answer it takes
    assert "5 × 68\xa0000 kr = 340\xa0000 kr" in again
    assert Order.objects.get().status == "draft"


@pytest.mark.parametrize("left", ["", "-1", "x", "99999", "٣", "1e3"])
def test_an_address_with_no_number_of_seats_asks_nothing(left, orderer, signed_in):
    client = signed_in(orderer)
    send = written(client, CohortFactory(capacity=3), quantity="5")

    assert [client.get(send, {"kvar": sent}).context["form"].asks for sent in (left, "3")] == [False, True]


@pytest.mark.parametrize(("wanted", "asked_for_fewer"), [("1", False), ("2", True)])
def test_of_one_seat_there_is_no_smaller_number(wanted, asked_for_fewer, orderer, signed_in):
    cohort, client = CohortFactory(capacity=1), signed_in(orderer)
    order(cohort, 1)

    asked = client.post(written(client, cohort, quantity=wanted), {"price": PRICE}, follow=True)

    assert ("at_least" in asked.context["form"].fields) == asked_for_fewer


@pytest.mark.parametrize("seats_before", [1, 3])
def test_that_a_cohort_is_full_is_said_after_seven_queries(seats_before, orderer, signed_in, django_assert_num_queries):
    cohort, client = CohortFactory(capacity=seats_before), signed_in(orderer)
    order(cohort, seats_before)
    send = written(client, cohort)

    with django_assert_num_queries(9):  # two of them begin and end the transaction
        client.post(send, {"price": PRICE})


def test_a_full_cohort_offers_only_to_wait_or_to_leave_it(orderer, signed_in):
    cohort, client = CohortFactory(capacity=1), signed_in(orderer)
    order(cohort, 1)

    asked = client.post(written(client, cohort), {"price": PRICE}, follow=True)

    assert re.findall(r'name="if_short"\s+value="(\w+)"', asked.content.decode()) == ["wait", "nothing"]


@pytest.mark.parametrize("state", ["draft", "running", "completed", "cancelled"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_cohort_that_takes_no_orders_is_not_there(state, method, orderer, signed_in):
    cohort = CohortFactory(status=state)

    assert getattr(signed_in(orderer), method)(f"/bestall/{cohort.pk}/", seats()).status_code == 404
    assert Order.objects.count() == 0


def test_a_regional_coordinator_orders_only_in_their_own_cohorts(signed_in):
    membership = MembershipFactory(regional=True)

    assert signed_in(membership).get(f"/bestall/{CohortFactory().pk}/").status_code == 404


def test_a_coordinator_orders_on_behalf_of_somebody(national, signed_in):
    cohort, buyer = CohortFactory(), OrganisationFactory()
    client = signed_in(national)

    client.post(written(client, cohort, orderer=buyer.pk), {"price": PRICE})

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

    client = signed_in(orderer)
    client.post(written(client, cohort, **extra), {**extra, "price": PRICE, "version": ""})

    placed = Order.objects.get()
    assert (placed.orderer, placed.status, placed.placed_by) == (orderer.organisation, "sent", orderer.user)
    assert placed.lines.get().unit_price == cohort.seat_price


def test_an_order_for_the_next_cohort_stands_in_line(signed_in):
    county = CountyFactory()
    membership = MembershipFactory(orderer=True, organisation__county=county)
    programme, client = ProgrammeFactory(), signed_in(membership)
    assert client.get("/bestall/nasta/").status_code == 200

    client.post("/bestall/nasta/", seats(programme=programme.pk, county="01", track="psykiatri"))
    draft = Order.objects.get()
    client.post(f"/bestall/utkast/{draft.pk}/betalare/", payer(draft))
    sent = client.post(f"/bestall/utkast/{draft.pk}/skicka/", {"price": PRICE}, follow=True)

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

    sent = signed_in(orderer).post("/bestall/nasta/", seats(programme=closed.pk, county="01", track="psykiatri"))

    assert list(sent.context["form"].errors) == ["programme"]


def test_somebody_elses_receipt_is_not_there(orderer, signed_in):
    placed = order(CohortFactory(), 1)

    assert signed_in(orderer).get(f"/bestall/klart/{placed.number}/").status_code == 404


@pytest.mark.parametrize("role", ["leader", "manager", "supervisor", "peer", "dpo", "administrator"])
def test_other_roles_order_nothing(role, signed_in):
    client, cohort = signed_in(MembershipFactory(**{role: True})), CohortFactory()

    for url in ("/bestall/", f"/bestall/{cohort.pk}/", "/bestall/nasta/", "/bestall/klart/B-2026-0001/"):
        assert client.get(url).status_code == 403
    assert client.post(f"/bestall/{cohort.pk}/", seats()).status_code == 403
    assert Order.objects.count() == 0

"""Offers on pages: behind the link in the letter, on the order's page, and a coordinator's forms."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.utils import timezone

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.rendering import render
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.tests.rows import all_rows
from programs.actions import offers, waiting
from programs.letters import OFFERED
from programs.models import Cohort, Offer, OrderLine
from programs.tests.factories import CohortFactory
from programs.tests.steps import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_line(orderer) -> OrderLine:
    """A line of three in a full cohort of four that starts in some years."""
    cohort = CohortFactory(capacity=4, starts_on=dt.date(2040, 1, 9), ends_on=dt.date(2040, 2, 10))
    order(cohort, 4)
    placed = order(cohort, 3, orderer=orderer.organisation, by=orderer.user, if_short="wait", at_least=2)
    return placed.lines.get()


@pytest.fixture
def offer(in_line) -> Offer:
    """Two of the three seats are offered."""
    Cohort.objects.filter(pk=in_line.cohort_id).update(capacity=6)
    return offers.offer_next(in_line.cohort, at=timezone.now())[0]


def address(offer: Offer) -> str:
    return f"/erbjudande/{onetime.token_of(OneTimeLink.objects.get(subject_id=offer.pk))}/"


def now_of(offer: Offer) -> str:
    return Offer.objects.get(pk=offer.pk).status


def over(offer: Offer) -> None:
    """Let the time to answer pass, for the offer and its link."""
    past = timezone.now() - dt.timedelta(minutes=1)
    Offer.objects.filter(pk=offer.pk).update(offered_at=past - dt.timedelta(days=5), ends_at=past)
    OneTimeLink.objects.update(created_at=past - dt.timedelta(days=5), expires_at=past)


def test_the_letter_says_the_number_and_the_day_and_has_the_link(offer, orderer):
    letter = Letter.objects.get(kind="seats_offered")

    message = message_from_bytes(render(letter).source, policy=policy.default)
    text = f"{message['Subject']}\n{message.get_content()}"

    assert (letter.user, letter.expires_at) == (orderer.user, offer.ends_at)
    assert (offer.line.order.number in text, address(offer) in text) == (True, True)
    assert [word for word in (orderer.organisation.name, offer.cohort.name, "psyk") if word in text] == []


def test_a_letter_about_an_answered_offer_is_not_sent(offer):
    before = OFFERED.still_wanted({offer.pk})
    waiting.decline(offer=offer, by=None, at=timezone.now())

    assert (before, OFFERED.still_wanted({offer.pk})) == ({offer.pk}, set())


def test_looking_at_the_link_answers_nothing(client, offer):
    before = all_rows(but=("django_session",))

    page = client.get(address(offer))

    text = page.content.decode()
    assert (page.status_code, all_rows(but=("django_session",)) == before) == (200, True)
    assert [
        word
        for word in (offer.cohort.name, offer.line.order.number, "136 000", "2 platser")
        if word not in text.replace("\xa0", " ")
    ] == []
    assert "1 plats till" in text  # yes means two instead of three


@pytest.mark.parametrize(("answer", "became"), [("accept", "accepted"), ("decline", "declined")])
def test_the_link_answers_once_and_says_afterwards_what_came_of_it(answer, became, client, offer):
    path = address(offer)

    answered = client.post(path, {"answer": answer})
    page = client.get(path)
    again = client.post(path, {"answer": "accept"}, follow=True)

    assert (answered.status_code, answered.url, now_of(offer)) == (302, path, became)
    assert [one.templates[0].name for one in (page, again)] == ["programs/offer_over.html"] * 2
    assert 'name="answer"' not in page.content.decode()


def test_an_answer_that_is_neither_yes_nor_no_changes_nothing(client, offer):
    page = client.post(address(offer), {"answer": "perhaps"}, follow=True)

    assert (page.templates[0].name, now_of(offer)) == ("programs/offer.html", "open")
    assert "Välj ja eller nej." in page.content.decode()


def test_a_link_whose_time_is_over_shows_a_kind_page(client, offer):
    path = address(offer)
    over(offer)

    page = client.get(path)
    client.post(path, {"answer": "accept"})

    assert page.templates[0].name == "programs/offer_over.html"
    assert "Tiden att svara har gått ut" in page.content.decode()
    assert now_of(offer) == "open"  # the task ends it


@pytest.mark.parametrize("token", ["nonsense", "1-" + "0" * 64])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_never_was_is_a_kind_page(token, method, client, offer):
    answer = getattr(client, method)(f"/erbjudande/{token}/", {"answer": "accept"})

    assert (answer.status_code, answer.templates[0].name, now_of(offer)) == (410, "programs/offer_unknown.html", "open")


@pytest.mark.parametrize(("answer", "became"), [("accept", "accepted"), ("decline", "declined")])
def test_an_orderer_answers_on_the_orders_page(answer, became, offer, orderer, signed_in):
    number, client = offer.line.order.number, signed_in(orderer)
    page = client.get(f"/bestallningar/{number}/")

    answered = client.post(f"/bestallningar/{number}/svara/{offer.pk}/", {"answer": answer})

    assert f"svara/{offer.pk}/" in page.content.decode()
    assert "ta-tillbaka/" not in page.content.decode()
    assert (answered.url, now_of(offer)) == (f"/bestallningar/{number}/", became)


def test_a_coordinator_takes_an_offer_back(offer, national, orderer, signed_in):
    number = offer.line.order.number
    path = f"/bestallningar/{number}/ta-tillbaka/{offer.pk}/"

    refused = signed_in(orderer).post(path)
    signed_in(national).post(path)

    assert (refused.status_code, now_of(offer)) == (403, "withdrawn")


def test_another_organisations_offer_is_not_there(offer, signed_in):
    stranger = signed_in(MembershipFactory(orderer=True))
    number = offer.line.order.number

    answers = [
        stranger.post(f"/bestallningar/{number}/svara/{offer.pk}/", {"answer": "accept"}),
        stranger.post(f"/bestallningar/{number}/minsta-antal/{offer.line_id}/", {"at_least": 1}),
    ]

    assert ([answer.status_code for answer in answers], now_of(offer)) == ([404, 404], "open")


def test_a_coordinator_offers_by_hand_and_moves_a_line_forward(in_line, national, signed_in):
    Cohort.objects.filter(pk=in_line.cohort_id).update(capacity=7)
    number, client = in_line.order.number, signed_in(national)
    what = {"cohort": in_line.cohort_id, "count": 3}

    asked = [client.get(f"/bestallningar/{number}/{path}/{in_line.pk}/") for path in ("erbjud", "prioritet")]
    client.post(f"/bestallningar/{number}/erbjud/{in_line.pk}/", what)
    first_of_all = {"version": in_line.order.version, "priority": 2, "reason": "Vårt misstag"}
    client.post(f"/bestallningar/{number}/prioritet/{in_line.pk}/", first_of_all)
    page = client.get(f"/bestallningar/{number}/").content.decode()

    assert [one.status_code for one in asked] == [200, 200]
    assert Offer.objects.get().seats == 3
    assert ("Vårt misstag" in page, "ta-tillbaka/" in page, "erbjud/" in page) == (True, True, False)


def test_a_refusal_stands_beside_its_field(in_line, national, signed_in):
    number, client = in_line.order.number, signed_in(national)

    offered = client.post(f"/bestallningar/{number}/erbjud/{in_line.pk}/", {"cohort": in_line.cohort_id, "count": 1})
    without_a_reason = {"version": in_line.order.version, "priority": 1, "reason": " "}
    moved = client.post(f"/bestallningar/{number}/prioritet/{in_line.pk}/", without_a_reason)

    assert list(offered.context["form"].errors) == ["count"]
    assert list(moved.context["form"].errors) == ["reason"]


def test_an_orderer_says_how_few_would_do(in_line, orderer, signed_in):
    number, client = in_line.order.number, signed_in(orderer)
    shown = client.get(f"/bestallningar/{number}/minsta-antal/{in_line.pk}/").context["form"].initial

    client.post(f"/bestallningar/{number}/minsta-antal/{in_line.pk}/", {"at_least": 1})

    in_line.refresh_from_db()
    assert (shown, in_line.at_least) == ({"at_least": 2}, 1)


def test_who_only_pays_for_a_line_does_not_say_how_few_would_do(in_line, signed_in):
    payer = MembershipFactory(orderer=True)
    OrderLine.objects.filter(pk=in_line.pk).update(cost_bearer=payer.organisation)
    client, address = signed_in(payer), f"/bestallningar/{in_line.order.number}/"

    assert client.get(address).status_code == 200
    assert client.post(f"{address}minsta-antal/{in_line.pk}/", {"at_least": "1"}).status_code == 404
    assert OrderLine.objects.get(pk=in_line.pk).at_least == 2


def test_an_orderer_never_reads_the_reason_of_a_priority(in_line, orderer, national, signed_in):
    waiting.prioritise(line=in_line, priority=1, reason="Vårt misstag", by=national.user, at=timezone.now())

    page = signed_in(orderer).get(f"/bestallningar/{in_line.order.number}/")

    assert "Vårt misstag" not in page.content.decode()


def test_a_line_that_waits_no_longer_has_no_such_pages(national, signed_in):
    line = order(CohortFactory(), 2).lines.get()

    assert signed_in(national).get(f"/bestallningar/{line.order.number}/erbjud/{line.pk}/").status_code == 404


def test_who_waits_says_in_the_wizard_how_few_would_do(orderer, signed_in):
    cohort, client = CohortFactory(capacity=1), signed_in(orderer)
    draft = client.post(f"/bestall/{cohort.pk}/", {"key": "1b671a64-40d5-491e-99b0-da01ff1f3341", "quantity": 3})
    pk = draft.url.split("/")[3]
    client.post(
        f"/bestall/utkast/{pk}/betalare/",
        {"version": 1, "payer": orderer.organisation_id, "reference": "4711", "legal_form": "direct"},
    )

    asked = client.post(f"/bestall/utkast/{pk}/skicka/", {"price": cohort.seat_price}, follow=True)
    refused = client.post(
        f"/bestall/utkast/{pk}/skicka/", {"price": cohort.seat_price, "offered": 1, "if_short": "wait", "at_least": 4}
    )
    client.post(
        f"/bestall/utkast/{pk}/skicka/", {"price": cohort.seat_price, "offered": 1, "if_short": "wait", "at_least": 2}
    )

    assert 'name="at_least"' in asked.content.decode()
    assert list(refused.context["form"].errors) == ["at_least"]
    assert (OrderLine.objects.get().status, OrderLine.objects.get().at_least) == ("waiting", 2)


def test_everybody_may_open_a_link_signed_in_or_not(offer, national):
    client = Client()
    client.force_login(national.user)

    assert client.get(address(offer)).status_code == 200

"""Why there is no seat: in plain words, true, and without another orderer's name to an orderer."""

import datetime as dt

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import CountyFactory, OrganisationFactory
from programs import selectors
from programs.actions import contingents, holds, orders, seats, waiting
from programs.models import Cohort, Offer, Order, OrderLine, Programme, Seat
from programs.selectors import Why
from programs.tests.factories import CohortFactory, OfferFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


@pytest.fixture
def cohort():
    return CohortFactory(name="Resan", capacity=6, county=CountyFactory(code="01", name="Stockholms län"))


def why(line: OrderLine, membership) -> Why:
    line = OrderLine.objects.select_related("order__programme", "cohort", "county").get(pk=line.pk)
    return selectors.why_no_seat(line=line, membership=membership)


def waits(cohort, quantity, **other) -> OrderLine:
    return order(cohort, quantity, if_short="wait", **other).lines.get()


GIVEN_BACK = "Att platser lämnas tillbaka, eller att någon tackar nej: då går de genast till den som står först."


def test_a_full_cohort_says_where_its_seats_are(cohort, orderer, who):
    order(cohort, 3)
    promise = {"cohort": cohort, "organisation": OrganisationFactory(), "until": dt.date(2026, 7, 1), **who}
    contingents.promise(count=3, **promise)
    first, second = waits(cohort, 2), waits(cohort, 1)
    contingents.promise(count=1, **promise)

    told = why(second, orderer)

    assert told.no_seat == ["Resan är full: av 6 platser 3 är beställda, 1 är lovad, 2 är erbjudna till någon."]
    assert told.no_offer == [
        "Resan: beställningen är nummer 2 av 2 i kön. De som står före vill ha 2 platser.",
        "Ingen plats är ledig, så ingen erbjuds någon.",
    ]
    assert told.would_help == [GIVEN_BACK]
    assert why(first, orderer) == Why(told.no_seat, [], ["Svara på erbjudandet."])


def test_only_a_coordinator_reads_who_stands_before(cohort, orderer, national):
    order(cohort, 6)
    first = waits(cohort, 2, orderer=OrganisationFactory(name="Haninge kommun"))
    line = waits(cohort, 1)

    named, unnamed = (" ".join(why(line, one).no_offer) for one in (national, orderer))

    assert f"Före den: Haninge kommun ({first.order.number})." in named
    assert "Haninge" not in unnamed


def test_a_group_that_is_too_large_reads_that_fewer_would_do(cohort, orderer):
    order(cohort, 4)
    line = waits(cohort, 4)

    told = why(line, orderer)

    assert told.no_seat == ["Resan är inte full: av 6 platser 4 är beställda, 2 är lediga."]
    assert told.no_offer[0] == "Resan: beställningen står först i kön."
    assert told.no_offer[1].startswith("2 platser är lediga, färre än de 4 tillsammans som beställningen tar emot.")
    assert told.would_help == ["Om det räcker med 2 platser i stället för 4 finns det plats nu.", GIVEN_BACK]


def test_what_it_says_would_help_helps(cohort, orderer):
    order(cohort, 4)
    line = waits(cohort, 4)

    waiting.accept_fewer(line=line, at_least=2, at=MARCH)

    assert Offer.objects.get().seats == 2


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (lambda offer, who: waiting.decline(offer=offer, **who), "Svaret blev nej."),
        (lambda offer, _who: waiting.expire(offer=offer, at=offer.ends_at), "Ingen svarade i tid."),
        (lambda offer, who: waiting.withdraw(offer=offer, **who), "Erbjudandet togs tillbaka."),
    ],
    ids=["declined", "expired", "withdrawn"],
)
def test_an_offer_that_came_to_nothing_is_a_reason(ending, words, cohort, orderer, who):
    order(cohort, 6)
    line = waits(cohort, 1)
    seats.release(seat=Seat.objects.first(), **who)
    ending(Offer.objects.get(), who)

    told = why(line, orderer)

    assert told.no_offer == [
        "Resan: beställningen står först i kön.",
        f"Erbjudna platser den 2 mars: 1. {words}",
    ]
    assert told.would_help[0] == "En samordnare kan ge erbjudandet en gång till, om ni ber om det."


def test_whoever_was_moved_forward_is_counted(cohort, orderer, who):
    order(cohort, 6)
    line, other = waits(cohort, 1), waits(cohort, 1)
    waiting.prioritise(line=other, priority=2, reason="Vårt misstag", **who)

    told = why(line, orderer)

    assert told.no_offer[1] == "1 av dem som står före har flyttats fram av en samordnare, med en skriftlig motivering."
    assert "misstag" not in " ".join(told.no_offer)


def test_free_seats_that_suit_are_offered_soon(cohort, orderer):
    order(cohort, 6)
    line = waits(cohort, 1)
    Cohort.objects.update(capacity=7)

    assert "Ett erbjudande kommer inom några minuter" in why(line, orderer).no_offer[-1]


def test_where_no_cohort_is_open_it_says_so_and_which_others_have_room(cohort, orderer):
    elsewhere = CohortFactory(programme=cohort.programme, name="Vägen", county=CountyFactory(code="14", name="Västra"))
    CohortFactory(programme=cohort.programme, county=elsewhere.county, capacity=1)
    line = order(None, 2, programme=cohort.programme, county=cohort.county, track="psykiatri").lines.get()

    told = why(line, orderer)

    assert told.no_seat == ["Ingen utbildning i Stockholms län, psykiatri, är öppen för beställningar."]
    assert told.no_offer == []
    assert told.would_help == [
        "Att en utbildning öppnar där: då erbjuds platserna genast dem som står i kö.",
        "Resan, Stockholms län, har plats: 6 lediga platser från 17 augusti 2026.",
        "Vägen, Västra, har plats: 12 lediga platser från 17 augusti 2026.",
    ]


def test_a_cohort_that_is_not_open_is_the_reason(cohort, orderer):
    order(cohort, 6)
    line = waits(cohort, 1)
    Cohort.objects.update(status="draft")

    assert why(line, orderer).no_seat == ["Resan är inte öppen för beställningar."]


def test_a_closed_programme_is_the_reason(cohort, orderer):
    order(cohort, 6)
    line = waits(cohort, 1)
    Programme.objects.update(is_open=False)

    told = why(line, orderer)

    assert told.no_seat[0] == "Programmet tar inte emot beställningar just nu, så inga platser erbjuds."
    assert told.would_help[0] == "Att programmet öppnar igen."


def test_a_missing_reference_is_named_though_it_keeps_nobody_out(cohort, orderer):
    order(cohort, 6)
    line = waits(cohort, 1)
    Order.objects.filter(lines=line).update(reference="", reference_later=True)

    assert why(line, orderer).would_help[-1].startswith("Referensen saknas.")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("declined", "Beställningen avböjdes."),
        ("cancelled", "Beställningen avbokades, och platserna lämnades tillbaka."),
        ("confirmed", "De här platserna lämnades tillbaka."),
    ],
)
def test_what_is_over_says_how_it_ended(state, words, cohort, orderer):
    line = order(cohort, 1).lines.get()
    OrderLine.objects.update(status="cancelled")
    Order.objects.update(status=state, decline_reason="full" if state == "declined" else "")

    told = why(line, orderer)

    assert (told.no_seat, len(told.would_help)) == ([words], 1)


def test_a_hold_that_ran_out_says_when(cohort, orderer):
    placed = order(cohort, 1)
    holds.expire(order=placed, at=MARCH + dt.timedelta(days=30))

    told = why(placed.lines.get(), orderer)

    assert told.no_seat == [
        "Platserna hölls till 16 mars. Beställningen bekräftades inte i tid, så de lämnades tillbaka."
    ]


def test_a_line_with_seats_has_nothing_to_explain(cohort, orderer):
    line = order(cohort, 1).lines.get()

    assert not why(line, orderer)


def test_both_sides_read_it_on_the_orders_page(cohort, orderer, national, signed_in):
    order(cohort, 6)
    line = waits(cohort, 2, orderer=orderer.organisation)

    pages = [signed_in(one).get(f"/bestallningar/{line.order.number}/").content.decode() for one in (orderer, national)]

    assert ["Varför finns det ingen plats?" in page for page in pages] == [True, True]
    assert ["Resan är full" in page for page in pages] == [True, True]


def test_an_order_that_is_called_off_says_it_once(cohort, orderer, signed_in, who):
    placed = order(cohort, 2, orderer=orderer.organisation)
    orders.cancel(order=placed, **who)

    page = signed_in(orderer).get(f"/bestallningar/{placed.number}/")

    assert len(page.context["in_line"]) == 1
    assert "Beställningen avbokades" in page.content.decode()


@pytest.mark.parametrize(("count", "ended", "queries"), [(1, 0, 3), (3, 0, 3), (2, 1, 4), (4, 3, 4)])
def test_it_costs_as_much_however_many_stand_in_line(count, ended, queries, cohort, orderer, django_assert_num_queries):
    """One query more where offers have come to nothing."""
    order(cohort, 6)
    waiting = [waits(cohort, 1) for _n in range(count)]
    for line in waiting[:ended]:
        OfferFactory(line=line, status="declined")
    line = OrderLine.objects.select_related("order__programme", "cohort", "county").get(pk=waiting[-1].pk)

    with django_assert_num_queries(queries):
        selectors.why_no_seat(line=line, membership=orderer)

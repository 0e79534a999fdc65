"""An orderer puts the order that they write under an agreement of theirs, and reads how much of it is used."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peersupport.directory.tests.factories import OrganisationFactory
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.actions import drafts
from programs.models import Agreement, Order
from programs.tests.factories import AgreementFactory, OrderLineFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
YEAR = dt.timedelta(days=365)
TOO_MUCH = "Med den här beställningen används mer än avtalet medger."


@pytest.fixture
def draft(orderer) -> Order:
    """Two seats at 68 000 kronor, not sent yet."""
    order = {"order__draft": True, "order__orderer": orderer.organisation, "order__placed_by": orderer.user}
    return OrderLineFactory(status="draft", quantity=2, **order).order


@pytest.fixture
def agreed(draft):
    """Makes an agreement in force that the draft can be placed under, but for what a test names."""

    def make(**other) -> Agreement:
        today = timezone.localdate()
        period = {"valid_from": today - YEAR, "valid_until": today + YEAR}
        named = {name: value() if callable(value) else value for name, value in other.items()}
        return AgreementFactory(**{"orderer": draft.orderer, "programme": draft.programme, **period, **named})

    return make


def page_of(draft: Order) -> str:
    return f"/bestall/utkast/{draft.pk}/betalare/"


def send_of(draft: Order) -> str:
    return f"/bestall/utkast/{draft.pk}/skicka/"


def answers(draft: Order, **other) -> dict:
    return {"version": draft.version, "payer": draft.orderer_id, "reference": "ZZ1", "legal_form": "direct", **other}


def test_an_orderer_orders_under_an_agreement_and_no_longer(draft, agreed, orderer, signed_in):
    client, agreement = signed_in(orderer), agreed()

    client.post(page_of(draft), answers(draft, agreement=agreement.pk))
    draft.refresh_from_db()
    assert draft.agreement == agreement
    assert agreement.number in client.get(send_of(draft)).content.decode()

    client.post(page_of(draft), answers(draft, agreement=""))
    draft.refresh_from_db()
    assert draft.agreement is None


@pytest.mark.parametrize(
    "other",
    [
        {"status": "draft"},
        {"status": "ended"},
        {"valid_from": dt.date(2098, 1, 1), "valid_until": dt.date(2099, 1, 1)},
        {"valid_from": dt.date(2020, 1, 1), "valid_until": dt.date(2020, 12, 31)},
        {"orderer": OrganisationFactory},
        {"programme": ProgrammeFactory},
    ],
    ids=["a draft", "ended", "not yet", "over", "somebody else's", "another programme"],
)
def test_there_is_no_field_where_no_agreement_covers_the_order(other, draft, agreed, orderer, signed_in):
    agreement, client = agreed(**other), signed_in(orderer)

    assert "agreement" not in client.get(page_of(draft)).context["form"].fields
    client.post(page_of(draft), answers(draft, agreement=agreement.pk))

    draft.refresh_from_db()
    assert (draft.reference, draft.agreement) == ("ZZ1", None)


def test_an_agreement_that_covers_no_longer_is_let_go(draft, agreed, orderer, signed_in):
    Order.objects.filter(pk=draft.pk).update(agreement=agreed(status="ended"))

    signed_in(orderer).post(page_of(draft), answers(draft))

    draft.refresh_from_db()
    assert draft.agreement is None


@pytest.mark.parametrize("other", [{"status": "ended"}, {"programme": ProgrammeFactory}], ids=["ended", "programme"])
def test_the_action_refuses_an_agreement_that_covers_something_else(other, draft, agreed):
    what = {"payer": None, "reference": "ZZ2", "agreement": agreed(**other), "at": timezone.now()}

    with pytest.raises(Refused) as refused:
        drafts.change_payer(order=draft, version=draft.version, **what)

    draft.refresh_from_db()
    assert (refused.value.field, draft.agreement, draft.version) == ("agreement", None, 1)


NO_LONGER = {
    "ended": lambda: {"status": "ended"},
    "over": lambda: {"valid_until": timezone.localdate() - dt.timedelta(days=1)},
    "somebody else's": lambda: {"orderer": OrganisationFactory()},
}


@pytest.fixture
def agreed_on(draft, agreed, orderer, signed_in):
    """The draft with a payer under an agreement, and the client that is about to send it."""
    client, agreement = signed_in(orderer), agreed(ceiling_seats=2)
    client.post(page_of(draft), answers(draft, agreement=agreement.pk))
    return client, agreement


@pytest.mark.parametrize("change", NO_LONGER.values(), ids=NO_LONGER)
def test_an_agreement_that_covers_no_longer_is_said_when_the_order_is_sent(change, draft, agreed_on):
    client, agreement = agreed_on
    Agreement.objects.filter(pk=agreement.pk).update(**change())

    refused = client.post(send_of(draft), {"price": "68000.00"}, follow=True)
    nothing_yet = Order.objects.placed().count()
    draft.refresh_from_db()
    client.post(page_of(draft), answers(draft))
    client.post(send_of(draft), {"price": "68000.00"})

    draft.refresh_from_db()
    assert refused.redirect_chain == [(page_of(draft), 302)]
    assert "Avtalet gäller inte" in refused.content.decode()
    assert (nothing_yet, draft.status, draft.agreement) == (0, "sent", None)


def test_an_order_under_an_agreement_costs_one_query_more_when_it_is_sent(draft, agreed, orderer):
    asked = []
    for agreement in (None, agreed()):
        what = {"payer": None, "reference": "ZZ1", "agreement": agreement, "at": timezone.now()}
        drafts.change_payer(order=draft, version=None, **what)
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            drafts.send(order=draft, by=orderer.user, at=timezone.now())
            transaction.set_rollback(True)
        asked.append(len(queries))

    assert asked[1] == asked[0] + 1


@pytest.mark.parametrize("seats", [2, 1])
def test_the_last_step_says_when_the_agreement_was_used_up_meanwhile(seats, draft, agreed_on):
    client, agreement = agreed_on
    Agreement.objects.filter(pk=agreement.pk).update(ceiling_seats=seats)

    assert (TOO_MUCH in client.get(send_of(draft)).content.decode()) == (seats == 1)


@pytest.mark.parametrize(
    ("ceilings", "is_told"),
    [
        ({"ceiling_seats": None}, False),
        ({"ceiling_seats": 2}, False),
        ({"ceiling_seats": 1}, True),
        ({"ceiling_seats": None, "ceiling_amount": 136000}, False),
        ({"ceiling_seats": None, "ceiling_amount": 135999}, True),
    ],
    ids=str,
)
def test_the_page_says_when_more_is_ordered_than_an_agreement_allows(
    ceilings, is_told, draft, agreed, orderer, signed_in
):
    agreed(number="<b>A-1</b>", **ceilings)

    page = signed_in(orderer).get(page_of(draft)).content.decode()

    assert ("<b>A-1</b>" in page, f"&lt;b&gt;A-1&lt;/b&gt;: {TOO_MUCH}" in page) == (False, is_told)


@pytest.mark.parametrize("count", [1, 3])
def test_agreements_cost_two_queries_however_many_there_are(count, draft, agreed, django_assert_num_queries):
    for _n in range(count):
        agreed()

    with django_assert_num_queries(2):
        found = selectors.agreements_for(order=draft, among=Agreement.objects.all(), on=timezone.localdate())

    assert len(found) == count

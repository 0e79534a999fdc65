"""What ordering does with odd input beyond the catalogue, which peersupport/tests/test_bad_input.py walks."""

from uuid import uuid4

import pytest
from django.test import Client

from programs.models import Cohort, Order
from programs.tests.factories import CohortFactory, OrderLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def begin(orderer, signed_in):
    """Send the form that begins an order in one cohort with something wrong in it."""
    client, cohort = signed_in(orderer), CohortFactory(capacity=100)
    return lambda **other: client.post(f"/bestall/{cohort.pk}/", {"key": str(uuid4()), "quantity": "1", **other})


@pytest.fixture
def draft(orderer) -> Order:
    line = OrderLineFactory(order__draft=True, order__orderer=orderer.organisation, status="draft", quantity=3)
    return line.order


def test_the_same_letter_written_in_two_ways_is_stored_in_one(draft, orderer, signed_in):
    values = {"version": "1", "payer": draft.orderer_id, "legal_form": "direct", "reference": "A\u030a\u00a0 vik"}

    signed_in(orderer).post(f"/bestall/utkast/{draft.pk}/betalare/", values)

    assert Order.objects.get().reference == "Å vik"


def test_a_quantity_with_spaces_around_it_is_meant_as_a_number(begin):
    begin(quantity=" 3 ")

    assert Order.objects.get().lines.get().quantity == 3


@pytest.mark.parametrize("key", ["", "abc", "1" * 400, "\x00", "00000000-0000-0000-0000-00000000000g"], ids=ascii)
def test_a_damaged_token_is_said_above_the_form_which_can_then_be_sent(key, begin):
    answer = begin(key=key)

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (200, ["__all__"])
    assert begin(key=form["key"].value()).status_code == 302


@pytest.mark.parametrize(
    "extra",
    [
        {"if_short": "maybe"},
        {"if_short": "take"},
        {"if_short": "take", "offered": "-1"},
        {"offered": "1e9"},
        {"offered": "٣x"},
        {"offered": "99999999999999999999"},
        {"if_short": "\x00", "offered": "3"},
    ],
    ids=str,
)
def test_a_tampered_answer_orders_nothing(extra, draft, orderer, signed_in):
    Cohort.objects.update(capacity=2)

    answer = signed_in(orderer).post(f"/bestall/utkast/{draft.pk}/skicka/", {"price": "68000", **extra}, follow=True)

    assert answer.status_code == 200
    assert Order.objects.get().status == "draft"


def test_a_parameter_given_twice_counts_once(orderer, signed_in):
    cohort, client = CohortFactory(), signed_in(orderer)

    client.post(f"/bestall/{cohort.pk}/", {"key": str(uuid4()), "quantity": ["1", "2"]})

    assert Order.objects.get().lines.get().quantity == 2


def test_a_post_without_its_token_is_refused(orderer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(orderer.user)
    cohort = CohortFactory()

    assert client.post(f"/bestall/{cohort.pk}/", {"key": str(uuid4()), "quantity": "1"}).status_code == 403

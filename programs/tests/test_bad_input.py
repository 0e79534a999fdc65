"""The catalogue of bad input against the forms and addresses of this app: refused beside its field, a 404 or a 400."""

from uuid import uuid4

import pytest
from django.test import Client

from programs.models import Order, Programme
from programs.tests.factories import CohortFactory
from programs.tests.steps import order

pytestmark = pytest.mark.django_db

UNSEEN = [
    "",
    " ",
    "\u00a0",
    "\u200b",
    "\u00ad",
    "a\x00b",
    "a\ud7ffb\u202e",
    "x\u2028y",
    "x\x0by",
    "\x1b[2J",
    "a\r\n2026 INFO ok",
]
TOO_MUCH = ["å" * 61, "\U0001f469\u200d\U0001f467" * 31, "a" * 100_000, "a" + "\u0301" * 2000]
SHOWN_AS_TEXT = [
    "Ö",
    "O'Neill",
    "d’Arc",
    "Null",
    "None",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{% load x %}{0.__class__}",
    "javascript:alert(1)",
    "' OR 1=1--",
    "'; select set_config('app.scope','x',true);--",
    "Аnna",
    "=HYPERLINK(1)",
    "å" * 60,
]
NO_NUMBER = [
    "",
    "0",
    "-1",
    "1.5",
    "1,5",
    "2147483648",
    "1" + "0" * 20,
    "1" * 5000,
    "1e309",
    "NaN",
    "tre",
    "\x00",
    "501",
]


@pytest.fixture
def send(orderer, signed_in):
    """Send the form of one cohort with something wrong in it."""
    client, cohort = signed_in(orderer), CohortFactory(capacity=100)

    def post(**other):
        form = {"key": str(uuid4()), "quantity": "1", "reference": "ZZ1", **other}
        return client.post(f"/bestall/{cohort.pk}/", form)

    return post


@pytest.mark.parametrize("text", UNSEEN + TOO_MUCH, ids=lambda text: ascii(text[:12]))
def test_a_reference_that_can_not_be_shown_is_refused_beside_its_field(text, send):
    answer = send(reference=text)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["reference"])
    assert Order.objects.count() == 0


@pytest.mark.parametrize("text", SHOWN_AS_TEXT)
def test_odd_but_honest_references_are_stored_and_shown_as_text(text, send, orderer, signed_in):
    assert send(reference=text).status_code == 302

    placed = Order.objects.get()
    page = signed_in(orderer).get(f"/bestallningar/{placed.number}/").content.decode()
    assert placed.reference == text
    assert ("<script>alert" in page, "<img src=x" in page) == (False, False)


def test_the_same_letter_written_in_two_ways_is_stored_in_one(send):
    send(reference="A\u030a\u00a0 vik")

    assert Order.objects.get().reference == "Å vik"


@pytest.mark.parametrize("number", NO_NUMBER, ids=lambda text: ascii(text[:12]))
def test_a_quantity_that_is_no_number_of_seats_is_refused_beside_its_field(number, send):
    answer = send(quantity=number)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["quantity"])
    assert Order.objects.count() == 0


def test_a_quantity_with_spaces_around_it_is_meant_as_a_number(send):
    send(quantity=" 3 ")

    assert Order.objects.get().lines.get().quantity == 3


@pytest.mark.parametrize("key", ["", "abc", "1" * 400, "\x00", "00000000-0000-0000-0000-00000000000g"], ids=ascii)
def test_a_damaged_token_is_said_above_the_form_which_can_then_be_sent(key, send):
    answer = send(key=key)

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (200, ["__all__"])
    assert send(key=form["key"].value()).status_code == 302


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
def test_a_tampered_answer_orders_nothing(extra, send):
    answer = send(quantity="3", **extra)

    assert answer.status_code == 200
    assert Order.objects.count() == 0


def test_a_parameter_given_twice_counts_once(orderer, signed_in):
    cohort, client = CohortFactory(), signed_in(orderer)

    client.post(f"/bestall/{cohort.pk}/", {"key": str(uuid4()), "quantity": ["1", "2"], "reference": "ZZ1"})

    assert Order.objects.get().lines.get().quantity == 2


def test_a_thousand_fields_are_too_many(send):
    assert send(**{f"field{n}": "1" for n in range(1001)}).status_code == 400
    assert Order.objects.count() == 0


def test_a_form_of_a_megabyte_is_too_large(send):
    assert send(reference="a" * 1_100_000).status_code == 400


def test_a_post_without_its_token_is_refused(orderer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(orderer.user)
    cohort = CohortFactory()

    assert client.post(f"/bestall/{cohort.pk}/", {"key": str(uuid4()), "quantity": "1"}).status_code == 403


NOT_THERE = ["0", "-1", "99999999999999999999", "1.0", "..%2f", "abc", "1%20"]


@pytest.mark.parametrize("pk", NOT_THERE)
@pytest.mark.parametrize("address", ["/bestall/{}/", "/program/{}/", "/program/{}/andra/", "/bestallningar/{}/"])
def test_addresses_of_nothing_are_not_there(address, pk, national, signed_in):
    assert signed_in(national).get(address.format(pk)).status_code == 404


@pytest.mark.parametrize("address", ["/bestallningar/1%00/", "/bestallningar/?q=%00", "/bestallningar/?q=%ff%fe"])
def test_bytes_that_are_no_text_are_a_bad_request(address, national, signed_in):
    assert signed_in(national).get(address).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "sida=-1",
        "sida=0",
        "sida=abc",
        "sida=1000000000",
        "sort=user__password&filter=orderer__secret__startswith",
        "status=nope",
        "status=sent&status=confirmed",
        "q=%25&q=_",
        "q=" + "a" * 100_000,
        "q=(((((((((",
        "q=%27%20OR%201=1--",
    ],
    ids=lambda query: query[:30],
)
def test_odd_queries_find_nothing_or_are_ignored(query, national, signed_in):
    order(CohortFactory(), 1)

    assert signed_in(national).get(f"/bestallningar/?{query}").status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "head", "options", "trace"])
@pytest.mark.parametrize("address", ["/bestallningar/", "/bestall/", "/program/"])
def test_other_methods_do_no_harm(method, address, national, signed_in):
    order(CohortFactory(), 1)

    assert getattr(signed_in(national), method)(address).status_code in (200, 405)
    assert (Order.objects.count(), Programme.objects.count()) == (1, 1)

"""Forms as no page sends them: too much, twice, with fields of somebody's own, and to addresses that only read."""

import pytest
from django.db import transaction

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.tests import senders
from peersupport.tests.attempts import attempt
from peersupport.tests.catalogue import CHOICE, NEXTS, TEXT
from peersupport.tests.controls import Page
from peersupport.tests.product_forms import FORMS, ProductForm
from peersupport.tests.product_urls import BUTTONS, READ_ONLY
from peersupport.tests.rows import all_rows, tables_with
from peersupport.tests.urls import Address, addresses
from placements.models import SupervisionDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_cache", "no_spy_on_templates")]
ADDRESSES = {address.name: address for address in addresses()}
SESSION_FORM = next(form for form in FORMS if form.name == "placements:session_new")
SESSION = ("django_session", "usersessions_usersession")
# Registering a day again corrects it, and says when that was.
DONE_ANEW = {"training:attendance": (*SESSION, "training_coursesession")}
TOO_MANY = {f"field{number}": "1" for number in range(1001)}
TOO_LARGE = {"anything": "å" * 600_000}
FOREIGN = "31337"  # nobody's id and nothing's price
NOT_ASKED_FOR = (
    *("id", "pk", "status", "price", "unit_price", "seat_price", "total", "version", "number", "is_staff"),
    *("org", "organisation", "orderer", "host", "owner", "created_by", "placed_by", "by", "at", "user", "person"),
    *("role", "membership", "is_host", "is_active", "is_superuser", "application_code", "code", "seats_taken"),
)
ASKED_BY_PAGE = {"csrfmiddlewaretoken", "next"}


def test_every_url_is_a_form_a_button_or_a_page_to_read():
    """A new URL fails this until somebody has said which it is, and a form then walks the catalogue."""
    forms = {form.url_name for form in FORMS}

    assert forms | set(BUTTONS) | READ_ONLY == set(ADDRESSES)
    assert len(forms) + len(BUTTONS) + len(READ_ONLY) == len(ADDRESSES)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_what_is_turned_away_before_it_is_read_changes_nothing(client, form: ProductForm):
    """Too many fields, too large, without the token, from another site. The page has no control that isn't known."""
    right = form.build(client)
    page = Page(client.get(right.path).content.decode()).form_with(next(iter(right.values)))
    before = all_rows()

    answers = [client.post(right.path, right.values | more).status_code for more in (TOO_MANY, TOO_LARGE)]
    client.handler.enforce_csrf_checks = True
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value} if "csrftoken" in client.cookies else {}
    answers += [client.post(right.path, right.values).status_code]
    answers += [client.post(right.path, right.values | token, headers={"Origin": "https://evil.se"}).status_code]

    assert (answers, all_rows()) == ([400, 400, 403, 403], before)
    assert set(page.values) - ASKED_BY_PAGE - set(right.values) == set()


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_what_is_right_is_taken_once_and_what_nobody_asked_for_changes_nothing(client, form: ProductForm):
    """The same rows each time: with fields that no page has, with each field twice and as a list, and sent again.

    Taken it must be: a form that refused everything would pass the tests of what is refused.
    """
    right = form.build(client)
    with attempt(client):
        more = client.post(right.path, dict.fromkeys(NOT_ASKED_FOR, FOREIGN) | right.values)
        assert (more.status_code, tables_with(FOREIGN)) == (302, [])
    with attempt(client):
        doubled = {name: [value, value] for name, value in right.values.items()}
        answer = client.post(right.path, doubled | {f"{name}[]": "1" for name in right.values})
        assert answer.status_code == 302

    assert client.post(right.path, right.values).status_code == 302
    once = all_rows(but=DONE_ANEW.get(form.name, SESSION))
    again = client.post(right.path, right.values)

    assert again.status_code in (200, 302, 410)
    assert all_rows(but=DONE_ANEW.get(form.name, SESSION)) == once


@pytest.mark.parametrize("name", sorted(BUTTONS))
def test_a_button_with_something_odd_in_it_is_never_a_fault(client, name: str):
    client.force_login(MembershipFactory(national=True).user)
    odd = [*CHOICE, *TEXT, "[]", "{}", "null", '{"id": 1, "response": {}}', *NEXTS]
    statuses = set()
    for given in [getattr(one, "value", one) for one in odd] if BUTTONS[name] else [""]:
        before = transaction.savepoint()
        statuses.add(client.post(ADDRESSES[name].path, dict.fromkeys(BUTTONS[name], given)).status_code)
        transaction.savepoint_rollback(before)

    assert statuses <= {200, 204, 302, 400, 403, 404, 405, 409, 410, 429}


@pytest.mark.parametrize("name", sorted(READ_ONLY - {"readyz"}))
def test_what_is_posted_to_a_page_that_reads_changes_nothing(client, name: str):
    client.force_login(MembershipFactory(national=True).user)
    address: Address = ADDRESSES[name]
    client.get(address.path)
    before = all_rows()

    answer = client.post(address.path, dict.fromkeys(NOT_ASKED_FOR, "1"))

    assert answer.status_code < 500
    assert all_rows() == before


@pytest.mark.parametrize("name", sorted(SESSION_FORM.fields))
def test_a_draft_keeps_codes_and_ids_and_never_a_text(client, name: str):
    right = senders.session_draft(client)
    statuses, kept = set(), []
    for bad in (*CHOICE, *TEXT):
        statuses.add(client.post(right.path, right.values | {name: bad.value}).status_code)
        kept += [
            bad for values in SupervisionDraft.objects.values_list("values", flat=True) if bad.value in str(values)
        ]
        SupervisionDraft.objects.all().delete()

    assert (statuses <= {204, 400}, [bad for bad in kept if bad.value not in ("0", "-1")]) == (True, [])

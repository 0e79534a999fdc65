"""The catalogue of bad input over every field of every form: refused beside its field, or taken as plain text.

What is refused stays on the page and leaves not one row in any table; never a 500, never an effect.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from http.cookies import SimpleCookie
from itertools import chain

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from peersupport.shared.forms import clean_line
from peersupport.tests.catalogue import KINDS, NAMES_THAT_MUST_WORK, REFUSED, TEXT, Bad
from peersupport.tests.controls import Page
from peersupport.tests.product_forms import FORMS, Field, ProductForm, Sent
from peersupport.tests.rows import all_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_cache", "no_spy_on_templates")]
EMPTY = Bad(1, "empty", "", REFUSED)
SESSIONS = ("django_session",)  # a session may remember that somebody tried
TOKEN = (Bad(44, "word", "x", REFUSED), Bad(3, "NUL", "\x00", REFUSED), Bad(6, "100 kB", "1" * 100_000, REFUSED))
# A password or a code is compared and never shown or stored: what counts is what its length and characters do.
SECRET = tuple(bad for bad in TEXT if bad.verdict == REFUSED or bad.number in (2, 7, 11, 16, 19))
CATALOGUE = KINDS | {"secret": SECRET, "token": TOKEN, "tick": ()}
NEVER_SHOWN_AGAIN = {"secret", "token"}  # passwords are not sent back, and a damaged token is replaced
SHOWN_BY_NO_BROWSER = {"choice", "tick"}  # a list cannot show a choice that it does not have
MARKED = {"text", "number", "email", "date", "secret"}
MARKUP = re.compile(r"[<>{}\"'\\\x00-\x1f]")  # what a page could show as something else than text
RAW = ("<script>alert(1)", "<img src=x", ">49 ")


def alike(form: ProductForm) -> list[list[str]]:
    """The form's fields, those together that say the same of a bad value; a token is told above the form, alone."""
    groups = defaultdict(list)
    for name in form.own_fields:
        field = form.fields[name]
        groups[(name,) if field.kind == "token" else (field.kind, field.stored is None, field.optional)].append(name)
    return list(groups.values())


WALK = [pytest.param(form, names, id=f"{form}: {', '.join(names)}") for form in FORMS for names in alike(form)]
NAMES = [
    pytest.param(form, name, id=f"{form}: {name}")
    for form in FORMS
    for name in form.own_fields
    if form.fields[name].is_name
]


@contextmanager
def attempt(client: Client) -> Iterator[None]:
    """One attempt whose effects are taken back: the next one meets the same rows, session and counters."""
    cookies = SimpleCookie(client.cookies)
    cache.clear()
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)
    client.cookies = cookies


def actual_name(right: Sent, name: str) -> str:
    return next(one for one in right.values if fnmatch(one, name))


def must_be_refused(field: Field, bad: Bad) -> bool:
    if bad.value in field.takes:
        return False
    if not bad.value.strip("\u200b\u00ad\u00a0 "):
        return (not field.optional and field.kind != "secret") or (bad.value == "" and not field.optional)
    return bad.verdict == REFUSED and field.kind != "secret"


@pytest.mark.parametrize(("form", "names"), WALK)
def test_bad_input_is_refused_beside_its_field_or_taken_as_plain_text(client, form: ProductForm, names: list[str]):
    right = form.build(client)
    actual = {actual_name(right, name): form.fields[name] for name in names}
    client.get(right.path)
    before = all_rows(but=SESSIONS)
    kind = form.fields[names[0]].kind
    faults = [faults_of(client, form, right, actual, bad, before) for bad in dict.fromkeys([EMPTY, *CATALOGUE[kind]])]
    assert [*chain(*faults)] == []


def faults_of(
    client: Client, form: ProductForm, right: Sent, fields: dict[str, Field], bad: Bad, before: dict
) -> list[str]:
    """What goes wrong with the value in all these fields at once; where they don't agree on it, in each alone."""
    given = right.values | dict.fromkeys(fields, bad.value)
    with attempt(client):
        answer = client.post(right.path, given)
        if answer.status_code == 200:
            found = ["something was written"] if all_rows(but=SESSIONS) != before else []
            page = Page(answer.content.decode())
            found += [fault for actual in fields for fault in faults_of_refusal(page, form, given, actual, fields)]
        elif answer.status_code == 302 and not any(must_be_refused(field, bad) for field in fields.values()):
            found = [fault for field in fields.values() for fault in faults_of_taking(client, answer, field, bad)]
        else:
            found = [f"answered {answer.status_code}"]
    if found and len(fields) > 1:
        return [
            fault
            for actual, field in fields.items()
            for fault in faults_of(client, form, right, {actual: field}, bad, before)
        ]
    return [f"{'/'.join(fields)}, {bad}: {fault}" for fault in found]


@pytest.mark.parametrize(("form", "name"), NAMES)
def test_names_that_people_have_are_taken_as_they_are(client, form: ProductForm, name: str):
    right = form.build(client)
    model, column = form.fields[name].stored
    kept = []
    for given in NAMES_THAT_MUST_WORK:
        with attempt(client):
            client.post(right.path, right.values | {actual_name(right, name): given})
            kept += model.objects.filter(**{column: given}).values_list(column, flat=True)

    assert kept == list(NAMES_THAT_MUST_WORK)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_what_is_right_is_taken(client, form: ProductForm):
    """Without this, a form that refused everything would pass the tests above."""
    right = form.build(client)

    assert client.post(right.path, right.values).status_code == 302


def faults_of_refusal(page: Page, form: ProductForm, given: dict, actual: str, damaged: Container[str]) -> list[str]:
    """What a page that refuses does wrong: it says nothing beside the field, or has lost what was written."""
    kinds = {one: form.field_of(one).kind for one in given}
    faults = [f"{raw} stands in the page" for raw in RAW if raw in page.html]
    if form.said_above or kinds[actual] == "token":
        faults += [] if 'class="errsum"' in page.html else ["nothing is said above the form"]
    else:
        told = [one for one in (actual, form.field_of(actual).said_at) if one and page.said_beside(one)]
        faults += [] if told else ["nothing is said beside the field"]
    found = page.form_with(next(iter(given)))
    if kinds[actual] in MARKED and not form.said_above and told == [actual]:
        faults += [] if actual in found.invalid else ["the field is not marked as wrong"]
    for one, value in given.items():
        lost = (
            one == form.field_of(actual).asks_again
            or kinds[one] in NEVER_SHOWN_AGAIN
            or (one in damaged and kinds[one] in SHOWN_BY_NO_BROWSER)
        )
        if not lost and str(value) not in (found.values.get(one) or [""]):
            faults.append(f"{one} was {str(value)[:30]!r} and is now {str(found.values.get(one))[:60]}")
    return faults


def faults_of_taking(client: Client, answer: HttpResponse, field: Field, bad: Bad) -> list[str]:
    """What is wrong with an effect: the text was changed, or is not shown as text."""
    connection.check_constraints()
    faults = []
    if field.stored and bad.value:
        model, column = field.stored
        kept = clean_line(bad.value)
        if not model.objects.filter(**{column: kept}).exists():
            faults.append(f"{kept[:40]!r} is not what was stored")
    if not MARKUP.search(bad.value):
        return faults
    page = client.get(answer.url, follow=True)
    if page.status_code != 200:
        faults.append(f"the next page answered {page.status_code}")
    return faults + [f"{raw} stands in the next page" for raw in RAW if raw in page.content.decode()]

"""The catalogue of bad input over every field of every form: refused beside its field, or taken as plain text.

What is refused stays on the page and leaves not one row in any table; never a 500, never an effect.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterator
from fnmatch import fnmatch
from itertools import chain

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from peersupport.shared.forms import clean_line
from peersupport.tests.attempts import attempt
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
NEVER_SHOWN_AGAIN = {"secret", "token", "file"}  # what is secret or attached isn't sent back, a damaged token replaced
SHOWN_BY_NO_BROWSER = {"choice", "tick"}  # a list cannot show a choice that it does not have
MARKED = {"text", "lines", "number", "email", "date", "time", "secret", "file"}
MARKUP = re.compile(r"[<>{}\"'\\\x00-\x1f]")  # what a page could show as something else than text
RAW = ("<script>alert(1)", "<img src=x", ">49 ")


Damage = dict[str, Bad]  # what is wrong at once, by field


def rounds(form: ProductForm) -> Iterator[Damage]:
    """The catalogue over the form's fields, in as few attempts as say the same.

    What must be refused is refused in each field for itself, so each attempt damages all of them, each in a way of its
    own. What may be taken is tried in those fields together that keep it alike. A token is told above the form, alone.
    """
    mine = {name: form.fields[name] for name in form.own_fields}
    others = {name: field for name, field in mine.items() if field.kind != "token"}
    yield from ({name: bad} for name in mine.keys() - others.keys() for bad in values_for(mine[name]))
    hopeless = {name: [bad for bad in values_for(field) if is_hopeless(field, bad)] for name, field in others.items()}
    yield from all_at_once(form, hopeless)
    alike = defaultdict(list)
    for name, field in others.items():
        for bad in values_for(field):
            if not is_hopeless(field, bad):
                alike[field.kind, field.stored is None, bad].append(name)
    yield from (dict.fromkeys(names, bad) for (_kind, _stored, bad), names in alike.items())


def all_at_once(form: ProductForm, left: dict[str, list[Bad]]) -> Iterator[Damage]:
    """One of the values left for each field at a time, most left first; but not of two that are told in one place."""
    while any(left.values()):
        damage: Damage = {}
        taken: set[str] = set()
        for name in sorted(filter(left.get, left), key=lambda name: -len(left[name])):
            told_at = {name, form.fields[name].said_at or name}
            if not told_at & taken:
                damage[name] = left[name].pop()
                taken |= told_at
        yield damage


def is_hopeless(field: Field, bad: Bad) -> bool:
    """Whether it will be refused: what must be, and in an address also what may be taken as a text."""
    return must_be_refused(field, bad) or (field.kind == "email" and not is_blank(bad))


def values_for(field: Field) -> list[Bad]:
    return list(dict.fromkeys([EMPTY, *CATALOGUE[field.kind]]))


NAMES = [
    pytest.param(form, name, id=f"{form}: {name}")
    for form in FORMS
    for name in form.own_fields
    if form.fields[name].is_name
]


def actual_name(right: Sent, name: str) -> str:
    return next(one for one in right.values if fnmatch(one, name))


def is_blank(bad: Bad) -> bool:
    return not bad.words.strip("\u200b\u00ad\u00a0 ")


def must_be_refused(field: Field, bad: Bad) -> bool:
    if bad.value in field.takes:
        return False
    if is_blank(bad):
        return (not field.optional and field.kind != "secret") or (bad.value == "" and not field.optional)
    return bad.verdict == REFUSED and field.kind != "secret"


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_bad_input_is_refused_beside_its_field_or_taken_as_plain_text(client, form: ProductForm):
    right = form.build(client)
    client.get(right.path)
    before = all_rows(but=SESSIONS)

    assert [*chain(*(faults_of(client, form, right, damage, before) for damage in rounds(form)))] == []


def faults_of(client: Client, form: ProductForm, right: Sent, damage: Damage, before: dict) -> list[str]:
    """What goes wrong with these values at once. Those fields that it goes wrong for are tried again without the
    others, and where all of them are left, each alone: nothing but its own value is wrong then.
    """
    found = faults_by_field(client, form, right, damage, before)
    wrong = {name: damage[name] for name in found if found[name]}
    if len(damage) == 1:
        return [f"{name}, {bad}: {fault}" for name, bad in wrong.items() for fault in found[name]]
    alone = [{name: bad} for name, bad in wrong.items()]
    again = [wrong] if 0 < len(wrong) < len(damage) else alone
    return [fault for one in again for fault in faults_of(client, form, right, one, before)]


def faults_by_field(
    client: Client, form: ProductForm, right: Sent, damage: Damage, before: dict
) -> dict[str, list[str]]:
    """Of each of these fields what goes wrong; what can't be told apart goes wrong for all."""
    actual = {name: actual_name(right, name) for name in damage}
    given = right.values | {actual[name]: bad.value for name, bad in damage.items()}
    with attempt(client):
        answer = client.post(right.path, given)
        if answer.status_code == 200:
            if all_rows(but=SESSIONS) != before:
                return {key: ["something was written"] for key in damage}
            page = Page(answer.content.decode())
            damaged = set(actual.values())
            return {name: faults_of_refusal(page, form, given, actual[name], damaged) for name in damage}
        if answer.status_code == 302 and not any(must_be_refused(form.fields[name], damage[name]) for name in damage):
            return faults_of_taking(client, form, answer, damage)
    return {key: [f"answered {answer.status_code}"] for key in damage}


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
        shown = found.values.get(one) or [""]
        if kinds[one] == "lines" and not str(value).strip():  # crispy sets the space of an empty one anew
            value, shown = "", [text.strip() for text in shown]
        if not lost and str(value) not in shown:
            faults.append(f"{one} was {str(value)[:30]!r} and is now {str(found.values.get(one))[:60]}")
    return faults


def faults_of_taking(client: Client, form: ProductForm, answer: HttpResponse, taken: Damage) -> dict[str, list[str]]:
    """What is wrong with an effect: a text was changed, or is not shown as text."""
    connection.check_constraints()
    changed = {name: changed_texts(form.fields[name], bad) for name, bad in taken.items()}
    if any(changed.values()) or not any(MARKUP.search(bad.words) for bad in taken.values()):
        return changed
    page = client.get(answer.url, follow=True)
    shown = [f"{raw} stands in the next page" for raw in RAW if raw in page.content.decode()]
    if page.status_code != 200:
        shown.append(f"the next page answered {page.status_code}")
    return dict.fromkeys(taken, shown)


def changed_texts(field: Field, bad: Bad) -> list[str]:
    if not field.stored or not bad.value:
        return []
    (model, column), kept = field.stored, clean_line(bad.value)
    return [] if model.objects.filter(**{column: kept}).exists() else [f"{kept[:40]!r} is not what was stored"]

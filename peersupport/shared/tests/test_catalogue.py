import gettext
from pathlib import Path

import pytest
from babel.messages import Catalog

from peersupport.shared import catalogue

PYTHON = """
from django.utils.translation import gettext as _, ngettext, npgettext, pgettext

_("In code")
_("In "
  "two parts")
ngettext("%(n)s seat", "%(n)s seats", 2)
pgettext("month", "May")
_(variable)
"""
TEMPLATE = """{% load i18n %}
{% translate "In a template" %} {% translate "May" context "permission" %}
{% blocktranslate with name=person.name %}Hello {{ name }}, 100 %{% endblocktranslate %}
{% blocktranslate count n=seats %}{{ n }} chair{% plural %}{{ n }} chairs{% endblocktranslate %}
{% comment %}{% translate "Not this one" %}{% endcomment %}
<input placeholder="{% translate 'Search' %}"> {{ _("By underscore") }}
"""


@pytest.fixture
def root(tmp_path) -> Path:
    """A small project with messages in every place that they may stand in."""
    for name in ("programs/tests", "programs/migrations", "templates/email/x"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "programs/orders.py").write_text(PYTHON)
    (tmp_path / "programs/tests/test_orders.py").write_text("_('In a test')")
    (tmp_path / "programs/migrations/0001.py").write_text("_('In a migration')")
    (tmp_path / "templates/page.html").write_text(TEMPLATE)
    (tmp_path / "templates/email/x/y.subject.txt").write_text("{% load i18n %}{% translate 'In a letter' %}")
    return tmp_path


def ids(found: Catalog) -> set:
    return {(message.context, message.id) for message in found if message.id}


def test_messages_are_found_in_code_pages_and_letters(root):
    assert ids(catalogue.extracted(root)) == {
        (None, "In code"),
        (None, "In two parts"),
        (None, ("%(n)s seat", "%(n)s seats")),
        ("month", "May"),
        ("permission", "May"),
        (None, "In a template"),
        (None, "Hello %(name)s, 100 %%"),
        (None, ("%(n)s chair", "%(n)s chairs")),
        (None, "Search"),
        (None, "By underscore"),
        (None, "In a letter"),
    }


def swedish(msgid="%(n)s seats left in %(place)s", string="%(n)s platser kvar i %(place)s", **more) -> Catalog:
    made = Catalog(locale="sv", domain="django")
    made.add(msgid, string, **more)
    return made


TEMPLATE_OF_ONE = swedish(string="")


@pytest.mark.parametrize(
    ("own", "faults"),
    [
        (swedish(), []),
        (swedish(string=""), ["untranslated"]),
        (Catalog(locale="sv"), ["untranslated"]),
        (swedish(flags=["fuzzy"]), ["fuzzy"]),
        (swedish(string="%(n)s platser kvar i %(ort)s"), ["other placeholders"]),
        (swedish(string="%(n)s platser kvar"), ["other placeholders"]),
        (swedish(context="seats"), ["untranslated", "no longer used"]),
    ],
)
def test_what_keeps_a_catalogue_from_being_complete(own, faults):
    assert [fault.partition(":")[0] for fault in catalogue.faults(own, TEMPLATE_OF_ONE)] == faults


@pytest.mark.parametrize(
    ("strings", "faults"),
    [
        (("%(n)s stol", "%(n)s stolar"), []),
        (("En stol", "%(n)s stolar"), []),
        (("%(n)s stol", ""), ["untranslated"]),
        (("%(n)s stol", "stolar"), ["other placeholders"]),
        (("%(m)s stol", "%(n)s stolar"), ["other placeholders"]),
    ],
)
def test_plurals_are_looked_at_form_by_form(strings, faults):
    msgid = ("%(n)s chair", "%(n)s chairs")

    found = catalogue.faults(swedish(msgid, strings), swedish(msgid, ("", "")))

    assert [fault.partition(":")[0] for fault in found] == faults


def test_updating_keeps_what_is_translated_adds_what_is_new_and_drops_what_is_gone(root):
    path = root / "locale/sv/LC_MESSAGES/django.po"
    before = swedish("In code", "I koden")
    before.add("Gone", "Borta")
    catalogue.save(path, before)

    catalogue.save(path, catalogue.update(path, "sv", catalogue.extracted(root)))
    after = catalogue.read(path, "sv")

    assert after.get("In code").string == "I koden"
    assert after.get("Gone") is None
    assert ids(after) == ids(catalogue.extracted(root))


def test_what_is_compiled_is_what_gettext_reads(root):
    catalogue.save(root / "locale/sv/LC_MESSAGES/django.po", swedish("In code", "I koden"))

    assert catalogue.compile_all(root) == 1
    assert gettext.translation("django", root / "locale", ["sv"]).gettext("In code") == "I koden"

"""What is kept of an invoice is the invoice."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import given

from peersupport.documents.einvoice import Invoice, frozen, thawed, ubl
from peersupport.documents.tests.invoices import credit, invoice, line
from peersupport.documents.tests.test_einvoice import documents


def kept(document: Invoice) -> dict:
    return json.loads(json.dumps(frozen(document), cls=DjangoJSONEncoder))


@given(document=documents())
def test_an_invoice_comes_back_as_it_was(document):
    assert thawed(kept(document)) == document
    assert ubl(thawed(kept(document))) == ubl(document)


def test_what_is_empty_stays_empty():
    bare = credit(credited_on=None, lines=(line(1, starts_on=None, ends_on=None),))

    assert thawed(kept(bare)) == bare


def test_what_was_kept_before_a_field_was_added_has_its_usual_value():
    before = {name: value for name, value in kept(invoice()).items() if name not in ("terms", "currency")}

    assert (thawed(before).terms, thawed(before).currency) == ("", "SEK")

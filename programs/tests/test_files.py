"""Files of an order: attached once, seen by those who see the order, kept when it is invoiced."""

import hashlib
import io
from uuid import uuid4

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.documents.uploads import MOST_BYTES, NotAccepted
from peersupport.shared.refusals import Refused
from programs.actions import files
from programs.models import Order, OrderChange, OrderFile
from programs.tests.crowd import at_once
from programs.tests.factories import OrderFactory, OrderFileFactory, OrderLineFactory
from programs.tests.steps import MARCH

pytestmark = pytest.mark.django_db


def pdf(title: str = "") -> bytes:
    writer, made = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": title})
    writer.write(made)
    return made.getvalue()


PDF = pdf()


def somebody() -> dict:
    return {"by": UserFactory(), "at": MARCH}


@pytest.fixture
def who():
    return somebody()


def attach(order: Order, who: dict, *, content: bytes = PDF, key=None, name: str = "Avtal.pdf") -> OrderFile:
    return files.attach(order=order, key=key or uuid4(), kind="agreement", name=name, content=content, **who)


def test_a_file_is_kept_as_it_was_with_what_it_is(who):
    order = OrderFactory()

    attach(order, who, name="../Avtal.docx")

    kept = OrderFile.objects.get()
    assert (bytes(kept.content), kept.size, kept.sha256) == (PDF, len(PDF), hashlib.sha256(PDF).hexdigest())
    assert (kept.name, kept.media_type, kept.kind) == ("Avtal.pdf", "application/pdf", "agreement")
    assert kept.uploaded_by == who["by"]
    change = OrderChange.objects.get()
    assert (change.before, change.after) == ({"file": None}, {"file": "agreement"})


def test_sent_twice_or_with_the_same_bytes_it_is_one_file(who):
    order, key = OrderFactory(), uuid4()

    made = [attach(order, who, key=key), attach(order, who, key=key), attach(order, who, name="Igen.pdf")]

    assert {file.pk for file in made} == {OrderFile.objects.get().pk}
    assert OrderChange.objects.count() == 1


def test_what_is_no_document_is_not_kept(who):
    with pytest.raises(NotAccepted):
        attach(OrderFactory(), who, content=b"MZ")

    assert (OrderFile.objects.count(), OrderChange.objects.count()) == (0, 0)


@pytest.mark.parametrize("state", ["draft", "closed", "declined", "expired", "cancelled"])
def test_nothing_is_attached_to_what_is_over_or_not_sent(state, who):
    with pytest.raises(WrongStatus):
        attach(OrderFactory(status=state), who)


def test_an_order_has_no_more_files_than_it_may(who):
    order = OrderFactory()
    OrderFileFactory.create_batch(files.MOST_FILES, order=order)

    with pytest.raises(Refused) as refused:
        attach(order, who)

    assert (refused.value.field, OrderFile.objects.count()) == ("file", files.MOST_FILES)


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_by_many_at_once_is_one():
    order, who = OrderFactory(), somebody()

    at_once(lambda _n: attach(order, who), list(range(20)))

    assert (OrderFile.objects.count(), OrderChange.objects.count()) == (1, 1)


def test_a_file_is_taken_away_while_the_order_is_open_and_kept_afterwards(who):
    first, second = OrderFileFactory(), OrderFileFactory(order__status="invoiced")

    files.remove(file=first, **who)
    files.remove(file=first, **who)
    with pytest.raises(WrongStatus):
        files.remove(file=second, **who)

    assert OrderFile.objects.get() == second
    assert OrderChange.objects.get().before == {"file": "decision"}


BROKEN = [
    ("kind", "song", "file_kind_known"),
    ("media_type", "text/html", "file_media_type_known"),
    ("size", 0, "file_has_a_size"),
    ("size", MOST_BYTES + 1, "file_has_a_size"),
]


@pytest.mark.parametrize(("field", "value", "rule"), BROKEN, ids=str)
def test_the_database_refuses(field, value, rule):
    OrderFileFactory()

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        OrderFile.objects.update(**{field: value})


def test_the_database_refuses_the_same_file_twice():
    file = OrderFileFactory()

    with pytest.raises(IntegrityError, match="file_once_per_order"), transaction.atomic():
        OrderFileFactory(order=file.order, sha256=file.sha256)


# The pages
@pytest.fixture
def own(orderer) -> Order:
    return OrderLineFactory(order__orderer=orderer.organisation).order


def post(client, order: Order, content: bytes = PDF, name: str = "Beslut.pdf", **other):
    values = {"key": str(uuid4()), "kind": "decision", "file": SimpleUploadedFile(name, content), **other}
    return client.post(f"/bestallningar/{order.number}/filer/ny/", values)


def test_a_file_is_attached_and_fetched_as_something_to_save(own, orderer, signed_in):
    client = signed_in(orderer)
    assert 'enctype="multipart/form-data"' in client.get(f"/bestallningar/{own.number}/filer/ny/").content.decode()

    assert post(client, own, name="Beslut åäö.pdf").status_code == 302
    file = OrderFile.objects.get()
    answer = client.get(f"/bestallningar/{own.number}/filer/{file.pk}/")

    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Beslut%20%C3%A5%C3%A4%C3%B6.pdf"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    page = client.get(f"/bestallningar/{own.number}/").content.decode()
    for said in ("Beslut åäö.pdf", f"filer/{file.pk}/ta-bort/", "Bifogat: beslut"):
        assert said in page


WRONG = {
    "nothing": {"file": ""},
    "text in its place": {"file": "x"},
    "empty": {"content": b""},
    "a page": {"content": b"<script>alert(1)</script>", "name": "beslut.pdf"},
    "too large": {"content": b"%PDF-1.7" + b"0" * MOST_BYTES},
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_what_is_not_taken_is_said_beside_the_file_and_nothing_is_kept(given, own, orderer, signed_in):
    answer = post(signed_in(orderer), own, **given)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["file"])
    assert (OrderFile.objects.count(), OrderChange.objects.count()) == (0, 0)


def test_a_damaged_token_is_told_above_the_form(own, orderer, signed_in):
    answer = post(signed_in(orderer), own, key="x")

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["__all__"])


def test_an_orderer_takes_away_only_what_they_attached(own, orderer, national, signed_in):
    mine, theirs = OrderFileFactory(order=own, uploaded_by=orderer.user), OrderFileFactory(order=own)
    client = signed_in(orderer)

    asked = [client.get(f"/bestallningar/{own.number}/filer/{one.pk}/ta-bort/").status_code for one in (mine, theirs)]
    for one in (mine, theirs):
        client.post(f"/bestallningar/{own.number}/filer/{one.pk}/ta-bort/")
    assert (asked, OrderFile.objects.get()) == ([200, 404], theirs)
    signed_in(national).post(f"/bestallningar/{own.number}/filer/{theirs.pk}/ta-bort/")
    assert not OrderFile.objects.exists()


def test_nobody_fetches_attaches_or_takes_away_what_is_not_theirs(own, signed_in):
    file = OrderFileFactory(order=own)
    address = f"/bestallningar/{own.number}/filer"
    stranger, pays = MembershipFactory(orderer=True), MembershipFactory(orderer=True)
    OrderLineFactory(order=own, cost_bearer=pays.organisation)

    for membership in (stranger, pays, MembershipFactory(regional=True)):
        client = signed_in(membership)
        assert client.get(f"{address}/{file.pk}/").status_code == 404
        assert client.post(f"{address}/{file.pk}/ta-bort/").status_code == 404
        assert post(client, own).status_code == 404
    assert OrderFile.objects.count() == 1


def test_a_file_of_another_order_is_not_there(own, national, signed_in):
    file = OrderFileFactory()

    assert signed_in(national).get(f"/bestallningar/{own.number}/filer/{file.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_files_cost_a_page_one_query_and_none_of_their_bytes(count, own, orderer, signed_in, django_assert_num_queries):
    OrderFileFactory.create_batch(count, order=own)
    client = signed_in(orderer)
    client.get(f"/bestallningar/{own.number}/")

    with django_assert_num_queries(15) as asked:
        client.get(f"/bestallningar/{own.number}/")

    assert [query["sql"] for query in asked.captured_queries if '"content"' in query["sql"]] == []

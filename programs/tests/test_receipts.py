"""An order's receipt on paper, read back."""

import datetime as dt
import io
from decimal import Decimal

import pypdf
import pytest

from peersupport.directory.tests.factories import MembershipFactory
from programs.models import Order, OrderLine
from programs.selectors import total_of
from programs.tests.factories import CohortFactory, OrderLineFactory
from programs.tests.steps import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed(orderer) -> Order:
    """Two seats under terms, and a staff training with VAT."""
    made = order(CohortFactory(name="Stockholm hösten"), 2, orderer=orderer.organisation)
    OrderLineFactory(order=made, staff_training=True, quantity=3, unit_price=12000)
    Order.objects.update(terms=[[30, 0], [8, 50], [None, 100]], held_until=dt.date(2026, 3, 16))
    return made


def read(client, placed) -> pypdf.PdfReader:
    answer = client.get(f"/bestallningar/{placed.number}/kvitto.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'inline; filename="{placed.number}.pdf"'
    return pypdf.PdfReader(io.BytesIO(answer.content))


def words(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split()).replace("\xa0", " ")


def test_it_says_what_was_ordered_at_which_price_and_under_which_terms(placed, orderer, signed_in):
    coordinator = MembershipFactory(regional=True, organisation=placed.lines.of_seats().get().cohort.host)

    text = words(read(signed_in(orderer), placed))

    for said in (
        f"Kvitto {placed.number}",
        "2026-03-02 10:00",
        orderer.organisation.name,
        "ZZ1234",
        "Platserna hålls till 2026-03-16",
        "Utbildningsplatser",
        "Stockholm hösten · 2026-08-17–2026-09-18",
        "2 68 000,00 Momsfritt 136 000,00",
        "3 12 000,00 25 % moms 36 000,00",
        "Summa utan moms 172 000,00",
        "Moms 25 % av 36 000,00 9 000,00",
        "Summa, kronor 181 000,00",
        "30 dagar före start, eller tidigare 0 % av priset",
        "Senare än så 100 % av priset",
        coordinator.user.email,
    ):
        assert said in text, said


def test_it_names_no_person(placed, orderer, signed_in):
    Order.objects.update(contact_name="Maximiliana", contact_email="m@kommun.example")

    text = words(read(signed_in(orderer), placed))

    people = ["Maximiliana", "m@kommun.example", orderer.user.family_name, placed.placed_by.family_name]
    assert [name for name in people if name in text] == []


def test_it_is_tagged_and_in_the_readers_language(placed, orderer, signed_in):
    client = signed_in(orderer)
    swedish = read(client, placed)
    orderer.user.language = "en"
    orderer.user.save()
    client.cookies["django_language"] = "en"

    english = read(client, placed)

    assert [one.trailer["/Root"]["/Lang"] for one in (swedish, english)] == ["sv-SE", "en-SE"]
    assert [one.metadata.title for one in (swedish, english)] == [f"Kvitto {placed.number}", f"Receipt {placed.number}"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in english.xmp_metadata.rdf_root.toxml()


def test_what_is_called_off_counts_for_nothing(placed):
    OrderLine.objects.filter(kind="staff").update(status="cancelled")

    total = total_of(placed.lines.all())

    assert (total.net, total.gross) == (Decimal(136000), Decimal(136000))


def test_vat_is_reckoned_on_the_sum_of_a_code():
    lines = [OrderLine(quantity=1, unit_price=Decimal("0.50"), vat="S25", status="ordered") for _n in range(3)]

    assert [(one.rate, one.net, one.tax) for one in total_of(lines).by_vat] == [(25, Decimal("1.50"), Decimal("0.38"))]


@pytest.mark.parametrize("path", ["bestallningar/{}/", "bestall/klart/{}/"])
def test_pages_lead_to_it(path, placed, orderer, signed_in):
    page = signed_in(orderer).get("/" + path.format(placed.number)).content.decode()

    assert f'href="/bestallningar/{placed.number}/kvitto.pdf"' in page


def test_somebody_elses_receipt_is_not_there(placed, signed_in):
    client = signed_in(MembershipFactory(orderer=True))

    assert client.get(f"/bestallningar/{placed.number}/kvitto.pdf").status_code == 404

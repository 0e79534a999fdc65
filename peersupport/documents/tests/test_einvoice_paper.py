"""The same invoice as PDF and as a workbook: the same numbers, and nothing that isn't the invoice's."""

import datetime as dt
import io
from decimal import Decimal

import pypdf
import pytest
from django.utils import translation
from openpyxl import load_workbook

from peersupport.documents import einvoice
from peersupport.documents.einvoice import Endpoint
from peersupport.documents.tests.invoices import STANDARD, buyer, credit, invoice, line, supplier

FORMULAS = ["=1+1", "+46701234567", "-5", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1", "|x", "%x"]


@pytest.fixture(autouse=True)
def swedish():
    with translation.override("sv"):
        yield


def read(document: einvoice.Invoice) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(einvoice.pdf(document)))


def words(document: einvoice.Invoice) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(document).pages).split()).replace("\xa0", " ")


def sheets(document: einvoice.Invoice) -> dict[str, list[list]]:
    book = load_workbook(io.BytesIO(einvoice.xlsx(document)))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_the_pdf_is_tagged_in_swedish_with_its_number_as_title():
    reader = read(invoice())
    root = reader.trailer["/Root"]

    assert root["/Lang"] == "sv-SE"
    assert bool(root["/MarkInfo"]["/Marked"]) is True
    assert "<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.rdf_root.toxml()
    assert reader.metadata.title == "Faktureringsunderlag F-2026-0001"


def kinds_of(reader: pypdf.PdfReader) -> list[str]:
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            found.append(node.get("/S"))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_the_lines_are_a_table_with_headers_for_those_who_listen():
    kinds = kinds_of(read(invoice()))

    assert (kinds.count("/H1"), kinds.count("/Table")) == (1, 1)
    assert kinds.count("/TH") == 6


def test_the_pdf_says_who_what_and_how_much():
    text = words(invoice(lines=(line(1, vat=STANDARD), line(2))))

    for said in [
        "NSPH Stockholms län",
        "802010-4561",
        "0088:7340009873124",
        "ZZ123456",
        "PO-77",
        "RA-2025-11",
        "Projekt 9",
        "B-2026-0042/02",
        "18 500,00",
        "Moms 25 % av 18 500,00 4 625,00",
        "41 625,00",
        "5123-4567",
        "Godkänd för F-skatt",
        "Undantaget från moms: utbildning.",
        "2026-05-30",
    ]:
        assert said in text


def test_a_credit_is_below_zero_on_paper_and_asks_for_no_payment():
    text = words(credit())

    assert "Kreditunderlag F-2026-0002" in text
    assert "-37 000,00" in text
    assert "F-2026-0001" in text
    assert "5123-4567" not in text
    assert "Att betala" not in text


def test_many_lines_go_on_with_the_header_on_each_page():
    reader = read(invoice(lines=tuple(line(n) for n in range(1, 61))))

    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) == 4
    assert ["Antal" in page for page in pages] == ["B-2026-0042" in page for page in pages]


@pytest.mark.parametrize("name", ["#set page() *x* $y$ `z`", "Långtnamn " * 30, "Överförmyndarnämnden i Åmål"])
def test_a_name_is_text_and_never_markup(name):
    assert "".join(name.split()) in "".join(words(invoice(buyer=buyer(name=name))).split())


def test_the_workbook_has_real_numbers_and_days():
    book = sheets(invoice())

    assert list(book) == ["Faktureringsunderlag", "Rader"]
    assert book["Rader"][1] == [
        1,
        "Utbildningsplats",
        "B-2026-0042/01",
        "Stockholm våren 2026",
        dt.datetime(2026, 3, 2),
        dt.datetime(2026, 4, 3),
        1,
        "st",
        18500,
        "E",
        0,
        18500,
    ]
    facts = dict(book["Faktureringsunderlag"][1:])
    assert facts["Nummer"] == "F-2026-0001"
    assert facts["Datum"] == dt.datetime(2026, 4, 30)
    assert facts["Beställarreferens"] == "ZZ123456"
    assert facts["Att betala, kronor"] == 37000
    assert facts["Leverantörens organisationsnummer"] == "8020104561"


def test_a_credit_is_below_zero_in_the_workbook():
    book = sheets(credit(lines=(line(1, vat=STANDARD),)))
    facts = dict(book["Faktureringsunderlag"][1:])

    assert book["Rader"][1][-1] == -18500
    assert (facts["Summa utan moms"], facts["Krediteras, kronor"]) == (-18500, -23125)
    assert facts["Krediterar"] == "F-2026-0001"


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_in_the_workbook_is_a_formula(text):
    odd = line(1, name=text, about=text, note=text)
    content = einvoice.xlsx(invoice(lines=(odd,), supplier=supplier(name=text), buyer=buyer(name=text)))

    cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == text] == ["s"] * 5
    assert all(cell.quotePrefix for cell in cells if cell.value == text)
    assert "f" not in {cell.data_type for cell in cells}


def test_what_isnt_known_is_left_out_of_the_pdf():
    bare = invoice(
        supplier=supplier(bankgiro="", vat_number="", email="", endpoint=Endpoint("0007", "")),
        buyer=buyer(endpoint=Endpoint("0007", "")),
        lines=(line(1, quantity=Decimal("1.50"), starts_on=None, about=""),),
    )
    text = words(bare)

    assert "Bankgiro" not in text
    assert "E-faktura" not in text
    assert "1,5 st" in text

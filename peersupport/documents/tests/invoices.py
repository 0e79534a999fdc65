"""An invoice to test with, as small as the rules allow, and an eye that reads XML without our help."""

import datetime as dt
from decimal import Decimal

from lxml import etree

from peersupport.documents.einvoice import Address, Endpoint, Invoice, Kind, Line, Party, References, Supplier, Vat

EXEMPT, STANDARD, TWELVE, SIX = Vat("E"), Vat("S", Decimal(25)), Vat("S", Decimal(12)), Vat("S", Decimal(6))
ZERO_RATED, OUTSIDE = Vat("Z"), Vat("O")
NUMBER, VAT_NUMBER, GLN = "8020104561", "SE802010456101", "7340009873124"
NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


def line(number: int = 1, **changed) -> Line:
    said = {
        "name": "Utbildningsplats",
        "quantity": Decimal(1),
        "price": Decimal("18500.00"),
        "vat": EXEMPT,
        "note": f"B-2026-0042/{number:02d}",
        "about": "Stockholm våren 2026",
        "starts_on": dt.date(2026, 3, 2),
        "ends_on": dt.date(2026, 4, 3),
    }
    return Line(number=number, **{**said, **changed})


def supplier(**changed) -> Supplier:
    said = {
        "name": "NSPH Stockholms län",
        "org_number": NUMBER,
        "endpoint": Endpoint("0007", NUMBER),
        "address": Address("Instrumentvägen 10", "126 53", "Hägersten"),
        "vat_number": VAT_NUMBER,
        "email": "ekonomi@nsph.example",
        "has_f_tax": True,
        "bankgiro": "51234567",
    }
    return Supplier(**{**said, **changed})


def buyer(**changed) -> Party:
    said = {
        "name": "Stockholms stad, socialförvaltningen",
        "org_number": "2120000142",
        "endpoint": Endpoint("0088", GLN),
        "address": Address("Box 1", "105 35", "Stockholm"),
    }
    return Party(**{**said, **changed})


def invoice(**changed) -> Invoice:
    said = {
        "number": "F-2026-0001",
        "issued_on": dt.date(2026, 4, 30),
        "due_on": dt.date(2026, 5, 30),
        "supplier": supplier(),
        "buyer": buyer(),
        "references": References("ZZ123456", "PO-77", "RA-2025-11", "Projekt 9"),
        "lines": (line(1), line(2)),
        "terms": "30 dagar netto",
        "exempt_because": "Undantaget från moms: utbildning.",
    }
    return Invoice(**{**said, **changed})


def credit(**changed) -> Invoice:
    of = {"kind": Kind.CREDIT_NOTE, "number": "F-2026-0002", "credited": "F-2026-0001"}
    return invoice(**{**of, "credited_on": dt.date(2026, 4, 30), **changed})


class Read:
    """What another parser makes of the bytes."""

    def __init__(self, content: bytes) -> None:
        self.root = etree.fromstring(content)

    def texts(self, path: str) -> list[str]:
        return [element.text for element in self.root.iterfind(path, NAMES)]

    def text(self, path: str) -> str:
        (only,) = self.texts(path)
        return only

    def amounts(self, path: str) -> list[Decimal]:
        return [Decimal(text) for text in self.texts(path)]

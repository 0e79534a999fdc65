"""Reading what was written, for the rules: they judge the document that leaves the house, not what we meant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from peersupport.documents.einvoice.ubl import NAMESPACES

SUPPLIER = "cac:AccountingSupplierParty/cac:Party/"
BUYER = "cac:AccountingCustomerParty/cac:Party/"
TOTAL = "cac:LegalMonetaryTotal/cbc:"
SUBTOTALS = "cac:TaxTotal/cac:TaxSubtotal"
BREAKDOWN = "cac:TaxCategory"
ITEM = "cac:Item/cac:ClassifiedTaxCategory"


class Part:
    """An element of the document, asked by paths such as ``cac:Party/cbc:EndpointID``."""

    def __init__(self, element: Element) -> None:
        self.element = element

    def text(self, path: str) -> str:
        return (self.element.findtext(path, default="", namespaces=NAMESPACES) or "").strip()

    def attribute(self, path: str, name: str) -> str:
        found = self.element.find(path, NAMESPACES)
        return "" if found is None else found.get(name, "")

    def amount(self, path: str) -> Decimal | None:
        """None when there is no number, which equals no sum."""
        try:
            return Decimal(self.text(path))
        except InvalidOperation:
            return None

    def day(self, path: str) -> date | None:
        try:
            return date.fromisoformat(self.text(path))
        except ValueError:
            return None

    def parts(self, path: str) -> list["Part"]:
        return [Part(element) for element in self.element.findall(path, NAMESPACES)]

    def has(self, path: str) -> bool:
        return bool(self.text(path))


class Document(Part):
    @property
    def is_credit(self) -> bool:
        return self.element.tag.endswith("}CreditNote")

    @property
    def lines(self) -> list[Part]:
        return self.parts("cac:CreditNoteLine" if self.is_credit else "cac:InvoiceLine")

    @property
    def subtotals(self) -> list[Part]:
        return self.parts(SUBTOTALS)

    @property
    def type_code(self) -> str:
        return self.text("cbc:CreditNoteTypeCode" if self.is_credit else "cbc:InvoiceTypeCode")

    @property
    def quantity(self) -> str:
        """Where a line says how many."""
        return "cbc:CreditedQuantity" if self.is_credit else "cbc:InvoicedQuantity"

    def tax_number(self, party: str, scheme: str) -> str:
        """What a party is registered as with the tax agency: its VAT number, or what is said of F-tax."""
        found = [
            part for part in self.parts(f"{party}cac:PartyTaxScheme") if part.text("cac:TaxScheme/cbc:ID") == scheme
        ]
        return found[0].text("cbc:CompanyID") if found else ""

    def each(self, tag: str) -> list[Element]:
        """Every basic component of a name, wherever it stands."""
        return self.element.findall(f".//cbc:{tag}", NAMESPACES)


@dataclass(frozen=True)
class Rule:
    """A published rule: its code, whether a document keeps it, and what a coordinator is told when it doesn't."""

    code: str
    holds: Callable[[Document], object]
    words: object  # translated when it is shown

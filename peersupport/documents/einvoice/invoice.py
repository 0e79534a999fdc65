"""What an invoice says, in the terms of EN 16931, and its sums. Money is kronor as Decimal, rounded to whole öre."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

ORE = Decimal("0.01")
ZERO = Decimal("0.00")


class Kind(StrEnum):
    """UNTDID 1001."""

    INVOICE = "380"
    CREDIT_NOTE = "381"


class Unit(StrEnum):
    """UN/ECE recommendation 20."""

    PIECE = "C62"
    HOUR = "HUR"
    MONTH = "MON"


@dataclass(frozen=True)
class Vat:
    """A VAT category (UNCL5305) with its rate: S standard, Z zero rated, E exempt, O outside the scope of VAT."""

    category: str
    percent: Decimal = ZERO

    @property
    def is_outside(self) -> bool:
        return self.category == "O"


@dataclass(frozen=True)
class Endpoint:
    """Where e-invoices reach somebody: 0007 is a Swedish organisation number, 0088 a GLN."""

    scheme: str
    number: str


@dataclass(frozen=True)
class Address:
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "SE"


@dataclass(frozen=True)
class Party:
    """An organisation, never a person."""

    name: str
    org_number: str  # ten digits
    endpoint: Endpoint
    address: Address = Address()
    vat_number: str = ""  # SE, ten digits, 01
    email: str = ""  # of a function, not of somebody


@dataclass(frozen=True)
class Supplier(Party):
    has_f_tax: bool = False
    bankgiro: str = ""  # seven or eight digits


@dataclass(frozen=True)
class References:
    """The four that Swedish public buyers ask for (SFTI): without the first two an invoice is sent back."""

    buyer: str = ""  # beställarreferens
    order: str = ""  # orderreferens
    contract: str = ""  # kontraktsreferens
    invoiced_object: str = ""  # faktureringsobjekt


@dataclass(frozen=True)
class Line:
    """``number`` is its place in the document, ``note`` the number of the seat, ``about`` which course and where.

    ``paid_from`` is which money the buyer takes for it, in their words: for people to read, no machine books by it.
    """

    number: int
    name: str
    quantity: Decimal
    price: Decimal
    vat: Vat
    unit: Unit = Unit.PIECE
    note: str = ""
    about: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    paid_from: str = ""

    @property
    def net(self) -> Decimal:
        return whole_ore(self.quantity * self.price)


@dataclass(frozen=True)
class Invoice:
    """An invoice, or a credit note: that has the same positive amounts, and says by its kind that they are given back.

    ``exempt_because`` is why there is no VAT on the lines that are exempt or outside its scope.
    """

    number: str
    issued_on: date
    due_on: date
    supplier: Supplier
    buyer: Party
    references: References
    lines: tuple[Line, ...]
    kind: Kind = Kind.INVOICE
    terms: str = ""
    exempt_because: str = ""
    credited: str = ""  # the number of the document that a credit note corrects
    credited_on: date | None = None
    currency: str = "SEK"

    @property
    def is_credit(self) -> bool:
        return self.kind == Kind.CREDIT_NOTE

    @property
    def is_outside_vat(self) -> bool:
        """A document outside the scope of VAT names no VAT numbers (BR-O-02)."""
        return any(line.vat.is_outside for line in self.lines)

    @property
    def period(self) -> tuple[date | None, date | None]:
        """From the first day of any line to the last."""
        return (
            min((line.starts_on for line in self.lines if line.starts_on), default=None),
            max((line.ends_on for line in self.lines if line.ends_on), default=None),
        )


@dataclass(frozen=True)
class VatGroup:
    vat: Vat
    taxable: Decimal
    tax: Decimal


@dataclass(frozen=True)
class Totals:
    net: Decimal
    groups: tuple[VatGroup, ...]

    @property
    def tax(self) -> Decimal:
        return sum((group.tax for group in self.groups), ZERO)

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


def whole_ore(amount: Decimal) -> Decimal:
    """Half an öre goes up, as on every Swedish invoice; Python's own rounding would go to the even neighbour."""
    return amount.quantize(ORE, rounding=ROUND_HALF_UP)


def totals(lines: Iterable[Line]) -> Totals:
    """VAT is computed on each category's sum, never on single lines (BR-CO-17), so that no öre is lost on the way."""
    sums: dict[Vat, Decimal] = {}
    for line in lines:
        sums[line.vat] = sums.get(line.vat, ZERO) + line.net
    groups = [
        VatGroup(vat, taxable, whole_ore(taxable * vat.percent / 100))
        for vat, taxable in sorted(sums.items(), key=lambda item: (item[0].category, -item[0].percent))
    ]
    return Totals(net=sum(sums.values(), ZERO), groups=tuple(groups))

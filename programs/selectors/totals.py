"""What an order comes to: its sum, and the VAT of each code."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from programs.models import OrderLine

RATES = {OrderLine.Vat.EXEMPT: Decimal(0), OrderLine.Vat.STANDARD: Decimal(25)}
OERE = Decimal("0.01")


@dataclass(frozen=True)
class VatSum:
    """All lines of one VAT code: what they cost without VAT, and the VAT."""

    vat: OrderLine.Vat
    net: Decimal

    @property
    def rate(self) -> Decimal:
        """Per cent."""
        return RATES[self.vat]

    @property
    def tax(self) -> Decimal:
        return (self.net * self.rate / 100).quantize(OERE, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Total:
    """Kronor; the VAT is reckoned on the sum of each code, as invoices do."""

    by_vat: tuple[VatSum, ...]

    @property
    def net(self) -> Decimal:
        return sum((one.net for one in self.by_vat), Decimal(0))

    @property
    def gross(self) -> Decimal:
        return self.net + sum(one.tax for one in self.by_vat)


def total_of(lines: Iterable[OrderLine]) -> Total:
    """What the lines that aren't called off come to."""
    net: dict[OrderLine.Vat, Decimal] = {}
    for line in lines:
        if line.status != OrderLine.Status.CANCELLED:
            vat = OrderLine.Vat(line.vat)
            net[vat] = net.get(vat, Decimal(0)) + line.price
    return Total(tuple(VatSum(vat, net[vat]) for vat in OrderLine.Vat if vat in net))

"""E-invoices: what one says, its sums, its XML (Peppol BIS Billing 3.0), the rules, and the same on paper and as cells.

Plain values in, bytes out: no model, no request, no clock. Nothing here has a place for a person's name.
"""

from peersupport.documents.einvoice.frozen import frozen, thawed
from peersupport.documents.einvoice.invoice import (
    Address,
    Endpoint,
    Invoice,
    Kind,
    Line,
    Party,
    References,
    Supplier,
    Totals,
    Unit,
    Vat,
    VatGroup,
    totals,
)
from peersupport.documents.einvoice.paper import pdf, sums_of, xlsx
from peersupport.documents.einvoice.rules import Fault, faults
from peersupport.documents.einvoice.ubl import ubl

__all__ = [
    "Address",
    "Endpoint",
    "Fault",
    "Invoice",
    "Kind",
    "Line",
    "Party",
    "References",
    "Supplier",
    "Totals",
    "Unit",
    "Vat",
    "VatGroup",
    "faults",
    "frozen",
    "pdf",
    "sums_of",
    "thawed",
    "totals",
    "ubl",
    "xlsx",
]

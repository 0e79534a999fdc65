"""Whether a document keeps the published rules, as far as they can be asked without the network, in plain words."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from peersupport.documents.einvoice import presence, sums
from peersupport.documents.einvoice.invoice import Invoice
from peersupport.documents.einvoice.reading import Document
from peersupport.documents.einvoice.ubl import document

RULES = [*presence.RULES, *sums.RULES]


@dataclass(frozen=True)
class Fault:
    rule: str  # as it is published: BR-CO-10
    words: str

    def __str__(self) -> str:
        return self.words


def faults(invoice: Invoice) -> list[Fault]:
    """What a buyer's system would send the document back for; empty when it can go."""
    return faults_in(document(invoice))


def faults_in(root: Element) -> list[Fault]:
    """The same for a document as it is written."""
    read = Document(root)
    return [Fault(rule.code, str(rule.words)) for rule in RULES if not rule.holds(read)]

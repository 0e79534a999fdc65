"""Supplier and payer of an invoice, from what the directory knows of them. The one place that reads both."""

from django.utils.translation import gettext as _

from peersupport.directory import invoicing, tree
from peersupport.directory.models import Invoicing, Organisation
from peersupport.documents.einvoice import Address, Endpoint, Party, Supplier


def supplier_of(host: Organisation) -> tuple[Supplier, str]:
    """The association as it stands on an invoice, and its words about why no VAT is charged. Two queries at most."""
    details = invoicing.details_of(host) or Invoicing()
    stated = {"vat_number": details.vat_number, "has_f_tax": details.f_tax, "bankgiro": details.bankgiro}
    return Supplier(**_party(host, details), **stated), details.vat_text or _("Exempt from VAT")


def payer_of(organisation: Organisation) -> Party:
    """The payer: a part has the number of what it belongs to, and the address of the nearest that has one."""
    return Party(**_party(organisation, invoicing.details_of(organisation) or Invoicing()))


def _party(organisation: Organisation, details: Invoicing) -> dict:
    path = tree.path_to(organisation)
    person = tree.legal_person(path)
    name = organisation.name if person == organisation else f"{person.name}, {organisation.name}"
    address = Address(street=details.street, postal_code=_spaced(details.postal_code), city=details.city)
    # an organisation number is an address in Peppol too, and the one that most buyers have
    endpoint = Endpoint(details.e_scheme, details.e_id) if details.e_id else Endpoint("0007", person.org_number)
    return {"name": name, "org_number": person.org_number, "endpoint": endpoint, "address": address}


def _spaced(code: str) -> str:
    """As people write it: 136 81."""
    return f"{code[:3]} {code[3:]}".strip()

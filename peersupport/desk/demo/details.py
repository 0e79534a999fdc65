"""Contacts and invoicing details of the demo's two municipalities. The addresses are invented."""

from datetime import date

from peersupport.accounts.models import User
from peersupport.desk.demo.cast import DOMAIN, Places
from peersupport.desk.demo.pieces import at, key
from peersupport.directory.actions import contacts, invoicing
from peersupport.directory.models import Contact, Organisation

About = Contact.Role


def give(where: Places, *, by: User, since: date) -> None:
    for organisation, word, city in (
        (where.stockholm, "stockholm", "Stockholm"),
        (where.haninge, "haninge", "Haninge"),
    ):
        invoicing.change(
            organisation=organisation,
            recipient="Fakturamottagningen",
            street="Box 1",
            postal_code="10000",
            city=city,
            reference_hint="Ansvarskoden, som ekonomiavdelningen vet",
            by=by,
            at=at(since),
        )
        _mailbox(organisation, About.INVOICE, "Fakturamottagningen", f"fakturor-{word}@{DOMAIN}", by=by, since=since)
    _mailbox(where.haninge, About.ORDERING, "Socialförvaltningen", f"social@{DOMAIN}", by=by, since=since)


def _mailbox(organisation: Organisation, role: str, name: str, email: str, *, by: User, since: date) -> None:
    contacts.add(
        key=key("demo contact", email, role),
        organisation=organisation,
        role=role,
        name=name,
        email=email,
        is_mailbox=True,
        by=by,
        at=at(since),
    )

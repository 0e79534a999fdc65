"""Contacts and invoicing details of the demo's two municipalities and its host. Addresses and numbers are invented."""

from datetime import date

from peersupport.accounts.models import User
from peersupport.desk.demo.cast import DOMAIN, Places
from peersupport.desk.demo.pieces import at, key
from peersupport.directory.actions import contacts, invoicing
from peersupport.directory.models import Contact, Organisation
from programs.actions import guidelines, programmes
from programs.models import Programme, Requirements

About = Contact.Role
GUIDELINES = """Vi låter den vi möter bestämma själv.
Vi har tystnadsplikt om det vi får veta.
Vi berättar valda delar av vår egen historia, när den andra har nytta av den.
Vi lovar ingenting som ligger utanför rollen.
Vi behandlar alla lika.
Vi ses på arbetstid, och inte hemma hos någon.
Vi tar inte emot gåvor eller gentjänster, och lånar inte ut pengar.
Vi tar hand om oss själva, och säger till i tid."""
HOST = "8020000918"  # like an association's number, with a right check digit


def give(where: Places, *, by: User, since: date) -> None:
    for organisation, number, word, city in (
        (where.stockholm, "2120009911", "stockholm", "Stockholm"),
        (where.haninge, "2120009929", "haninge", "Haninge"),
    ):
        invoicing.change(
            organisation=organisation,
            e_scheme="0007",
            e_id=number,
            recipient="Fakturamottagningen",
            street="Box 1",
            postal_code="10000",
            city=city,
            reference_hint="Ansvarskoden, som ekonomiavdelningen vet",
            by=by,
            at=at(since),
        )
        _mailbox(organisation, About.INVOICE, "Fakturamottagningen", f"fakturor-{word}@{DOMAIN}", by=by, since=since)
    _as_supplier(where.host, by=by, since=since)
    _mailbox(where.haninge, About.ORDERING, "Socialförvaltningen", f"social@{DOMAIN}", by=by, since=since)


def _as_supplier(host: Organisation, *, by: User, since: date) -> None:
    """What an association must state on an invoice."""
    invoicing.change(
        organisation=host,
        e_scheme="0007",
        e_id=HOST,
        street="Exempelgatan 1",
        postal_code="12345",
        city="Exempelstad",
        bankgiro="9900002",
        vat_number=f"SE{HOST}01",
        f_tax=True,
        vat_text="Utbildningen är undantagen från moms.",
        by=by,
        at=at(since),
    )


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


def certificates_take(programme: Programme, *, by: User, since: date) -> None:
    """An interview and the ethical guidelines, besides attendance."""
    asked = guidelines.publish(programme=programme, text=GUIDELINES, by=by, at=at(since))
    takes = Requirements(summing_up=True, guidelines=asked)
    programmes.change(programme=programme, version=programme.version, requirements=takes, by=by, at=at(since))

"""From a person's application to the payer's files: a course is paid for, and nobody's name comes along."""

import datetime as dt
import io
import zipfile

import pypdf
import pytest
from django.utils import translation

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.documents import einvoice
from peersupport.tests.rows import tables_with
from programs.actions import bases
from programs.models import InvoiceBasis, Seat
from programs.tests.factories import CohortFactory, OrderFactory, OrderLineFactory, SeatFactory
from programs.tests.invoicing import invoice_of, supplier
from training.actions import certificates
from training.tests.factories import ApplicationFactory, CourseDayFactory, ParticipationFactory, mark_day

pytestmark = pytest.mark.django_db
CANARY = "Zebrasson"
OCTOBER = dt.datetime(2026, 10, 1, 8, 0, tzinfo=dt.UTC)


def text_of(invoice: einvoice.Invoice) -> str:
    """All that is written in the three files, with what they say of themselves."""
    with translation.override("sv"):
        paper = pypdf.PdfReader(io.BytesIO(einvoice.pdf(invoice)))
        book = zipfile.ZipFile(io.BytesIO(einvoice.xlsx(invoice)))
    pages = [page.extract_text() for page in paper.pages]
    said = [*pages, str(paper.metadata), paper.xmp_metadata.rdf_root.toxml(), einvoice.ubl(invoice).decode()]
    return "".join([*said, *(book.read(name).decode() for name in book.namelist())])


@pytest.fixture
def billed() -> InvoiceBasis:
    """Everybody who had to do with a billed seat is called the same: who took the course, ordered, taught, billed."""
    somebody = {"given_name": CANARY, "family_name": CANARY}
    host, payer = supplier(), OrganisationFactory(name="Haninge kommun", org_number="2120000142")
    user = MembershipFactory(organisation=host, user=UserFactory(**somebody)).user
    order = OrderFactory(
        orderer=payer, placed_by=user, contact_name=CANARY, contact_email=f"{CANARY}@haninge.example", decision=CANARY
    )
    line = OrderLineFactory(order=order, cohort=CohortFactory(host=host, running=True))
    seat = SeatFactory(line=line, status=Seat.Status.ASSIGNED)
    ApplicationFactory(cohort=seat.cohort, **somebody)
    named = {f"person__{name}": value for name, value in somebody.items()}
    participation = ParticipationFactory(cohort=seat.cohort, seat=seat, **named)
    day = CourseDayFactory(cohort=seat.cohort, sessions__registered=True)
    mark_day(day, participation)
    certificates.issue(participation=participation, by=user, at=OCTOBER)
    (basis,) = bases.collect(host=host, until=OCTOBER.date(), by=user, at=OCTOBER)
    bases.lock(basis=basis, by=user, at=OCTOBER)
    return basis


def test_no_file_has_a_name(billed):
    text = text_of(invoice_of(billed))

    assert billed.charges.get().seat.number in text
    assert CANARY not in text


def test_no_file_of_a_credit_has_a_name(billed):
    credit = bases.credit(basis=billed, by=billed.locked_by, at=OCTOBER)

    assert CANARY not in text_of(invoice_of(credit))


def test_no_row_of_a_charge_or_a_basis_has_a_name(billed):
    kept = {"programs_charge", "programs_invoicebasis"}

    assert tables_with(CANARY)  # there is something to leak
    assert set(tables_with(CANARY)) & kept == set()
    assert CANARY not in str(billed.document)


def test_the_payers_pages_have_no_name(billed, signed_in):
    client = signed_in(MembershipFactory(orderer=True, organisation=billed.payer))

    for path in ("/underlag/", f"/underlag/{billed.number}/"):
        assert CANARY not in client.get(path).content.decode()


@pytest.mark.parametrize(
    "path", ["", "platser/", "dokument/", "kvartal/2026/4/", "kvartal/2026/4/pdf/", "kvartal/2026/4/excel/"]
)
def test_none_of_the_orderers_own_pages_has_a_name(path, billed, client):
    client.force_login(MembershipFactory(orderer=True, organisation=billed.payer).user)

    answer = client.get(f"/{path}")

    assert answer.status_code == 200
    assert CANARY not in readable(answer.content, answer["Content-Type"])


def readable(content: bytes, kind: str) -> str:
    if kind == "application/pdf":
        paper = pypdf.PdfReader(io.BytesIO(content))
        return "".join([*(page.extract_text() for page in paper.pages), str(paper.metadata)])
    if "spreadsheet" in kind:
        book = zipfile.ZipFile(io.BytesIO(content))
        return "".join(book.read(name).decode() for name in book.namelist())
    return content.decode()

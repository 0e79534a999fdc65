"""The paper of a certificate: read back by programs that aren't ours, and made anew after a change of name."""

import datetime as dt
import io

import pikepdf
import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.test import Client

from peersupport.directory.tests.factories import MembershipFactory
from programs.tests.crowd import at_once
from training.actions import certificates
from training.actions.certificates import NotInForce, ReplacedMeanwhile
from training.models import CertificateCopy
from training.tests.factories import SEPTEMBER, CertificateFactory, CourseDayFactory

LATER = dt.datetime(2026, 10, 1, 9, 0, tzinfo=dt.UTC)


def paper(client: Client, certificate, query: str = "") -> bytes:
    answer = client.get(f"/intyg/{certificate.number}.pdf{query}")
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content


def text_of(content: bytes) -> str:
    return " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


def scanned(content: bytes) -> str:
    """What a camera reads in the page as it is printed."""
    page = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil()
    return zxingcpp.read_barcode(page).text


def test_qpdf_finds_no_fault_and_everything_is_tagged(national, signed_in):
    content = paper(signed_in(national), CertificateFactory())

    with pikepdf.open(io.BytesIO(content)) as read:
        assert read.check_pdf_syntax() == []
        assert read.open_metadata()["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert "/StructTreeRoot" in read.Root
        assert read.Root.MarkInfo.Marked is True


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [("sv", "sv-SE", "Härmed intygas att"), ("en", "en-SE", "This is to certify that")],
)
def test_the_paper_is_in_swedish_or_english(national, signed_in, language, lang, words):
    certificate = CertificateFactory()
    CourseDayFactory.create_batch(2, cohort=certificate.participation.cohort)

    content = paper(signed_in(national), certificate, f"?sprak={language}")

    text = text_of(content)
    assert pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/Lang"] == lang
    assert words in text
    assert certificate.person.name in text
    assert certificate.number in text


def test_a_paper_that_was_made_in_english_is_printed_in_english(national, signed_in):
    certificate = CertificateFactory(copy__language="en")

    assert "This is to certify that" in text_of(paper(signed_in(national), certificate, "?sprak=de"))


def test_the_metadata_names_nobody(national, signed_in):
    certificate = CertificateFactory(issued_by__family_name="Utfärdarsson", participation__person__family_name="Ek")

    read = pypdf.PdfReader(io.BytesIO(paper(signed_in(national), certificate)))

    told = f"{read.metadata} {read.xmp_metadata.rdf_root.toxml()}"
    assert [name in told for name in ("Utfärdarsson", "Ek", certificate.number)] == [False, False, True]


def test_the_code_in_the_picture_opens_the_page_that_says_valid(national, signed_in, settings):
    certificate = CertificateFactory()

    address = scanned(paper(signed_in(national), certificate))

    assert address == f"{settings.SITE_URL}/c/{certificate.code}/"
    assert Client().get(address.removeprefix(settings.SITE_URL)).context["valid"] is True


def test_from_the_printed_code_through_two_who_revoke_to_not_valid(national, signed_in, settings):
    certificate = CertificateFactory()
    here = scanned(paper(signed_in(national), certificate)).removeprefix(settings.SITE_URL)
    before = Client().get(here)
    proposed = {"kind": "incident", "proposal": "revoke", "text": "Det som hände."}
    signed_in(national).post(f"/intyg/{certificate.number}/aterkalla/", proposed)
    case = certificate.cases.get()

    waiting = Client().get(here)
    other = signed_in(MembershipFactory(national=True))
    other.post(f"/intyg/{certificate.number}/arenden/{case.pk}/", {"answer": "approved"})

    after = Client().get(here)
    told = [answer.content.decode() for answer in (before, waiting, after)]
    assert [answer.status_code for answer in (before, waiting, after)] == [200, 200, 200]
    assert ["Intyget är giltigt" in body for body in told] == [True, True, False]
    words = ("Intyget är inte giltigt", certificate.number, "Det som hände", "terkalla")
    assert [word in told[2] for word in words] == [True, True, False, False]


def test_after_a_change_of_name_there_is_a_new_paper_under_the_same_number(national, signed_in, settings):
    certificate = CertificateFactory(participation__person__given_name="Gammal")
    client, old = signed_in(national), f"/c/{certificate.code}/"
    certificate.person.given_name = "Ny"
    certificate.person.save()

    client.post(f"/intyg/{certificate.number}/nytt-papper/", {"edition": "1", "language": "en"})

    content = paper(client, certificate)
    new = scanned(content).removeprefix(settings.SITE_URL)
    assert certificate.number in text_of(content)
    assert [name in text_of(content) for name in ("Gammal", "Ny")] == [False, True]
    assert (new != old, Client().get(new).context["valid"]) == (True, True)
    assert [(copy.edition, copy.language) for copy in certificate.copies.order_by("pk")] == [(1, "sv"), (2, "en")]
    assert certificate.copies.get(edition=1).replaced_at == certificate.copies.get(edition=2).made_at


def test_who_checks_a_replaced_paper_reads_that_and_nothing_more(national):
    certificate = CertificateFactory()
    certificates.reissue(certificate=certificate, edition=1, language="sv", by=national.user, at=LATER)

    answer = Client().get(f"/c/{certificate.code}/")

    body = answer.content.decode()
    assert answer.status_code == 200
    assert "Ersatt av ett nyare intyg" in body
    assert [text in body for text in (certificate.number, "18 september 2026")] == [False, False]


def test_a_new_paper_sent_twice_is_made_once(national):
    certificate = CertificateFactory()
    certificates.reissue(certificate=certificate, edition=1, language="sv", by=national.user, at=LATER)

    with pytest.raises(ReplacedMeanwhile):
        certificates.reissue(certificate=certificate, edition=1, language="sv", by=national.user, at=LATER)

    assert certificate.copies.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_those_who_press_at_once_one_makes_the_paper():
    certificate = CertificateFactory()
    by = certificate.issued_by

    results = at_once(
        lambda _n: certificates.reissue(certificate=certificate, edition=1, language="sv", by=by, at=LATER),
        list(range(6)),
    )

    assert sorted(type(one).__name__ for one in results) == ["CertificateCopy", *["ReplacedMeanwhile"] * 5]
    assert CertificateCopy.objects.current().get().edition == 2


@pytest.mark.parametrize("state", ["revoked", "suspended"])
def test_a_revoked_or_suspended_certificate_has_no_new_paper(national, state):
    certificate = CertificateFactory(**{state: True})

    with pytest.raises(NotInForce):
        certificates.reissue(certificate=certificate, edition=1, language="sv", by=national.user, at=SEPTEMBER)

    assert certificate.copies.get().replaced_at is None


def test_the_page_of_a_certificate_shows_its_papers(national, signed_in):
    certificate = CertificateFactory()
    certificates.reissue(certificate=certificate, edition=1, language="en", by=national.user, at=LATER)

    answer = signed_in(national).get(f"/intyg/{certificate.number}/")

    assert [copy.edition for copy in answer.context["copies"]] == [2, 1]


@pytest.mark.parametrize("part", ["", "nytt-papper/"])
def test_another_region_finds_no_certificate(signed_in, national, part):
    certificate = CertificateFactory()
    mine, other = (
        MembershipFactory(regional=True, organisation=certificate.host),
        MembershipFactory(regional=True),
    )

    codes = [signed_in(who).get(f"/intyg/{certificate.number}/{part}").status_code for who in (national, mine, other)]
    assert codes == [200, 200, 404]

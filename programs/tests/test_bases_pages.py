"""The pages of invoice bases: collected, completed, locked, downloaded, credited; and nobody's name in any of it."""

import io

import peppol
import pypdf
import pytest
from django.contrib.messages import get_messages
from django.test import Client
from openpyxl import load_workbook

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Organisation
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from programs.actions import bases
from programs.models import Charge, InvoiceBasis
from programs.tests.factories import ChargeFactory, InvoiceBasisFactory
from programs.tests.invoicing import OCTOBER, charged, collect_one, locked

pytestmark = pytest.mark.django_db
Status = InvoiceBasis.Status
FILES = ("pdf", "excel", "xml")


@pytest.fixture
def regional(host, signed_in) -> Client:
    return signed_in(MembershipFactory(regional=True, organisation=host))


@pytest.fixture
def paying(payer, signed_in) -> Client:
    return signed_in(MembershipFactory(orderer=True, organisation=payer))


def told(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_what_waits_is_shown_and_collected_with_one_button(host, payer, regional):
    charged(host, payer, seats=2, price=500)
    page = regional.get("/underlag/")
    assert "2 leveranser saknar underlag: 1 000 kr utan moms." in page.content.decode().replace("\xa0", " ")

    answer = regional.post("/underlag/samla/")

    assert told(answer) == ["1 underlag är samlat."]
    assert InvoiceBasis.objects.get().charges.count() == 2
    assert "saknar underlag" not in regional.get("/underlag/").content.decode()
    assert told(regional.post("/underlag/samla/")) == ["Det finns inget att samla."]


def test_a_region_collects_its_own_and_the_nation_all(host, payer, regional, national, signed_in):
    charged(host, payer)
    charged(OrganisationFactory(host=True), payer)

    regional.post("/underlag/samla/")
    assert [basis.host for basis in InvoiceBasis.objects.all()] == [host]
    signed_in(national).post("/underlag/samla/")
    assert Charge.objects.uncollected().count() == 0


def test_what_is_missing_is_said_and_a_reference_can_be_written_there(host, payer, regional):
    basis = collect_one(host, payer, reference="", reference_later=True)
    page = regional.get(f"/underlag/{basis.number}/").content.decode()
    assert "Referens saknas." in page
    assert "Lås och exportera" not in page

    path = f"/underlag/{basis.number}/referenser/"
    asked = {
        "version": 1,
        "buyer_reference": "ZZ1",
        "order_reference": "",
        "contract_reference": "RA",
        "invoicing_object": "",
    }
    answer = regional.post(path, asked)

    assert answer.status_code == 302
    basis.refresh_from_db()
    assert (basis.buyer_reference, basis.contract_reference, basis.version) == ("ZZ1", "RA", 2)
    assert "Lås och exportera" in regional.get(f"/underlag/{basis.number}/").content.decode()
    assert "Nu står det" in regional.post(path, asked | {"buyer_reference": "ZZ2"}).content.decode()


def test_a_basis_that_isnt_complete_isnt_locked_by_going_to_the_address(host, payer, regional):
    basis = collect_one(host, payer, reference="", reference_later=True)

    answer = regional.post(f"/underlag/{basis.number}/las/")

    assert told(answer) == ["Referens saknas. Lägg till betalarens beställarreferens eller deras ordernummer."]
    basis.refresh_from_db()
    assert basis.is_open


def test_locking_asks_first_and_then_gives_the_files(host, payer, regional):
    basis = collect_one(host, payer)
    assert "Låsa F-2026-0001?" in regional.get(f"/underlag/{basis.number}/las/").content.decode()
    assert [regional.get(f"/underlag/{basis.number}/{file}/").status_code for file in FILES] == [404] * 3

    regional.post(f"/underlag/{basis.number}/las/")

    page = regional.get(f"/underlag/{basis.number}/").content.decode()
    assert "Ladda ner" in page
    assert [regional.get(f"/underlag/{basis.number}/{file}/").status_code for file in FILES] == [200] * 3


def test_the_payer_has_the_files_of_locked_bases_and_sees_no_open_one(host, payer, paying):
    basis = locked(host, payer)
    InvoiceBasisFactory(host=host, payer=payer)
    page = paying.get("/underlag/").content.decode()

    assert basis.number in page
    assert page.count("F-2026-") + page.count("FT-2026-") == 2  # its address and its name
    assert [paying.get(f"/underlag/{basis.number}/{file}/").status_code for file in FILES] == [200] * 3
    assert "Kreditera rader" not in paying.get(f"/underlag/{basis.number}/").content.decode()
    assert paying.post(f"/underlag/{basis.number}/kreditera/").status_code == 403
    assert paying.post("/underlag/samla/").status_code == 403


@pytest.mark.parametrize("file", ["", "pdf/", "excel/", "xml/", "las/", "kreditera/", "referenser/"])
def test_a_basis_of_others_is_not_there(host, payer, signed_in, file):
    basis = locked(host, payer)
    stranger = signed_in(MembershipFactory(regional=True))

    assert stranger.get(f"/underlag/{basis.number}/{file}").status_code == 404
    if file not in ("las/", "kreditera/", "referenser/"):
        assert signed_in(MembershipFactory(orderer=True)).get(f"/underlag/{basis.number}/{file}").status_code == 404


def test_the_files_are_what_they_say_in_swedish_whoever_asks(host, payer, regional):
    basis = locked(host, payer, seats=2)
    regional.cookies.load({"django_language": "en"})
    paper, book, xml = (regional.get(f"/underlag/{basis.number}/{file}/") for file in FILES)

    names = [answer["Content-Disposition"] for answer in (paper, book, xml)]
    assert names == [f'attachment; filename="{basis.number}.{ending}"' for ending in ("pdf", "xlsx", "xml")]
    assert pypdf.PdfReader(io.BytesIO(paper.content)).metadata.title == f"Faktureringsunderlag {basis.number}"
    assert load_workbook(io.BytesIO(book.content)).sheetnames == ["Faktureringsunderlag", "Rader"]
    assert peppol.validate_xsd(xml.content) == (True, [])


def test_lines_are_chosen_and_credited(host, payer, regional):
    basis = locked(host, payer, seats=2)
    first, second = basis.charges.order_by("seat__number")
    path = f"/underlag/{basis.number}/kreditera/"
    assert regional.get(path).content.decode().count("checked") == 3  # both, and to charge them anew

    answer = regional.post(path, {"lines": [second.pk], "anew": "on"})

    assert answer["Location"] == "/underlag/F-2026-0002/"
    page = regional.get("/underlag/F-2026-0002/").content.decode()
    assert second.seat.number in page
    assert first.seat.number not in page
    first_page = regional.get(f"/underlag/{basis.number}/").content.decode()
    assert "/underlag/F-2026-0002/" in first_page
    assert first_page.count('<span class="pill">Krediterad</span>') == 1
    assert Charge.objects.uncollected().get().seat == second.seat
    assert regional.get(path).content.decode().count("checked") == 2
    assert regional.post(path, {"lines": [second.pk, first.pk]}).status_code == 200
    assert InvoiceBasis.objects.count() == 2
    regional.post(path, {"lines": [first.pk]})
    assert Charge.objects.uncollected().count() == 1


def test_a_credit_is_shown_below_zero(host, payer, regional):
    basis = locked(host, payer, price=500)
    credit = bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)

    assert "-500 kr" in regional.get("/underlag/").content.decode().replace("\xa0", " ")
    page = regional.get(f"/underlag/{credit.number}/").content.decode().replace("\xa0", " ")
    assert "-500 kr" in page
    assert f'href="/underlag/{basis.number}/"' in page


def test_an_open_basis_is_sent_back_from_the_page_that_credits(host, payer, regional):
    basis = collect_one(host, payer)

    answer = regional.get(f"/underlag/{basis.number}/kreditera/")

    assert answer["Location"] == f"/underlag/{basis.number}/"


def test_the_list_is_searched_and_filtered(host, regional):
    payers = [OrganisationFactory(name=name) for name in ("Sala kommun", "Haninge kommun")]
    InvoiceBasisFactory(host=host, payer=payers[0], number="F-2026-0901")
    InvoiceBasisFactory(host=host, payer=payers[1], number="F-2026-0902", locked=True)

    def found(query: str) -> list[str]:
        page = regional.get(f"/underlag/{query}").content.decode()
        return [number for number in ("F-2026-0901", "F-2026-0902") if number in page]

    assert found("") == ["F-2026-0901", "F-2026-0902"]
    assert found("?q=sala") == found("?status=open") == ["F-2026-0901"]
    assert found("?q=0902") == found("?status=locked") == ["F-2026-0902"]
    assert found("?q=ingen") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_as_for_many(host, regional, rows, django_assert_num_queries):
    for number in range(rows):
        charge = ChargeFactory(seat__line__cohort__host=host, seat__line__order__orderer=OrganisationFactory())
        Charge.objects.filter(pk=charge.pk).update(
            basis=InvoiceBasisFactory(host=host, payer=charge.payer, number=f"F-2026-090{number}")
        )
    regional.get("/underlag/")

    with django_assert_num_queries(8):
        regional.get("/underlag/")


@pytest.mark.parametrize("seats", [1, 3])
def test_a_basis_asks_the_database_as_often_for_one_seat_as_for_many(
    host, payer, regional, seats, django_assert_num_queries
):
    basis = collect_one(host, payer, seats=seats)
    regional.get("/underlag/")

    with django_assert_num_queries(10):
        regional.get(f"/underlag/{basis.number}/")


def test_a_payers_name_that_no_font_draws_is_told_and_the_other_files_work(host, payer, regional):
    Organisation.objects.filter(pk=payer.pk).update(name="王 kommun")
    basis = locked(host, payer)

    answer = regional.get(f"/underlag/{basis.number}/pdf/")

    assert answer["Location"] == f"/underlag/{basis.number}/"
    assert told(answer) == ["Ett namn i det har ett tecken som inte kan skrivas ut. Ta Excel-filen i stället."]
    assert regional.get(f"/underlag/{basis.number}/excel/").status_code == 200

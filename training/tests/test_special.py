"""Lists and papers of a course with somebody in it who is handled specially."""

import io

import pypdf
import pytest
from openpyxl import load_workbook

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import PersonFactory
from programs.models import Cohort
from programs.tests.factories import CohortFactory
from training.models import Certificate, Participation
from training.tests.factories import AUGUST, CertificateFactory, CourseDayFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
ALIAS = "Deltagare k7hn4"


@pytest.fixture
def course() -> Cohort:
    """Two in a course: Åsa Ek, and somebody whom the house knows by an alias."""
    cohort = CohortFactory(running=True)
    CourseDayFactory(cohort=cohort)
    ParticipationFactory(cohort=cohort, person__given_name="Åsa", person__family_name="Ek")
    alias = {"given_name": ALIAS, "family_name": "", "email": "", "special_at": AUGUST, "special_by": UserFactory()}
    ParticipationFactory(cohort=cohort, person=PersonFactory(**alias), certified=True)
    return cohort


def page_of(client, cohort: Cohort, page: str) -> str:
    return client.get(f"/utbildningar/{cohort.pk}/{page}/").content.decode()


def test_a_sheet_of_participants_leaves_them_out(course, national, signed_in):
    sheet = signed_in(national).get(f"/utbildningar/{course.pk}/deltagare.xlsx").content

    rows = load_workbook(io.BytesIO(sheet)).active.iter_rows(min_row=2, values_only=True)
    assert [row[:2] for row in rows] == [("Ek", "Åsa")]


@pytest.mark.parametrize(("which", "listed"), [("deltagarlista", False), ("narvarolista", True)])
def test_on_paper_the_alias_stands_only_where_it_is_needed_in_the_room(course, national, signed_in, which, listed):
    page = page_of(signed_in(national), course, which)

    assert ("Ek, Åsa" in page, ALIAS in page) == (True, listed)


@pytest.fixture
def certificate(course) -> Certificate:
    """Whose paper the alias mustn't stand on."""
    return CertificateFactory(participation=Participation.objects.get(cohort=course, person__given_name=ALIAS))


def test_a_certificate_has_a_line_where_the_name_is_written_by_hand(certificate, national, signed_in):
    content = signed_in(national).get(f"/intyg/{certificate.number}.pdf").content

    text = " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    assert (ALIAS in text, "Deltagare" in text) == (False, False)
    assert (certificate.number in text, "Härmed intygas att" in text) == (True, True)


def test_a_new_paper_says_no_name(certificate, national, signed_in):
    page = signed_in(national).get(f"/intyg/{certificate.number}/nytt-papper/").content.decode()

    assert "en rad att skriva namnet på för hand" in page

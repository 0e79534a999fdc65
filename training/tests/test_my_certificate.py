"""A certificate for who has no account: a letter that says little, and the paper and the badge behind its link."""

import datetime as dt
import io
from email import message_from_bytes, policy

import pypdf
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.rendering import render
from training.actions import pages
from training.letters.certified import CERTIFICATE_READY
from training.letters.own_page import own_page
from training.models import Certificate
from training.tests.factories import ApplicationFactory, CertificateFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
ISSUED = dt.date(2026, 9, 18)
MORNING = dt.datetime(2026, 9, 19, 7, 0, tzinfo=dt.UTC)


@pytest.fixture
def certificate() -> Certificate:
    """Of somebody who applied by themselves, and has no account."""
    found = CertificateFactory(issued_on=ISSUED, participation__person__email="kim@example.org")
    told = {"status": "admitted", "decided_at": MORNING, "decided_by": UserFactory(), "told_at": MORNING}
    sitting = found.participation
    sitting.application = ApplicationFactory(cohort=sitting.cohort, told_by=told["decided_by"], **told)
    sitting.save()
    pages.need_link(sitting.application, at=timezone.now())
    return found


def page_of(certificate: Certificate) -> str:
    return own_page(certificate.participation).removeprefix(settings.SITE_URL)


def write(on: dt.date) -> list[str]:
    post_many(CERTIFICATE_READY, on=on, at=dt.datetime.combine(on, dt.time(7), tzinfo=dt.UTC))
    return list(Letter.objects.values_list("address", flat=True))


def test_the_morning_after_there_is_one_letter_and_never_another(certificate):
    days = [ISSUED + dt.timedelta(days=n) for n in (0, 1, 2, 8, 30)]

    assert [write(day) for day in days] == [[]] + [["kim@example.org"]] * 4


def test_what_was_revoked_the_same_day_is_no_letter(certificate):
    write(MORNING.date())
    revoked = {"revoked_at": MORNING, "revoked_by": certificate.issued_by}

    Certificate.objects.update(**revoked)

    assert CERTIFICATE_READY.still_wanted({certificate.participation_id}) == set()
    Letter.objects.all().delete()
    assert write(MORNING.date()) == []


def test_the_letter_names_nobody_and_leads_to_their_page(certificate):
    write(MORNING.date())

    mail = message_from_bytes(render(Letter.objects.get()).source, policy=policy.default)

    said = f"{mail['Subject']} {mail.get_body(('plain',)).get_content()}"
    assert own_page(certificate.participation) in said
    hidden = (
        certificate.person.family_name,
        certificate.number,
        "intyg",
        "peer",
        certificate.participation.cohort.name,
    )
    assert [word for word in hidden if word.lower() in said.lower()] == []


def test_the_page_has_the_paper(certificate):
    page = page_of(certificate)

    shown = Client().get(page).content.decode()
    paper = Client().get(f"{page}intyg.pdf")

    assert certificate.number in shown
    assert f"{page}intyg.pdf" in shown
    text = " ".join(pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().split())
    assert (paper["Content-Type"], certificate.person.name in text) == ("application/pdf", True)


def test_the_page_has_the_badge_and_without_a_key_none(certificate, settings):
    page = page_of(certificate)

    badge = Client().get(f"{page}marke.jwt")
    offered = f"{page}marke.jwt" in Client().get(page).content.decode()
    settings.BADGE_KEYS = {}

    assert (badge.status_code, badge.content.count(b"."), offered) == (200, 2, True)
    assert Client().get(f"{page}marke.jwt").status_code == 404
    assert f"{page}marke.jwt" not in Client().get(page).content.decode()


@pytest.mark.parametrize("what", ["revoked", "suspended"])
def test_what_is_not_in_force_is_not_there(certificate, what):
    Certificate.objects.update(**{f"{what}_at": MORNING, f"{what}_by": certificate.issued_by})
    page = page_of(certificate)

    assert [Client().get(f"{page}{file}").status_code for file in ("intyg.pdf", "marke.jwt")] == [404, 404]
    assert certificate.number not in Client().get(page).content.decode()


def test_a_name_that_cannot_be_printed_is_said_in_words(certificate):
    certificate.person.given_name = "\U00012345"
    certificate.person.save()

    told = Client().get(f"{page_of(certificate)}intyg.pdf", follow=True).content.decode()

    assert "Ditt namn har ett tecken som inte går att skriva ut." in told


def test_one_persons_link_opens_nobody_elses_certificate(certificate):
    neighbour = ParticipationFactory(cohort=certificate.participation.cohort)
    neighbour.application = ApplicationFactory(cohort=neighbour.cohort)
    neighbour.save()
    pages.need_link(neighbour.application, at=timezone.now())
    page = own_page(neighbour).removeprefix(settings.SITE_URL)

    assert [Client().get(path).status_code for path in (page, f"{page}intyg.pdf")] == [200, 404]

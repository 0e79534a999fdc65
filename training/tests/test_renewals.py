"""Certificates with a last day, and what makes them valid for longer."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from training.actions import certificates
from training.actions.certificates import NoLastDay, NotInForce, ReplacedMeanwhile, TooFewHours
from training.models import Certificate
from training.tests.factories import CertificateFactory

pytestmark = pytest.mark.django_db
LATE = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)  # already 2027 in Sweden
LAST = dt.date(2028, 9, 18)


def lasting(**given) -> Certificate:
    programme = {"certificate_months": 24, "renewal_hours": 12}
    rules = {f"participation__cohort__programme__{name}": value for name, value in programme.items()}
    return CertificateFactory(**{"valid_until": LAST, **rules, **given})


def renew(certificate: Certificate, *, hours: int = 12, edition: int = 1, at: dt.datetime = LATE):
    told = {"edition": edition, "hours": hours, "language": "sv", "by": certificate.issued_by, "at": at}
    return certificates.renew(certificate=certificate, **told)


@pytest.mark.parametrize(("months", "last"), [(None, None), (24, dt.date(2029, 1, 1)), (1, dt.date(2027, 2, 1))])
def test_a_certificate_lasts_as_long_as_its_programme_says(national, held, months, last):
    participation = held("present")
    programme = participation.cohort.programme
    programme.certificate_months = months
    programme.save()

    assert certificates.issue(participation=participation, by=national.user, at=LATE).valid_until == last


@pytest.mark.parametrize(
    ("at", "last"),
    [(LATE, dt.date(2030, 9, 18)), (dt.datetime(2028, 12, 1, tzinfo=dt.UTC), dt.date(2030, 12, 1))],
)
def test_it_is_renewed_from_its_last_day_or_from_today_where_that_is_past(at, last):
    certificate = lasting()
    number = certificate.number

    paper = renew(certificate, at=at)

    certificate.refresh_from_db()
    assert (certificate.number, certificate.valid_until) == (number, last)
    assert (paper.edition, paper.renewal_hours, paper.made_at) == (2, 12, at)
    assert certificate.copies.get(edition=1).replaced_at == at


def test_too_few_hours_renew_nothing():
    certificate = lasting()

    with pytest.raises(TooFewHours, match="12") as told:
        renew(certificate, hours=11)

    certificate.refresh_from_db()
    assert (told.value.field, certificate.valid_until, certificate.copies.count()) == ("hours", LAST, 1)


@pytest.mark.parametrize(
    "given", [{"valid_until": None}, {"participation__cohort__programme__certificate_months": None}]
)
def test_what_has_no_last_day_is_not_renewed(given):
    with pytest.raises(NoLastDay):
        renew(lasting(**given))


@pytest.mark.parametrize("state", ["revoked", "suspended"])
def test_what_is_not_in_force_is_not_renewed(state):
    with pytest.raises(NotInForce):
        renew(lasting(**{state: True}))


def test_sent_twice_it_is_renewed_once():
    certificate = lasting()
    renew(certificate)

    with pytest.raises(ReplacedMeanwhile):
        renew(certificate)

    certificate.refresh_from_db()
    assert certificate.valid_until == dt.date(2030, 9, 18)


def test_a_coordinator_renews_on_the_page(national, signed_in):
    certificate = lasting()
    path, client = f"/intyg/{certificate.number}/", signed_in(national)

    few = client.post(f"{path}fornya/", {"edition": "1", "hours": "3", "language": "sv"})
    client.post(f"{path}fornya/", {"edition": "1", "hours": "14", "language": "en"})

    body = client.get(path).content.decode()
    assert "Det krävs minst 12 timmar" in few.content.decode()
    assert ["2030-09-18" in body, "förnyat för 14 timmar" in body] == [True, True]
    assert certificate.copies.current().get().language == "en"


@pytest.mark.parametrize(("hours", "said"), [(0, False), (12, True)])
def test_the_page_says_what_it_takes(national, signed_in, hours, said):
    certificate = lasting(participation__cohort__programme__renewal_hours=hours)

    body = signed_in(national).get(f"/intyg/{certificate.number}/fornya/").content.decode()

    assert ["lika länge till" in body, "Det krävs" in body] == [True, said]


@pytest.mark.parametrize(
    ("days", "told", "last_day"),
    [(0, "Intyget är giltigt", True), (-1, "Intyget gäller inte längre", True)],
)
def test_the_public_page_says_until_when(days, told, last_day):
    certificate = lasting(issued_on=dt.date(2020, 1, 1), valid_until=timezone.localdate() + dt.timedelta(days=days))

    body = Client().get(f"/c/{certificate.code}/").content.decode()

    assert [told in body, "Gäller till och med" in body] == [True, last_day]


def test_of_a_revoked_one_the_last_day_is_not_told():
    body = Client().get(f"/c/{lasting(revoked=True).code}/").content.decode()

    assert ["Intyget är inte giltigt" in body, "Gäller till och med" in body] == [True, False]


def test_the_list_says_what_is_past_its_last_day(national, signed_in):
    certificate = lasting(issued_on=dt.date(2020, 1, 1), valid_until=dt.date(2022, 1, 1))

    body = signed_in(national).get(f"/utbildningar/{certificate.participation.cohort_id}/intyg/").content.decode()

    assert "Har gått ut" in body

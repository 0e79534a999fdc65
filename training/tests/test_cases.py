"""Suspend and revoke: two people, a reason that the public never sees, and a reading that is kept."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.test import Client

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.privacy import sealed
from peersupport.privacy.models import Reading
from peersupport.shared import sealing
from programs.tests.crowd import at_once
from training.actions import cases
from training.actions.cases import AlreadyDecided, CaseOpen, NotPossible, TakesTwo
from training.models import Certificate, CertificateCase
from training.tests.factories import CertificateCaseFactory, CertificateFactory

LATER = dt.datetime(2026, 10, 1, 9, 0, tzinfo=dt.UTC)
WHY = "Hemligheten om vad som hände"


def propose(certificate: Certificate, proposal: str = "suspend", by=None) -> CertificateCase:
    told = {"kind": "complaint", "proposal": proposal, "text": WHY, "by": by or UserFactory(), "at": LATER}
    return cases.propose(certificate=certificate, **told)


def decided(certificate: Certificate, proposal: str, outcome: str = "approved") -> Certificate:
    cases.decide(case=propose(certificate, proposal), outcome=outcome, by=UserFactory(), at=LATER)
    return Certificate.objects.get(pk=certificate.pk)


def test_a_proposal_changes_nothing_and_what_is_written_is_sealed(db):
    case = propose(CertificateFactory(), "revoke")

    assert WHY not in case.sealed
    assert Certificate.objects.get().is_valid(dt.date(2026, 10, 1)) is True


@pytest.mark.parametrize(
    ("proposal", "state"),
    [("suspend", (None, LATER)), ("revoke", (LATER, None))],
)
def test_what_somebody_else_approves_is_carried_out(db, proposal, state):
    row = decided(CertificateFactory(), proposal)

    assert (row.revoked_at, row.suspended_at) == state
    assert row.is_valid(dt.date(2026, 10, 1)) is False


@pytest.mark.parametrize("proposal", ["suspend", "revoke"])
def test_what_is_declined_is_not(db, proposal):
    assert decided(CertificateFactory(), proposal, "declined").is_valid(dt.date(2026, 10, 1)) is True


def test_a_suspension_is_lifted(db):
    row = decided(CertificateFactory(suspended=True), "lift")

    assert (row.suspended_at, row.suspended_by, row.is_valid(dt.date(2026, 10, 1))) == (None, None, True)


def test_whoever_proposed_may_not_decide(db):
    case = propose(CertificateFactory())

    with pytest.raises(TakesTwo):
        cases.decide(case=case, outcome="approved", by=case.opened_by, at=LATER)

    case.refresh_from_db()
    assert case.decided_at is None


@pytest.mark.parametrize(
    ("state", "proposal"),
    [("revoked", "suspend"), ("revoked", "revoke"), ("revoked", "lift"), ("suspended", "suspend"), ("", "lift")],
)
def test_what_makes_no_sense_is_not_proposed(db, state, proposal):
    certificate = CertificateFactory(**{state: True} if state else {})

    with pytest.raises(NotPossible):
        propose(certificate, proposal)


def test_one_case_waits_at_a_time(db):
    certificate = CertificateFactory()
    propose(certificate)

    with pytest.raises(CaseOpen):
        propose(certificate, "revoke")


@pytest.mark.django_db(transaction=True)
def test_of_those_who_decide_at_once_one_does():
    case, users = CertificateCaseFactory(), [UserFactory() for _number in range(4)]

    results = at_once(lambda n: cases.decide(case=case, outcome="approved", by=users[n], at=LATER), list(range(4)))

    assert sorted(type(one).__name__ for one in results) == [*[AlreadyDecided.__name__] * 3, "NoneType"]


def test_the_one_who_proposed_decides_in_no_database_either(db):
    case = CertificateCaseFactory()

    with pytest.raises(IntegrityError, match="case_decided_by_another"):
        CertificateCase.objects.filter(pk=case.pk).update(
            outcome="approved", decided_at=LATER, decided_by=case.opened_by
        )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("case_kind_known", {"kind": "rumour"}),
        ("case_proposal_known", {"proposal": "frame"}),
        ("case_outcome_known", {"outcome": "maybe", "decided_at": LATER, "decided_by": 0}),
        ("case_decided_when_by_whom_and_how", {"outcome": "approved"}),
    ],
)
def test_a_case_that_makes_no_sense_is_refused(db, name, fields):
    case = CertificateCaseFactory()
    if "decided_by" in fields:
        fields = {**fields, "decided_by": UserFactory()}

    with pytest.raises(IntegrityError, match=name):
        CertificateCase.objects.filter(pk=case.pk).update(**fields)


def test_the_database_keeps_one_open_case_too(db):
    case = CertificateCaseFactory()

    with pytest.raises(IntegrityError, match="one_open_case_of_a_certificate"):
        CertificateCaseFactory(certificate=case.certificate)


def test_from_the_proposal_to_the_decision_in_the_pages(national, signed_in):
    certificate = CertificateFactory()
    path = f"/intyg/{certificate.number}/"
    other = MembershipFactory(regional=True, organisation=certificate.host)
    signed_in(other).post(f"{path}aterkalla/", {"kind": "incident", "proposal": "revoke", "text": WHY})
    case = CertificateCase.objects.get()
    client, page = signed_in(national), f"{path}arenden/{case.pk}/"

    again = client.get(f"{path}aterkalla/")
    shown = client.get(page)
    client.post(page, {"answer": "approved"})

    assert again.url == page
    assert WHY not in shown.content.decode()
    body = Client().get(f"/c/{certificate.code}/")
    assert (body.context["valid"], WHY in body.content.decode()) == (False, False)
    assert client.get(f"{path}aterkalla/").url == path


def test_each_reading_is_kept(national, signed_in):
    case = CertificateCaseFactory(text=WHY)

    answer = signed_in(national).get(f"/intyg/{case.certificate.number}/arenden/{case.pk}/text/")

    assert WHY in answer.content.decode()
    reading = Reading.objects.get()
    assert (reading.subject, reading.what) == (f"training.certificatecase:{case.pk}", "case")
    assert reading.read_by == national.user


@pytest.mark.parametrize("part", ["aterkalla/", "arenden/{}/", "arenden/{}/text/"])
def test_few_read_it(db, signed_in, part):
    case = CertificateCaseFactory()
    certificate = case.certificate
    path = f"/intyg/{certificate.number}/{part.format(case.pk)}"
    regions = [MembershipFactory(regional=True), MembershipFactory(regional=True, organisation=certificate.host)]
    leader = MembershipFactory(role="course_leader", organisation=certificate.host)

    codes = [signed_in(who).get(path, follow=True).status_code for who in (*regions, leader)]

    assert codes == [404, 200, 403]
    assert Reading.objects.count() == (1 if "text" in part else 0)


def test_a_case_is_sealed_anew_when_the_keys_change(db, settings):
    case = CertificateCaseFactory(text=WHY)
    old = settings.SEALING_KEYS
    settings.SEALING_KEYS = {"newer": b"n" * sealing.KEY_BYTES, **old}

    assert (sealed.reseal(CertificateCase), sealed.reseal(CertificateCase)) == (1, 0)

    settings.SEALING_KEYS = {"newer": b"n" * sealing.KEY_BYTES}
    case.refresh_from_db()
    assert cases.read(case=case, by=UserFactory(), at=LATER) == WHY


TWO_YEARS = CertificateCase.KEPT_FOR


def test_what_happened_is_erased_two_years_after_the_decision_and_the_decision_stays(national, signed_in):
    old, young = propose(CertificateFactory(), "revoke"), propose(CertificateFactory(), "revoke")
    for case, at in ((old, LATER), (young, LATER + dt.timedelta(seconds=1))):
        cases.decide(case=case, outcome="approved", by=UserFactory(), at=at)
    waiting = propose(CertificateFactory())

    erased = [cases.erase_old(at=LATER + TWO_YEARS) for _time in range(2)]

    old.refresh_from_db()
    assert (erased, old.is_erased, old.outcome, old.decided_at) == ([1, 0], True, "approved", LATER)
    assert [cases.read(case=case, by=UserFactory(), at=LATER) for case in (young, waiting)] == [WHY, WHY]
    path = f"/intyg/{old.certificate.number}/arenden/{old.pk}/"
    shown, text = (signed_in(national).get(f"{path}{part}", follow=True) for part in ("", "text/"))
    assert ["Det som hände är raderat" in answer.content.decode() for answer in (shown, text)] == [True, True]
    assert Reading.objects.filter(subject=f"training.certificatecase:{old.pk}").count() == 0


def test_what_waits_for_a_decision_is_not_erased(db):
    case = CertificateCaseFactory()

    with pytest.raises(IntegrityError, match="case_erased_once_decided"):
        CertificateCase.objects.filter(pk=case.pk).update(sealed="")

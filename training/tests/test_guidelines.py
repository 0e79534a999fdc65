"""The ethical guidelines: published in versions, asked for by a certificate, and promised."""

import re

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.shared.refusals import Refused
from programs.actions import guidelines, programmes
from programs.models import EthicalGuidelines, Programme, Requirement, Requirements
from programs.tests.factories import CohortFactory, EthicalGuidelinesFactory, ProgrammeFactory
from training import selectors
from training.actions import acknowledgements, certificates, in_course, pages
from training.actions.certificates import RuleNotMet
from training.models import Acknowledgement, Participation
from training.tests.factories import AcknowledgementFactory, ApplicationFactory, ParticipationFactory
from training.tests.steps import NOON

pytestmark = pytest.mark.django_db
MISSING = "Det är inte antecknat än att de etiska riktlinjerna ska följas."


@pytest.fixture
def asked() -> EthicalGuidelines:
    """The second version of a programme whose certificates take it."""
    programme = ProgrammeFactory()
    EthicalGuidelinesFactory(programme=programme)
    newest = EthicalGuidelinesFactory(programme=programme)
    asks = Requirements(guidelines=newest)
    programmes.change(programme=programme, version=1, requirements=asks, by=UserFactory(), at=NOON)
    return newest


@pytest.fixture
def sitting(asked, held) -> Participation:
    """Somebody who has been there all the time."""
    return held("present", cohort=CohortFactory(running=True, programme=Programme.objects.get()))


def test_a_version_is_published_once_and_never_changed():
    programme, by = ProgrammeFactory(), UserFactory()
    first = guidelines.publish(programme=programme, text="Vi lyssnar.", by=by, at=NOON)
    second = guidelines.publish(programme=programme, text="Vi lyssnar först.", by=by, at=NOON)

    with pytest.raises(Refused) as refusal:
        guidelines.publish(programme=programme, text="Vi lyssnar först.", by=by, at=NOON)

    assert (first.number, second.number, refusal.value.field) == (1, 2, "text")
    for change in (first.delete, first.save):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            change()


def test_each_programme_counts_its_own():
    EthicalGuidelinesFactory()

    assert guidelines.publish(programme=ProgrammeFactory(), text="Vi", by=UserFactory(), at=NOON).number == 1


def test_a_coordinator_publishes_a_version_and_asks_for_it(national, signed_in):
    programme, client = ProgrammeFactory(owner=national.organisation), signed_in(national)

    answer = client.post(f"/program/{programme.pk}/riktlinjer/ny/", {"text": "Vi lyssnar först.\nVi håller tyst."})

    version = EthicalGuidelines.objects.get()
    assert (answer.url, version.text) == (f"/program/{programme.pk}/riktlinjer/", "Vi lyssnar först.\nVi håller tyst.")
    assert "Vi håller tyst." in client.get(answer.url).content.decode()
    shown = client.get(f"/program/{programme.pk}/andra/").context["form"]
    sent = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}
    sent |= {"study_weeks": "1", "follow_up_months": "1", "every_last": 30, "late_last": 60, "percent_last": 100}
    sent["guidelines"] = version.pk
    assert client.post(f"/program/{programme.pk}/andra/", sent).status_code == 302
    assert Requirements.of(Requirement.objects.of_programme(programme.pk)).guidelines == version
    assert re.search(r"etiska riktlinjerna,\s+version 1", client.get(f"/program/{programme.pk}/").content.decode())


@pytest.mark.parametrize("role", ["orderer", "leader", "peer"])
def test_others_publish_nothing(role, signed_in):
    client = signed_in(MembershipFactory(**{role: True}))

    assert client.get(f"/program/{ProgrammeFactory().pk}/riktlinjer/ny/").status_code == 403


def test_guidelines_of_another_programme_can_not_be_asked_for(national, signed_in):
    programme = ProgrammeFactory(owner=national.organisation)
    client = signed_in(national)

    page = client.post(f"/program/{programme.pk}/andra/", {"guidelines": EthicalGuidelinesFactory().pk})

    assert "guidelines" in page.context["form"].errors


def test_without_a_promise_there_is_no_certificate_and_with_it_there_is(asked, sitting, national):
    with pytest.raises(RuleNotMet, match="etiska"):
        certificates.issue(participation=sitting, by=national.user, at=NOON)
    AcknowledgementFactory(participation=sitting, guidelines=EthicalGuidelines.objects.get(number=1))
    assert selectors.eligibility_of(participation=sitting).left == [MISSING]
    assert not Participation.objects.ready_for_certificate().exists()

    acknowledgements.acknowledge(participation=sitting, version=2, by=None, at=NOON)

    assert selectors.eligibility_of(participation=sitting).is_met
    assert Participation.objects.ready_for_certificate().get() == sitting
    assert len(certificates.issue_all(cohort=sitting.cohort, by=national.user, at=NOON)) == 1


def test_a_promise_is_kept_once_with_who_noted_it(asked, sitting):
    by = UserFactory()
    acknowledgements.acknowledge(participation=sitting, version=2, by=None, at=NOON)
    acknowledgements.acknowledge(participation=sitting, version=2, by=by, at=NOON)

    row = Acknowledgement.objects.get()
    assert (row.guidelines, row.acknowledged_at, row.acknowledged_by) == (asked, NOON, None)


@pytest.mark.parametrize("version", [0, 1, 3])
def test_another_version_than_the_one_asked_for_is_refused(asked, sitting, version):
    with pytest.raises(acknowledgements.AnotherVersion):
        acknowledgements.acknowledge(participation=sitting, version=version, by=None, at=NOON)

    assert not Acknowledgement.objects.exists()


def test_nothing_is_promised_where_nothing_is_asked_or_by_somebody_who_has_left(asked):
    with pytest.raises(acknowledgements.AnotherVersion):
        acknowledgements.acknowledge(participation=ParticipationFactory(), version=1, by=None, at=NOON)
    with pytest.raises(in_course.NotInTheCourse):
        acknowledgements.acknowledge(participation=ParticipationFactory(dropped_out=True), version=1, by=None, at=NOON)


def test_a_leaders_slip_is_taken_back_and_the_participants_own_word_is_not(asked, sitting, national):
    acknowledgements.acknowledge(participation=sitting, version=2, by=UserFactory(), at=NOON)
    acknowledgements.take_back(participation=sitting)
    assert not Acknowledgement.objects.exists()

    acknowledgements.acknowledge(participation=sitting, version=2, by=None, at=NOON)
    acknowledgements.take_back(participation=sitting)
    assert Acknowledgement.objects.exists()

    certificates.issue(participation=sitting, by=national.user, at=NOON)
    with pytest.raises(WrongStatus):
        acknowledgements.take_back(participation=sitting)


def test_a_leader_notes_a_signed_paper(asked, sitting, leading, signed_in):
    client, path = signed_in(leading(sitting.cohort)), f"/deltaganden/{sitting.pk}/"
    assert MISSING in client.get(path).content.decode()

    client.post(f"{path}riktlinjer/", {"version": "2"})

    assert Acknowledgement.objects.get().acknowledged_by is not None
    assert MISSING not in client.get(path).content.decode()
    client.post(f"{path}riktlinjer/ta-bort/")
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("part", ["riktlinjer/", "riktlinjer/ta-bort/"])
def test_nobody_else_notes_it(asked, sitting, part, signed_in):
    others = [MembershipFactory(**{role: True}) for role in ("leader", "regional", "orderer", "peer")]

    answers = [signed_in(who).post(f"/deltaganden/{sitting.pk}/{part}").status_code for who in others]

    assert answers == [404, 404, 403, 403]


def link_of(participation: Participation, *, told: bool = True) -> str:
    by = UserFactory()
    let_out = {"told_at": NOON, "told_by": by} if told else {}
    application = ApplicationFactory(
        cohort=participation.cohort, status="admitted", decided_at=NOON, decided_by=by, **let_out
    )
    Participation.objects.filter(pk=participation.pk).update(application=application)
    pages.need_link(application, at=timezone.now())
    link = OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk)
    return f"/min-ansokan/{onetime.token_of(link)}/"


def test_participants_read_them_and_promise_on_their_own_page(asked, sitting):
    page, client = link_of(sitting), Client()
    assert f"{page}riktlinjer/" in client.get(page).content.decode()
    assert asked.text.split("\n")[0] in client.get(f"{page}riktlinjer/").content.decode()

    answer = client.post(f"{page}riktlinjer/", {"version": "2"})

    assert answer.headers["Location"] == page
    assert Acknowledgement.objects.get().acknowledged_by is None
    assert MISSING not in client.get(page).content.decode()
    assert "<form" not in client.get(f"{page}riktlinjer/").content.decode().split("</h1>")[1].split("<footer")[0]


@pytest.mark.parametrize("version", ["1", "", "två", "9" * 400])
def test_what_is_odd_promises_nothing(asked, sitting, version):
    page = link_of(sitting)

    answer = Client().post(f"{page}riktlinjer/", {"version": version})

    assert (answer.headers["Location"], Acknowledgement.objects.count()) == (f"{page}riktlinjer/", 0)


def test_nobody_is_asked_before_they_know_or_where_nothing_is_asked(asked, sitting):
    assert Client().get(link_of(sitting, told=False) + "riktlinjer/").status_code == 404
    assert Client().get(link_of(ParticipationFactory()) + "riktlinjer/").status_code == 404

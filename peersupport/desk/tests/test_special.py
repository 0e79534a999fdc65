"""Somebody is handled specially: the register has an alias, and no table says who they are."""

import datetime as dt
import hashlib
import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.accounts.tests.factories import UserFactory
from peersupport.desk.actions.special import handle_specially
from peersupport.directory.actions.special import HasOtherRoles
from peersupport.directory.models import Invitation, Membership, Person
from peersupport.directory.tests.factories import (
    InvitationFactory,
    MembershipFactory,
    PersonFactory,
)
from peersupport.jobs.models import JobFile, LongJob
from peersupport.jobs.tests.factories import JobFileFactory, LongJobFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft, post
from peersupport.links.models import OneTimeLink
from peersupport.tests.rows import tables_holding
from placements.tests.factories import (
    EducationHoursFactory,
    PlacementFactory,
    SessionNoteFactory,
    SupervisionSessionFactory,
    WellnessPlanFactory,
)
from programs.tests.factories import CohortFactory
from training.actions import calendars, pages, printing
from training.letters import received
from training.models import Application, Certificate, CertificateCase, Paper, Participation
from training.tests.factories import (
    ApplicationFactory,
    CertificateCaseFactory,
    CertificateFactory,
    CourseNeedsFactory,
    MakeUpFactory,
    PaperFactory,
    ParticipationFactory,
)

pytestmark = pytest.mark.django_db
MARKER = "zebrasson"
ADDRESS = f"anna.{MARKER}@example.org"
NAMED = {"given_name": "Anna", "family_name": "Zebrasson", "email": ADDRESS, "phone": "070-1740605"}
# What is erased, by the table where it stands. All that may hold a person's words or name is here or in OTHERS.
THEIRS = {
    "account_emailaddress",
    "accounts_user",
    "directory_invitation",
    "directory_person",
    "jobs_jobfile",
    "letters_letter",
    "placements_educationhours",
    "placements_placement",
    "placements_sessionnote",
    "placements_wellnessplan",
    "training_application",
    "training_certificatecase",
    "training_courseneeds",
    "training_makeup",
    "training_paper",
    "usersessions_usersession",
}
OTHERS = {
    "directory_contact": "whom another organisation has named",
    "directory_invoicing": "likewise",
    "placements_workplace": "likewise",
    "placements_workplaceperson": "likewise",
    "programs_agreement": "likewise",
    "programs_agreementextension": "likewise",
    "programs_fundingsource": "likewise",
    "programs_invoicebasis": "likewise",
    "programs_order": "likewise",
    "programs_orderfile": "likewise",
    "programs_orderline": "likewise",
    "placements_surveywords": "nobody knows whose it is",
    "training_cohortmessage": "told to everybody in a course",
    "training_evaluationwords": "nobody knows whose it is",
}


@pytest.fixture
def coordinator() -> Membership:
    return MembershipFactory(regional=True)


@pytest.fixture
def person(coordinator) -> Person:
    """Somebody with everything that the house can know of a participant; each text names them."""
    cohort = CohortFactory(host=coordinator.organisation, running=True)
    member = MembershipFactory(peer=True, organisation=cohort.host, user=UserFactory(**account()))
    who = PersonFactory(**NAMED, user=member.user)
    seat = ParticipationFactory(cohort=cohort, person=who, application=applied(cohort, "admitted"), certified=True)
    certificate = CertificateFactory(participation=seat)
    CourseNeedsFactory(participation=seat, food="Anna Zebrasson äter inte nötter", contact_name="Bo Zebrasson")
    MakeUpFactory(participation=seat, what="Prata med Anna Zebrasson")
    placement = PlacementFactory(
        certificate=certificate, override_reason=MARKER, overridden_by=UserFactory(), overridden_at=timezone.now()
    )
    EducationHoursFactory(certificate=certificate, what=f"Kurs med {MARKER}")
    session = SupervisionSessionFactory(placement=placement)
    SessionNoteFactory(session=session, seal_id=uuid.uuid4(), sealed=MARKER)
    WellnessPlanFactory(person=who, seal_id=uuid.uuid4(), sealed=MARKER)
    CertificateCaseFactory(certificate=certificate, sealed=MARKER, **decided())
    InvitationFactory(**{name: NAMED[name] for name in ("given_name", "family_name", "email")})
    JobFileFactory(name=MARKER, job__kind=printing.KIND, job__subject_id=cohort.pk)
    calendars.renew(seat, at=timezone.now())
    calendars.renew(member.user, at=timezone.now())
    return who


def account() -> dict:
    return {"email": f"konto.{MARKER}@example.org", "given_name": "Anna", "family_name": "Zebrasson"}


def decided() -> dict:
    return {"outcome": "declined", "decided_by": UserFactory(), "decided_at": timezone.now()}


def applied(cohort, status: str) -> Application:
    """An application with a letter, a page of its own and a letter about it that has been written."""
    outcome = {"decided_at": timezone.now(), "decided_by": UserFactory()} if status == "admitted" else {}
    row = ApplicationFactory(cohort=cohort, status=status, **NAMED, **outcome)
    PaperFactory(application=row, sealed=MARKER)
    pages.need_link(row, at=timezone.now())
    post(received(row, at=timezone.now()), at=timezone.now())
    return row


def handle(person: Person, by: Membership) -> Person:
    return handle_specially(person=person, by=by.user, at=timezone.now())


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    kept = {"session_key": client.session.session_key, "user_agent": MARKER, "ip": "127.0.0.1"}
    UserSession.objects.update_or_create(user=user, defaults=kept)
    EmailAddress.objects.get_or_create(user=user, email=user.email)
    return client


def test_all_that_may_hold_a_name_is_erased_here_or_is_others():
    ours = {model for model in apps.get_models() if getattr(model, "PERSONAL", None)}

    assert {model._meta.db_table for model in ours} - THEIRS == set(OTHERS)


def test_no_table_says_any_more_who_it_is(person, coordinator):
    digest = hashlib.sha256(ADDRESS.encode()).hexdigest()[:24]
    traces = (MARKER, ADDRESS, NAMED["phone"], digest)
    applied(CohortFactory(host=coordinator.organisation), "received")
    signed_in(person.user)
    before = [tables_holding(trace) for trace in traces]

    handle(person, coordinator)

    assert before[0] == THEIRS
    assert before[1:] == [
        {"directory_invitation", "directory_person", "letters_letter", "training_application"},
        {"directory_person", "training_application"},
        {"letters_letter"},
    ]
    assert [tables_holding(trace) for trace in traces] == [set()] * len(traces)


def test_what_they_have_done_stays_under_the_alias(person, coordinator):
    now = handle(person, coordinator)

    stored = Person.objects.get(pk=person.pk)
    assert (stored.name, stored.special_by) == (now.name, coordinator.user)
    assert stored.name.startswith("Deltagare ")
    assert Participation.objects.get(person=person).status == "certified"
    assert Certificate.objects.get(person=person).is_in_force
    assert (Paper.objects.count(), CertificateCase.objects.get().is_erased, JobFile.objects.count()) == (0, True, 0)


def test_links_letters_and_the_account_open_nothing_any_more(person, coordinator):
    client, user = signed_in(person.user), person.user
    post(Draft("password_reset", user.pk, "1", timezone.now() + dt.timedelta(days=1), user=user), at=timezone.now())

    handle(person, coordinator)

    assert not OneTimeLink.objects.filter(revoked_at=None).exists()
    assert set(Letter.objects.values_list("state", flat=True)) == {"cancelled"}
    assert client.get(reverse("today")).status_code == 302
    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password(), user.get_full_name()) == (False, False, "")
    assert not Membership.objects.open().filter(user=user).exists()
    assert not Invitation.objects.waiting().exists()
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


def test_what_waits_for_an_answer_ends_and_no_answer_is_sent(person, coordinator):
    cohort = CohortFactory(host=coordinator.organisation)
    waits = applied(cohort, "received")
    draft = ApplicationFactory(cohort=cohort, draft=True, **NAMED)

    handle(person, coordinator)

    waits.refresh_from_db()
    assert (waits.status, waits.erased_at is None) == ("withdrawn", False)
    assert not Application.objects.filter(pk=draft.pk).exists()
    assert not Application.objects.to_tell().exists()


def test_what_is_somebody_elses_stays(person, coordinator):
    own = CohortFactory(host=coordinator.organisation)
    namesake = ApplicationFactory(cohort=own, **{**NAMED, "email": "b@example.org", "phone": "070-0000000"})
    elsewhere = ApplicationFactory(**NAMED)
    file = JobFileFactory(job__kind=printing.KIND, job__subject_id=own.pk)

    handle(person, coordinator)

    for row in (namesake, elsewhere):
        row.refresh_from_db()
    assert (namesake.name, elsewhere.name) == ("Anna Zebrasson", "Anna Zebrasson")
    assert list(JobFile.objects.all()) == [file]


def test_what_is_being_printed_is_stopped(person, coordinator):
    cohort = Participation.objects.get(person=person).cohort_id
    job = LongJobFactory(kind=printing.KIND, subject_id=cohort, status="running", heard_at=timezone.now())

    handle(person, coordinator)

    assert LongJob.objects.get(pk=job.pk).status == "failed"


def test_done_twice_is_done_once(person, coordinator):
    first = handle(person, coordinator)

    again = handle(person, MembershipFactory(national=True))

    assert (again.name, again.special_at, again.special_by) == (first.name, first.special_at, coordinator.user)


def test_whoever_works_here_too_has_that_ended_first(person, coordinator):
    MembershipFactory(leader=True, user=person.user)

    with pytest.raises(HasOtherRoles):
        handle(person, coordinator)

    assert Person.objects.get(pk=person.pk).name == "Anna Zebrasson"
    assert Application.objects.get().name == "Anna Zebrasson"


@pytest.mark.parametrize(
    "back",
    [*({name: value} for name, value in NAMED.items()), {"special_at": None}, {"given_name": "Deltagare Anna"}],
    ids=str,
)
def test_nothing_can_be_written_back(coordinator, back):
    person = handle(PersonFactory(), coordinator)

    with pytest.raises(IntegrityError):
        Person.objects.filter(pk=person.pk).update(**back)

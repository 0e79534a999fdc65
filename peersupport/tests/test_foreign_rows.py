"""Rows of others: a guessed number is a page that doesn't exist, and no page, list or search says a word of them.

There is one other host here with a life of its own; each role then looks for it from its own organisation.
"""

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from peersupport.accounts.permissions import GRANTS, Role
from peersupport.directory.models import Invitation, Membership
from peersupport.directory.roles import AT_HOSTS_ONLY
from peersupport.directory.tests.factories import (
    ContactFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
)
from peersupport.jobs.models import LongJob
from peersupport.jobs.tests.factories import JobFileFactory
from peersupport.tests.rows import all_rows
from peersupport.tests.urls import Address, addresses
from placements.models import AgreedAbsence, Placement, PlacementPause, QuestionSet, SignUp, StaffBooking, Survey
from placements.tests.conftest import make_cast
from placements.tests.factories import (
    AgreedAbsenceFactory,
    EducationFactory,
    EducationHoursFactory,
    IntroductionFactory,
    MeetingFactory,
    PlacementPauseFactory,
    ResearchRequestFactory,
    SignUpFactory,
    StaffAnswerFactory,
    StaffBookingFactory,
    SupervisionSessionFactory,
    SupervisorLeaveFactory,
    SupportRequestFactory,
    SurveyFactory,
    SurveyWordsFactory,
    WellnessShareFactory,
)
from programs.tests.factories import (
    AgreementFactory,
    CohortFactory,
    FundingSourceFactory,
    InvoiceBasisFactory,
    OfferFactory,
    OrderFileFactory,
    OrderLineFactory,
    SeatFactory,
)
from programs.tests.steps import order
from training.actions import printing
from training.models import (
    Assessor,
    Certificate,
    CertificateCase,
    CohortMessage,
    EvaluationWords,
    HomeAssignment,
    InterviewTime,
    MakeUp,
    Paper,
    Pause,
)
from training.tests.factories import (
    ApplicationFactory,
    AssessorFactory,
    AttendanceStatusFactory,
    CertificateCaseFactory,
    CohortMessageFactory,
    CourseDayFactory,
    EvaluationFactory,
    EvaluationQuestionFactory,
    EvaluationWordsFactory,
    HomeAssignmentFactory,
    InterviewTimeFactory,
    MakeUpFactory,
    MaterialFactory,
    ModuleFactory,
    PaperFactory,
    PauseFactory,
    ScheduleTemplateFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_cache", "no_spy_on_templates")]
CANARY = "Zebrasson"  # stands in whatever is the other host's alone
SEES_ALL = {Role.NATIONAL_COORDINATOR}
OTHERS = [role for role in Role if role not in SEES_ALL]
MASKED = re.compile(rb'value="[A-Za-z0-9]{64}"')  # the token of a form is another one each time
# Reviewed: what others may open of a host that isn't theirs.
OPEN_TO = {
    "programs:programme": {Role.REGIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER},  # programmes are no secret
    "programs:guidelines": {Role.REGIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER},  # nor are its guidelines
    "programs:prices": {Role.REGIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER},  # nor are the national prices
    "programs:prices_edit": {Role.REGIONAL_COORDINATOR},  # those of their own association
    "programs:funding_source": {Role.REGIONAL_COORDINATOR},  # any host may have seats that it pays for
    "training:attendance_statuses": {Role.REGIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER},  # likewise
    "training:material": {Role.REGIONAL_COORDINATOR},  # what the nation hands out with them, and their own
    "training:material_new": {Role.REGIONAL_COORDINATOR},
    "training:evaluation_questions": {Role.REGIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER},  # likewise
    "placements:question_set": {Role.REGIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER},  # the same for all
    "placements:staff_answer_edit": {Role.REGIONAL_COORDINATOR, Role.COURSE_LEADER},  # likewise, for who lead sessions
    "placements:research_request": {Role.DATA_PROTECTION_OFFICER},  # who decides about it
    "training:modules": {Role.REGIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER},  # they belong to a programme
    # the part of an organisation's statement that is about one's own cohorts and association
    "programs:organisation_statement": {Role.REGIONAL_COORDINATOR},
    "programs:organisation_statement_pdf": {Role.REGIONAL_COORDINATOR},
    "programs:organisation_statement_xlsx": {Role.REGIONAL_COORDINATOR},
    # coordinators meet every organisation, for any may order; the officer and the administrator look after them
    "organisation": {Role.REGIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER, Role.SYSTEM_ADMINISTRATOR},
    "invite": {Role.REGIONAL_COORDINATOR, Role.SYSTEM_ADMINISTRATOR},  # a region is sent back with a message
    "end_membership": {Role.SYSTEM_ADMINISTRATOR},
}
WITH_ARGUMENTS = {a.name: a for a in addresses() if a.arguments and hasattr(a.view, "requires") and a.view.requires}


@dataclass
class Other:
    """The other host: by address the arguments of its rows."""

    arguments: dict[str, dict]
    placement: Placement


@pytest.fixture
def other() -> Other:
    cast = make_cast()
    participation = cast.certified(family_name=CANARY)
    cast.workplace.name = f"Boendestöd {CANARY}"
    cast.workplace.save()
    placement = cast.start(participation=participation, starts_on=timezone.localdate(), at=timezone.now())
    cohort = CohortFactory(host=cast.host, name=f"Resan {CANARY}", running=True, programme=cast.programme)
    AgreedAbsenceFactory(placement=placement)
    PlacementPauseFactory(placement=placement, begins_on=timezone.localdate() + dt.timedelta(days=90))
    held = SupervisionSessionFactory(placement=placement)
    StaffBookingFactory(workplace=cast.workplace, booked=True, place=CANARY)
    ordered = order(CohortFactory(host=cast.host, county=cohort.county), 1, reference=CANARY)
    OrderFileFactory(order=ordered, name=f"{CANARY}.pdf")
    day = CourseDayFactory(cohort=cohort)
    evaluation = EvaluationFactory(cohort=cohort, closed=True, answered=10)
    module = ModuleFactory(programme=cast.programme)
    application = ApplicationFactory(cohort=cohort, family_name=CANARY)
    InvitationFactory(organisation=cast.host, family_name=CANARY, role=Role.SUPERVISOR)
    numbers = {
        "programme": cast.programme.pk,
        "agreement": AgreementFactory(host=cast.host, number=CANARY).pk,
        "funding": FundingSourceFactory(programme=cast.programme).pk,
        "order": ordered.number,
        "draft": OrderLineFactory(order__draft=True, order__reference=CANARY, status="draft").order_id,
        "cohort": cohort.pk,
        "module": module.pk,
        "material": MaterialFactory(module=module, owner=cast.host, title=CANARY).pk,
        "question": EvaluationQuestionFactory(programme=cast.programme).pk,
        "question_set": QuestionSet.objects.in_use(day.date).first().pk,
        "status": AttendanceStatusFactory(programme=cast.programme).pk,
        "application": application.pk,
        "participation": participation.pk,
        "basis": InvoiceBasisFactory(host=cast.host, buyer_reference=CANARY).number,
        "certificate": Certificate.objects.get(participation=participation).number,
        "staff_answer": StaffAnswerFactory().pk,
        "research": ResearchRequestFactory(host=cast.host).pk,
        "survey_words": SurveyWordsFactory(text=CANARY).pk,
        "workplace": cast.workplace.pk,
        "placement": placement.pk,
        "leave": SupervisorLeaveFactory(supervisor=cast.supervisor.user, host=cast.host).pk,
        "session": held.pk,
        "follow_up": placement.follow_ups.first().pk,
        "person": participation.person_id,
        "organisation": cast.host.pk,
        "contact": ContactFactory(organisation=cast.host, name=CANARY).pk,
        "role": OrganisationRoleFactory(organisation=cast.host).pk,
        "membership": Membership.objects.get(user=cast.supervisor.user).pk,
        "evaluation": evaluation.pk,
        "template": ScheduleTemplateFactory(owner=cast.host, name=CANARY).pk,
        "education": EducationFactory(host=cast.host, title=CANARY).pk,
        "asked": SupportRequestFactory(registration=participation.person.registrations.get()).pk,
        "plan": WellnessShareFactory(plan__person=participation.person).plan_id,
        "introduction": IntroductionFactory(
            registration=participation.person.registrations.get(), workplace=cast.workplace
        ).pk,
        "hours": EducationHoursFactory(person=participation.person, host=cast.host, what=CANARY).pk,
    }
    MeetingFactory(cohort=cohort, place=CANARY)
    SignUpFactory(education_id=numbers["education"], person=participation.person, host=cast.host)
    EvaluationWordsFactory(asked__evaluation=evaluation, text=CANARY)
    seat = SeatFactory(granted=True, cohort=cohort)
    offer = OfferFactory(line=ordered.lines.get())
    PaperFactory(application=application)
    InterviewTimeFactory(cohort=cohort, place=CANARY)
    AssessorFactory(cohort=cohort)
    MakeUpFactory(participation=participation, what=CANARY)
    PauseFactory(participation=participation)
    SurveyFactory(follow_up=placement.follow_ups.first(), handed_out=True)
    HomeAssignmentFactory(cohort=cohort, title=CANARY)
    CohortMessageFactory(cohort=cohort, text=CANARY)
    CertificateCaseFactory(certificate=Certificate.objects.get(participation=participation), text=CANARY)
    JobFileFactory(name=CANARY, job__kind=printing.KIND, job__subject_id=cohort.pk)
    return Other(arguments_by_address(numbers, day, ordered, seat, offer), placement)


def arguments_by_address(numbers: dict, day, ordered, seat, offer) -> dict[str, dict]:
    """Which row each address is about, by the first words of its path."""
    about = {
        "program": "programme",
        "avtal": "agreement",
        "finansiering": "funding",
        "bestallningar": "order",
        "bestall": "order",
        "underlag": "basis",
        "bestall/utkast": "draft",
        "utbildningar": "cohort",
        "ansokningar": "application",
        "deltaganden": "participation",
        "min-kurs": "participation",
        "intyg": "certificate",
        "arbetsplatser": "workplace",
        "placeringar": "placement",
        "handledning": "session",
        "handledare": "membership",
        "franvaro": "leave",
        "uppfoljning": "follow_up",
        "enkatfragor": "question_set",
        "forskning": "research",
        "resultat/ord": "survey_words",
        "deltagare": "person",
        "organisationer": "organisation",
        "medlemskap": "membership",
        "min-utvardering": "evaluation",
        "schemamallar": "template",
        "personalfragor": "staff_answer",
        "fortbildning": "education",
        "stod": "asked",
        "min-plan": "plan",
        "matchning/deltagare": "person",
        "matchning/forslag": "introduction",
        "mina-forslag": "introduction",
        "moten": "cohort",
        "matchning/arbetsplatser": "workplace",
        "delade-planer": "plan",
        "fortbildning/timmar": "hours",
    }
    paper, time, assessor = Paper.objects.get(), InterviewTime.objects.get(), Assessor.objects.get()
    found = {}
    for name, address in WITH_ARGUMENTS.items():
        first, second, *_more = address.path.split("/")[1:]
        thing = about.get(f"{first}/{second}", about.get(first))
        if thing is None or name == "programs:order_new":  # its cohort takes orders from everybody
            continue
        given = {"pk": numbers[thing], "number": numbers[thing], "date": day.date, "seat": seat.pk}
        given |= {"session": day.sessions.first().pk, "day": day.pk, "module": numbers["module"]}
        given |= {"material": numbers["material"]}
        given |= {"role": numbers["role"], "contact": numbers["contact"], "into": numbers["organisation"], "year": 2026}
        given |= {"quarter": 1, "paper": paper.pk, "time": time.pk, "assessor": assessor.pk}
        given |= {"case": CertificateCase.objects.get().pk, "make_up": MakeUp.objects.get().pk}
        given |= {"status": numbers["status"], "question": numbers["question"], "evaluation": numbers["evaluation"]}
        given |= {"words": EvaluationWords.objects.get().pk}
        given |= {"assignment": HomeAssignment.objects.get().pk, "participation": numbers["participation"]}
        given |= {"survey": Survey.objects.get().pk}
        given |= {"pause": Pause.objects.get().pk}
        if name.startswith("placements:"):
            given["absence"] = AgreedAbsence.objects.get().pk
            given["pause"] = PlacementPause.objects.get().pk
        given |= {"introduction": numbers["introduction"], "workplace": numbers["workplace"]}
        given |= {"booking": StaffBooking.objects.get().pk}
        given |= {"message": CohortMessage.objects.get().pk}
        given |= {"job": LongJob.objects.get().pk}
        given |= {"person": numbers["person"], "sign_up": SignUp.objects.get().pk}
        if name in ("programs:order_place_line", "programs:order_transfer") or name.startswith("programs:line_"):
            given["pk"] = ordered.lines.get().pk
        if name.startswith("programs:offer_"):
            given["pk"] = offer.pk
        if name.startswith("programs:order_file"):
            given["pk"] = ordered.files.get().pk
        found[name] = {one: given[one] for one in address.arguments}
    return found


def somebody(role: Role) -> tuple[Client, Membership]:
    """A browser of somebody of this role who has nothing to do with the other host."""
    place = OrganisationFactory(host=True) if role in AT_HOSTS_ONLY else OrganisationFactory()
    membership, client = MembershipFactory(role=role, organisation=place), Client()
    client.force_login(membership.user)
    return client, membership


def test_every_address_about_somebodys_row_is_tried(other):
    not_about_a_row = {name for name in WITH_ARGUMENTS if name.startswith(("account_", "mfa_"))}

    ones_own = {"programs:statement", "programs:statement_pdf", "programs:statement_xlsx"}
    assert set(WITH_ARGUMENTS) - set(other.arguments) - not_about_a_row == {"programs:order_new", *ones_own}


@pytest.mark.parametrize("role", OTHERS)
def test_a_foreign_row_is_not_there_and_nothing_happens_to_it(role, other):
    client, _membership = somebody(role)
    client.get("/hjalp/")
    before, seen = all_rows(but=("django_session",)), {}
    for name, arguments in other.arguments.items():
        address = Address(name, WITH_ARGUMENTS[name].view, arguments)
        may = WITH_ARGUMENTS[name].view.requires in GRANTS[role]
        answers = {client.get(address.path).status_code, client.post(address.path, {"reason": "full"}).status_code}
        if not answers <= ({404, 405} if may else {403}):
            seen[name] = answers

    assert {name for name in seen if role not in OPEN_TO.get(name, ())} == set()
    assert {name for name in seen if name not in OPEN_TO} == set()
    if role != Role.SYSTEM_ADMINISTRATOR:
        assert all_rows(but=("django_session",)) == before


@pytest.mark.parametrize("role", [Role.REGIONAL_COORDINATOR, Role.SUPERVISOR, Role.UNIT_MANAGER, Role.ORDERER])
def test_a_foreign_row_and_none_are_the_same_page(role, other):
    client, _membership = somebody(role)
    different = []
    for name, arguments in other.arguments.items():
        here = client.get(Address(name, None, arguments).path)
        if here.status_code == 403:  # before any row is looked for
            continue
        nowhere = {one: {int: 10**9, str: "B-1900-9999"}.get(type(value), value) for one, value in arguments.items()}
        none = client.get(Address(name, None, nowhere).path)
        if here.status_code == 404 and MASKED.sub(b"", here.content) != MASKED.sub(b"", none.content):
            different.append(name)

    assert different == []


@pytest.mark.parametrize("role", ["", *OTHERS])
def test_no_page_list_or_search_says_a_word_of_others(role, other):
    client = somebody(role)[0] if role else Client()
    told = []
    for address in addresses():
        if address.arguments or address.name == "readyz":
            continue
        for query in ("", f"?q={CANARY}&status=alla"):
            answer = client.get(address.path + query)
            body = answer.content.replace(f'value="{CANARY}"'.encode(), b"").replace(f"”{CANARY}”".encode(), b"")
            if body.count(CANARY.encode()) != body.count(f"q={CANARY}".encode()):
                told.append(address.path + query)
            if answer.status_code == 403:  # before anything of the query is read
                break

    assert told == []


@pytest.mark.parametrize("role", Role.values)
def test_nobody_gives_themselves_a_role(role):
    client, membership = somebody(Role(role))
    before = Membership.objects.count()
    asked = {"key": "5f0f8dca-6a0e-4a0b-9d7b-1f4b7b8f5a11", "given_name": "Jag", "role": Role.NATIONAL_COORDINATOR}

    client.post(f"/organisationer/{membership.organisation_id}/bjud-in/", asked | {"email": membership.user.email})
    client.post("/konto/roll/", {"membership": MembershipFactory(national=True).pk})

    assert (Invitation.objects.count(), Membership.objects.count()) == (0, before + 1)
    assert client.get("/program/ny/").status_code == (200 if role == Role.NATIONAL_COORDINATOR else 403)


@pytest.mark.parametrize("role", [Role.REGIONAL_COORDINATOR, Role.UNIT_MANAGER, Role.SUPERVISOR])
def test_nobody_but_the_two_reads_what_a_session_was_about(role, other):
    """A coordinator of the same host and the manager of the unit see that it was held, and when."""
    placement = other.placement
    staff = Membership.objects.filter(organisation__in=[placement.host_id, placement.workplace.owner_id], role=role)
    client = Client()
    client.force_login(staff.earliest("pk").user)
    mine = f"/handledning/{placement.sessions.get().pk}/"
    pages = (mine, "/", "/handledning/", f"/placeringar/{placement.pk}/", f"/deltagare/{placement.person_id}/")
    told = [page for page in pages if "60 min" in client.get(page).content.decode()]

    assert told == ([mine] if role == Role.SUPERVISOR else [])

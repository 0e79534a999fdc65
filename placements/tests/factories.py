"""One factory per model. A bare call is the smallest valid row.

Rows made here skip the actions: nobody has access to a PlacementFactory's person unless the test gives it.
"""

import datetime as dt
import json

import factory
from factory.django import DjangoModelFactory

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import (
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
)
from peersupport.privacy import sealed as seals
from placements.models import (
    AgreedAbsence,
    CheckIn,
    Education,
    EducationHours,
    EducationNeed,
    ExportedPerson,
    FollowUp,
    Group,
    Introduction,
    Meeting,
    MeetingPair,
    MeetingPlace,
    Opening,
    Placement,
    PlacementPause,
    ProposedTime,
    QuestionSet,
    ReadinessTick,
    Report,
    ReportAnswer,
    ReportRow,
    ResearchExport,
    ResearchFetch,
    ResearchRequest,
    SessionCorrection,
    SessionNote,
    SignUp,
    StaffAnswer,
    StaffBooking,
    StaffChange,
    StaffSession,
    StaffSignUp,
    StayReport,
    StayRow,
    SupervisionDraft,
    SupervisionPlan,
    SupervisionSession,
    SupervisorLeave,
    SupportContact,
    SupportRequest,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveyWords,
    Tally,
    Turnout,
    WellnessPlan,
    WellnessShare,
    Workplace,
    WorkplacePerson,
    WorkWish,
)
from programs.tests.factories import CohortFactory, ProgrammeFactory
from training.tests.factories import CertificateFactory, ParticipationFactory

MARCH = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
PHASES = [[4, 7, 14, None], [12, 14, 14, None], [52, 30, 35, None], [None, 60, 60, None]]


class WorkplaceFactory(DjangoModelFactory):
    """A unit that is interested; ``ready=True`` has all that was always asked for and is declared ready."""

    class Meta:
        model = Workplace
        skip_postgeneration_save = True

    class Params:
        named = factory.Trait(manager_name="Inga Lind", contact_name="Bo Ek", status=Workplace.Status.PREPARING)
        ready = factory.Trait(
            manager_name="Inga Lind",
            contact_name="Bo Ek",
            status=Workplace.Status.READY,
            ready_on=MARCH.date(),
            held=factory.RelatedFactoryList("placements.tests.factories.StaffSessionFactory", "workplace", size=3),
        )
        closed = factory.Trait(status=Workplace.Status.CLOSED)

    programme = factory.SubFactory(ProgrammeFactory)
    host = factory.SubFactory(OrganisationFactory, host=True)
    owner = factory.SubFactory(OrganisationFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence("Boendestöd {}".format)
    kind = Workplace.Kind.HOUSING_SUPPORT


class WorkplacePersonFactory(DjangoModelFactory):
    class Meta:
        model = WorkplacePerson

    workplace = factory.SubFactory(WorkplaceFactory)
    role = "manager"
    name = "Inga Lind"
    since = dt.date(2025, 9, 1)


class StaffSessionFactory(DjangoModelFactory):
    class Meta:
        model = StaffSession

    workplace = factory.SubFactory(WorkplaceFactory)
    number = factory.Sequence(lambda n: n + 1)
    held_on = dt.date(2026, 2, 10)
    head_count = 9
    managers_present = 1
    first_time = 3
    led_by = factory.SubFactory(UserFactory)
    noted_at = MARCH


class StaffAnswerFactory(DjangoModelFactory):
    class Meta:
        model = StaffAnswer

    theme = "confidentiality"
    question = factory.Sequence("Läser peer supportern journalen? {}".format)
    answer = "Nej, om ni inte bestämmer något annat.\nBestäm det innan någon börjar."
    written_at = MARCH
    written_by = factory.SubFactory(UserFactory)


class StaffBookingFactory(DjangoModelFactory):
    """Proposed; ``booked=True`` has a time, far ahead."""

    class Meta:
        model = StaffBooking

    class Params:
        booked = factory.Trait(status=StaffBooking.Status.BOOKED, starts_at=dt.datetime(2099, 3, 2, 12, tzinfo=dt.UTC))

    workplace = factory.SubFactory(WorkplaceFactory)
    leader = factory.SubFactory(UserFactory)
    place = "Stora rummet"
    minutes = 90
    proposed_at = MARCH
    proposed_by = factory.SelfAttribute("leader")


class ProposedTimeFactory(DjangoModelFactory):
    class Meta:
        model = ProposedTime

    booking = factory.SubFactory(StaffBookingFactory)
    starts_at = dt.datetime(2099, 3, 2, 12, tzinfo=dt.UTC)


class StaffSignUpFactory(DjangoModelFactory):
    class Meta:
        model = StaffSignUp

    booking = factory.SubFactory(StaffBookingFactory, booked=True)
    staff = 3
    managers = 1
    signed_up_at = MARCH


class StaffChangeFactory(DjangoModelFactory):
    class Meta:
        model = StaffChange

    workplace = factory.SubFactory(WorkplaceFactory)
    cause = StaffChange.Cause.MANAGER
    since = dt.date(2026, 3, 2)
    noted_at = MARCH
    noted_by = factory.SubFactory(UserFactory)


class ReadinessTickFactory(DjangoModelFactory):
    class Meta:
        model = ReadinessTick

    workplace = factory.SubFactory(WorkplaceFactory)
    kind = "role"
    done_at = MARCH
    done_by = factory.SubFactory(UserFactory)


class PlacementFactory(DjangoModelFactory):
    """A certified person at a ready workplace of the same host, full time from 2 March 2026."""

    class Meta:
        model = Placement

    class Params:
        certificate = factory.SubFactory(CertificateFactory, issued_on=dt.date(2026, 2, 16))
        planned = factory.Trait(status=Placement.Status.PLANNED)
        paused = factory.Trait(status=Placement.Status.PAUSED)
        ended = factory.Trait(
            status=Placement.Status.ENDED, ends_on=dt.date(2026, 6, 30), end_reason=Placement.EndReason.OWN_WISH
        )

    participation = factory.SelfAttribute("certificate.participation")
    person = factory.SelfAttribute("participation.person")
    host = factory.SelfAttribute("participation.host")
    workplace = factory.SubFactory(WorkplaceFactory, ready=True, host=factory.SelfAttribute("..host"))
    employer = factory.SelfAttribute("workplace.owner")
    supervisor = factory.SubFactory(UserFactory)
    form = Placement.Form.PERMANENT
    percent = 100
    starts_on = dt.date(2026, 3, 2)
    created_at = MARCH


class PlacementPauseFactory(DjangoModelFactory):
    class Meta:
        model = PlacementPause

    placement = factory.SubFactory(PlacementFactory)
    begins_on = dt.date(2026, 4, 13)
    noted_at = MARCH
    noted_by = factory.SubFactory(UserFactory)


class SupervisionPlanFactory(DjangoModelFactory):
    class Meta:
        model = SupervisionPlan

    placement = factory.SubFactory(PlacementFactory)
    phases = PHASES
    next_due_on = dt.date(2026, 3, 9)
    next_alone_on = factory.SelfAttribute("next_due_on")
    late_on = dt.date(2026, 3, 17)


class SupervisionSessionFactory(DjangoModelFactory):
    class Meta:
        model = SupervisionSession

    placement = factory.SubFactory(PlacementFactory)
    held_on = dt.date(2026, 3, 9)
    form = SupervisionSession.Form.IN_PERSON
    minutes = 60
    themes = ["role"]
    mood = SupervisionSession.Mood.GOOD
    logged_by = factory.SelfAttribute("placement.supervisor")
    logged_at = MARCH


class SessionCorrectionFactory(DjangoModelFactory):
    class Meta:
        model = SessionCorrection

    session = factory.SubFactory(SupervisionSessionFactory)
    was = {"held_on": "2026-03-10", "form": "video", "minutes": 45, "themes": [], "mood": "good"}
    corrected_by = factory.SelfAttribute("session.logged_by")
    corrected_at = MARCH


class AgreedAbsenceFactory(DjangoModelFactory):
    class Meta:
        model = AgreedAbsence

    placement = factory.SubFactory(PlacementFactory)
    begins_on = dt.date(2026, 7, 6)
    ends_on = dt.date(2026, 7, 31)
    noted_at = MARCH
    noted_by = factory.SelfAttribute("placement.supervisor")


class SupervisorLeaveFactory(DjangoModelFactory):
    class Meta:
        model = SupervisorLeave

    supervisor = factory.SubFactory(UserFactory)
    host = factory.SubFactory(OrganisationFactory, host=True)
    begins_on = dt.date(2026, 7, 6)
    ends_on = dt.date(2026, 7, 31)
    noted_by = factory.SubFactory(UserFactory)
    noted_at = MARCH


class SupervisionDraftFactory(DjangoModelFactory):
    class Meta:
        model = SupervisionDraft

    user = factory.SubFactory(UserFactory)
    saved_at = MARCH


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    placement = factory.SubFactory(PlacementFactory)
    months = 1
    due_on = dt.date(2026, 4, 2)


class QuestionSetFactory(DjangoModelFactory):
    """A draft of the next edition; ``retired=True`` was in use once. What is in use, the migrations put there."""

    class Meta:
        model = QuestionSet

    class Params:
        retired = factory.Trait(status=QuestionSet.Status.RETIRED, published_on=dt.date(2026, 2, 1))

    group = QuestionSet._meta.get_field("group").choices[0][0]
    edition = factory.Sequence(lambda n: n + 100)
    name = "Egna frågor"
    rights_holder = "NSPH"
    licence = QuestionSet.Licence.OWN


class SurveyQuestionFactory(DjangoModelFactory):
    class Meta:
        model = SurveyQuestion

    question_set = factory.SubFactory(QuestionSetFactory)
    text = factory.Sequence("Påstående {}".format)
    position = factory.Sequence(lambda n: n + 1)


class EducationFactory(DjangoModelFactory):
    """A course in April with room for everybody, open for sign-up."""

    class Meta:
        model = Education

    host = factory.SubFactory(OrganisationFactory, host=True)
    kind = Education.Kind.COURSE
    title = factory.Sequence("Att sätta gränser {}".format)
    place = "Drottninggatan 1, Örebro"
    starts_at = dt.datetime(2026, 4, 14, 7, 0, tzinfo=dt.UTC)
    ends_at = dt.datetime(2026, 4, 14, 14, 0, tzinfo=dt.UTC)
    hours = 6


class SignUpFactory(DjangoModelFactory):
    class Meta:
        model = SignUp

    class Params:
        certificate = factory.SubFactory(CertificateFactory)

    education = factory.SubFactory(EducationFactory)
    person = factory.SelfAttribute("certificate.person")
    host = factory.SelfAttribute("certificate.host")
    status = SignUp.Status.PLACED
    signed_up_at = MARCH


class EducationHoursFactory(DjangoModelFactory):
    """Hours that somebody has reported and that nobody has decided about."""

    class Meta:
        model = EducationHours

    class Params:
        certificate = factory.SubFactory(CertificateFactory)

    person = factory.SelfAttribute("certificate.person")
    host = factory.SelfAttribute("certificate.host")
    what = "Studiecirkel om återhämtning"
    held_on = dt.date(2026, 2, 10)
    hours = 3
    status = EducationHours.Status.REPORTED
    noted_at = MARCH


class EducationNeedFactory(DjangoModelFactory):
    class Meta:
        model = EducationNeed

    host = factory.SubFactory(OrganisationFactory, host=True)
    theme = EducationNeed.Theme.ETHICS
    raised_on = dt.date(2026, 3, 2)


class SupportRequestFactory(DjangoModelFactory):
    """Somebody asks a coordinator of their host to call them."""

    class Meta:
        model = SupportRequest

    class Params:
        registration = factory.SubFactory(RegistrationFactory)

    person = factory.SelfAttribute("registration.person")
    host = factory.SelfAttribute("registration.host")
    to = factory.SubFactory(MembershipFactory, regional=True, organisation=factory.SelfAttribute("..host"))
    kind = SupportRequest.Kind.SUPPORT
    how = SupportRequest.How.CALL
    asked_at = MARCH


class SupportContactFactory(DjangoModelFactory):
    class Meta:
        model = SupportContact

    person = factory.SubFactory(PersonFactory)
    to = factory.SubFactory(MembershipFactory, regional=True)


class WellnessPlanFactory(DjangoModelFactory):
    """A plan that says ``text`` to each question."""

    class Meta:
        model = WellnessPlan

    person = factory.SubFactory(PersonFactory)
    seal_id = factory.LazyAttribute(lambda plan: plan.kept["seal_id"])
    sealed = factory.LazyAttribute(lambda plan: plan.kept["sealed"])
    saved_at = MARCH

    class Params:
        text = "Promenader"
        kept = factory.LazyAttribute(
            lambda plan: seals.columns(WellnessPlan, json.dumps(dict.fromkeys(("well", "signs", "helps"), plan.text)))
        )


class SessionNoteFactory(DjangoModelFactory):
    """A note that says ``text``."""

    class Meta:
        model = SessionNote

    session = factory.SubFactory(SupervisionSessionFactory)
    seal_id = factory.LazyAttribute(lambda note: note.kept["seal_id"])
    sealed = factory.LazyAttribute(lambda note: note.kept["sealed"])
    saved_at = MARCH

    class Params:
        text = "Vi pratade om uppdraget"
        kept = factory.LazyAttribute(lambda note: seals.columns(SessionNote, note.text))


class WellnessShareFactory(DjangoModelFactory):
    class Meta:
        model = WellnessShare

    plan = factory.SubFactory(WellnessPlanFactory)
    to = factory.SubFactory(MembershipFactory, regional=True)
    given_at = MARCH
    until = dt.date(2030, 1, 1)


class SurveyFactory(DjangoModelFactory):
    """What managers are asked after a month, open for four weeks; ``handed_out=True`` is staff's, with its link."""

    class Meta:
        model = Survey

    class Params:
        handed_out = factory.Trait(group=Group.STAFF, asked=8, code=factory.Sequence("kod{}".format))

    follow_up = factory.SubFactory(FollowUpFactory)
    group = Group.MANAGERS
    question_set = factory.LazyAttribute(lambda made: QuestionSet.objects.get(group=made.group, status="published"))
    opened_on = dt.date(2026, 4, 2)
    closes_on = dt.date(2026, 4, 30)
    asked = 1
    programme = factory.SelfAttribute("follow_up.placement.workplace.programme")
    county = factory.SelfAttribute("follow_up.placement.workplace.municipality.county")
    kind = factory.SelfAttribute("follow_up.placement.workplace.kind")


class SurveyInvitationFactory(DjangoModelFactory):
    class Meta:
        model = SurveyInvitation

    survey = factory.SubFactory(SurveyFactory)


class TurnoutFactory(DjangoModelFactory):
    class Meta:
        model = Turnout

    question_set = factory.SubFactory(QuestionSetFactory)
    months = 3
    quarter = dt.date(2026, 4, 1)
    dimension = "all"


class TallyFactory(DjangoModelFactory):
    class Meta:
        model = Tally

    question = factory.SubFactory(SurveyQuestionFactory)
    months = 3
    quarter = dt.date(2026, 4, 1)
    dimension = "all"


class ReportFactory(DjangoModelFactory):
    """What peer supporters answered three months on, in the first quarter of 2026."""

    class Meta:
        model = Report

    question_set = factory.LazyFunction(lambda: QuestionSet.objects.get(group=Group.PEERS, status="published"))
    months = 3
    first_on = dt.date(2026, 1, 1)
    last_on = dt.date(2026, 3, 31)
    frozen_on = dt.date(2026, 4, 29)


class ReportRowFactory(DjangoModelFactory):
    class Meta:
        model = ReportRow

    report = factory.SubFactory(ReportFactory)
    dimension = "all"
    answered = 40
    silent = 10


class ReportAnswerFactory(DjangoModelFactory):
    class Meta:
        model = ReportAnswer

    row = factory.SubFactory(ReportRowFactory)
    question = factory.LazyAttribute(lambda made: made.row.report.question_set.questions.in_order().first())
    agree = 30
    other = 10


class ResearchRequestFactory(DjangoModelFactory):
    """What a project asks for of the whole country; of everybody who began in 2026, until 2099."""

    class Meta:
        model = ResearchRequest

    class Params:
        approved = factory.Trait(
            status=ResearchRequest.Status.APPROVED, decided_by=factory.SubFactory(UserFactory), decided_at=MARCH
        )

    institution = "Testköpings universitet"
    title = "Kamrater i arbete"
    decision_number = factory.Sequence("2026-{:05}-01".format)
    approved_on = dt.date(2026, 1, 15)
    variables = ResearchRequest.Variable.values
    first_on = dt.date(2026, 1, 1)
    last_on = dt.date(2026, 12, 31)
    keep_until = dt.date(2099, 12, 31)
    asked_by = factory.SubFactory(UserFactory)
    asked_at = MARCH


class ResearchExportFactory(DjangoModelFactory):
    class Meta:
        model = ResearchExport

    request = factory.SubFactory(ResearchRequestFactory, approved=True)
    made_at = MARCH
    size = 5


class ExportedPersonFactory(DjangoModelFactory):
    class Meta:
        model = ExportedPerson

    export = factory.SubFactory(ResearchExportFactory)
    person = factory.SubFactory(PersonFactory)


class ResearchFetchFactory(DjangoModelFactory):
    class Meta:
        model = ResearchFetch

    export = factory.SubFactory(ResearchExportFactory)
    fetched_by = factory.SelfAttribute("export.request.asked_by")
    fetched_at = MARCH


class SurveyWordsFactory(DjangoModelFactory):
    """What somebody added, of which a report has been made; nobody has decided about it."""

    class Meta:
        model = SurveyWords

    report = factory.SubFactory(ReportFactory)
    question_set = factory.SelfAttribute("report.question_set")
    months = factory.SelfAttribute("report.months")
    quarter = factory.SelfAttribute("report.first_on")
    text = "Det gör skillnad att hon finns."


class StayReportFactory(DjangoModelFactory):
    class Meta:
        model = StayReport

    first_on = dt.date(2024, 1, 1)
    last_on = dt.date(2024, 12, 31)
    frozen_on = dt.date(2026, 2, 1)


class StayRowFactory(DjangoModelFactory):
    class Meta:
        model = StayRow

    report = factory.SubFactory(StayReportFactory)
    dimension = "all"
    months = 12
    there = 30
    left = 10


class CheckInFactory(DjangoModelFactory):
    class Meta:
        model = CheckIn

    follow_up = factory.SubFactory(FollowUpFactory)
    role = CheckIn.By.UNIT_MANAGER
    role_description = CheckIn.Answer.YES
    within_hours = CheckIn.Answer.YES
    recommends = CheckIn.Answer.YES
    noted_at = MARCH
    noted_by = factory.SubFactory(UserFactory)


class WorkWishFactory(DjangoModelFactory):
    """Of somebody who is certified and has no placement; shown far ahead."""

    class Meta:
        model = WorkWish

    person = factory.LazyFunction(lambda: CertificateFactory().person)
    percent_least = 50
    percent_most = 100
    until = dt.date(2099, 12, 31)
    written_by = factory.SubFactory(UserFactory)
    written_at = MARCH


class OpeningFactory(DjangoModelFactory):
    class Meta:
        model = Opening

    workplace = factory.SubFactory(WorkplaceFactory)
    places = 1
    percent_least = 50
    percent_most = 100
    said_by = factory.SubFactory(UserFactory)
    said_at = MARCH


class IntroductionFactory(DjangoModelFactory):
    """Open, and nobody has answered; ``wanted=True``: both have said yes."""

    class Meta:
        model = Introduction

    class Params:
        registration = factory.SubFactory(RegistrationFactory)
        wanted = factory.Trait(person_says="yes", person_said_at=MARCH, workplace_says="yes", workplace_said_at=MARCH)

    person = factory.SelfAttribute("registration.person")
    host = factory.SelfAttribute("registration.host")
    workplace = factory.SubFactory(WorkplaceFactory, host=factory.SelfAttribute("..host"))
    proposed_by = factory.SubFactory(UserFactory)
    proposed_at = MARCH


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    cohort = factory.SubFactory(CohortFactory)
    begins_at = MARCH + dt.timedelta(days=30)
    minutes = 10
    place = "Stora salen"
    planned_by = factory.SubFactory(UserFactory)
    planned_at = MARCH


class MeetingPlaceFactory(DjangoModelFactory):
    class Meta:
        model = MeetingPlace

    meeting = factory.SubFactory(MeetingFactory)
    workplace = factory.SubFactory(WorkplaceFactory, host=factory.SelfAttribute("..meeting.cohort.host"))


class MeetingPairFactory(DjangoModelFactory):
    class Meta:
        model = MeetingPair

    place = factory.SubFactory(MeetingPlaceFactory)
    participation = factory.SubFactory(ParticipationFactory, cohort=factory.SelfAttribute("..place.meeting.cohort"))

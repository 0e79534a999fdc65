"""One factory per model. A bare call is the smallest valid row: a participant of a running course, admitted in August.

Rows made here skip the actions; tests of rules use the actions.
"""

import datetime as dt
import secrets
import uuid
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import PersonFactory, RegistrationFactory
from peersupport.privacy.models import Consent
from peersupport.shared import sealing
from programs.models import Seat
from programs.tests.factories import CohortFactory, EthicalGuidelinesFactory, ProgrammeFactory, SeatFactory
from training.models import (
    Acknowledgement,
    Apology,
    Application,
    ApplicationConsent,
    AskedQuestion,
    Assessment,
    Assessor,
    Attendance,
    AttendanceStatus,
    AttendanceWarning,
    Certificate,
    CertificateCase,
    CertificateCopy,
    CohortMessage,
    CourseDay,
    CourseNeeds,
    CourseSession,
    DayMark,
    Evaluation,
    EvaluationQuestion,
    EvaluationWords,
    HandIn,
    HomeAssignment,
    InterviewTime,
    MakeUp,
    Material,
    MessageCopy,
    Module,
    Paper,
    Participation,
    Pause,
    Respondent,
    ScheduleTemplate,
    SessionLeader,
    SummingUp,
)

AUGUST = dt.datetime(2026, 8, 10, 9, 0, tzinfo=dt.UTC)
SEPTEMBER = dt.datetime(2026, 9, 18, 14, 0, tzinfo=dt.UTC)
NO_COPY = object()


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = Application

    class Params:
        rejected = factory.Trait(
            status=Application.Status.REJECTED,
            known_status=Application.Status.REJECTED,
            reason=Application.Reason.FULL,
            decided_at=AUGUST,
            decided_by=factory.SubFactory(UserFactory),
            told_at=AUGUST,
            told_by=factory.SelfAttribute("decided_by"),
        )
        draft = factory.Trait(status=Application.Status.DRAFT, known_status="", received_at=None)

    cohort = factory.SubFactory(CohortFactory)
    host = factory.SelfAttribute("cohort.host")
    given_name = "Test"
    family_name = factory.Sequence("Sökande {}".format)
    email = factory.Sequence("sokande{}@example.org".format)
    known_status = factory.SelfAttribute("status")
    saved_at = AUGUST
    received_at = AUGUST


class ApplicationConsentFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationConsent

    application = factory.SubFactory(ApplicationFactory)
    purpose = Consent.Purpose.TRAINING
    text_version = "2026-1"
    language = "sv"
    given_at = AUGUST


class AssessorFactory(DjangoModelFactory):
    """Somebody in the admission group of a cohort."""

    class Meta:
        model = Assessor

    cohort = factory.SubFactory(CohortFactory)
    user = factory.SubFactory(UserFactory)
    added_at = AUGUST


class PaperFactory(DjangoModelFactory):
    """An applicant's letter; ``text`` is what it says."""

    class Meta:
        model = Paper
        exclude = ("text",)

    text = "Jag vill bli peer supporter."
    application = factory.SubFactory(ApplicationFactory)
    kind = Paper.Kind.LETTER
    seal_id = factory.LazyFunction(uuid.uuid4)
    sealed = factory.LazyAttribute(lambda row: sealing.seal(row.text, purpose=f"training.paper:{row.seal_id}"))
    written_at = AUGUST


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    application = factory.SubFactory(ApplicationFactory)
    given_by = factory.SubFactory(UserFactory)
    given_at = AUGUST
    opinion = Assessment.Opinion.ADMIT


class InterviewTimeFactory(DjangoModelFactory):
    """A free time, one hour after the one made before it."""

    class Meta:
        model = InterviewTime

    cohort = factory.SubFactory(CohortFactory)
    starts_at = factory.Sequence(lambda n: dt.datetime(2099, 8, 10, 7, 0, tzinfo=dt.UTC) + dt.timedelta(hours=n))
    place = "Rum 4"
    added_by = factory.SubFactory(UserFactory)
    added_at = AUGUST


class CourseDayFactory(DjangoModelFactory):
    """A day of a course, one day after the one made before it in the test."""

    class Meta:
        model = CourseDay
        skip_postgeneration_save = True

    cohort = factory.SubFactory(CohortFactory, running=True)
    number = factory.LazyAttribute(lambda day: CourseDay.objects.filter(cohort=day.cohort).count() + 1)
    date = factory.LazyAttribute(lambda day: dt.date(2026, 8, 16) + dt.timedelta(days=day.number))

    @factory.post_generation
    def sessions(self, create, wanted, **fields):
        """Morning and afternoon, unless ``sessions=False``; ``sessions__registered=True`` for a day that is."""
        if create and wanted is not False:
            CourseSessionFactory(day=self, **fields)
            CourseSessionFactory(day=self, afternoon=True, **fields)


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.LazyAttribute(lambda module: Module.objects.filter(programme=module.programme).count() + 1)
    name = factory.Sequence("Modul {}".format)


class MaterialFactory(DjangoModelFactory):
    """Four bytes for all who teach a module; nobody has looked at what they are."""

    class Meta:
        model = Material

    module = factory.SubFactory(ModuleFactory)
    title = factory.Sequence("Arbetsblad {}".format)
    media_type = Material.Media.PDF
    size = 4
    content = b"%PDF"
    sha256 = factory.Sequence("{:064x}".format)
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = AUGUST


class ScheduleTemplateFactory(DjangoModelFactory):
    """Two days in a row, for all hosts."""

    class Meta:
        model = ScheduleTemplate

    name = factory.Sequence("Mall {}".format)
    days = [0, 1]
    modules = [1, 2]
    morning_from, morning_to = dt.time(9), dt.time(12)
    afternoon_from, afternoon_to = dt.time(13), dt.time(16)
    made_at = AUGUST
    made_by = factory.SubFactory(UserFactory)


class CourseSessionFactory(DjangoModelFactory):
    """A morning, or with ``afternoon=True`` the other half of a day; a day from its factory has both already."""

    class Meta:
        model = CourseSession

    class Params:
        afternoon = factory.Trait(part=CourseSession.Part.AFTERNOON, starts_at=dt.time(13), ends_at=dt.time(16))
        registered = factory.Trait(registered_at=AUGUST, registered_by=factory.SubFactory(UserFactory))

    day = factory.SubFactory(CourseDayFactory, sessions=False)
    part = CourseSession.Part.MORNING
    starts_at = dt.time(9)
    ends_at = dt.time(12)
    changed_at = AUGUST


class SessionLeaderFactory(DjangoModelFactory):
    class Meta:
        model = SessionLeader

    session = factory.SubFactory(CourseSessionFactory)
    user = factory.SubFactory(UserFactory)


class ParticipationFactory(DjangoModelFactory):
    """A person in a seat, registered with the cohort's host."""

    class Meta:
        model = Participation
        skip_postgeneration_save = True

    class Params:
        certified = factory.Trait(status=Participation.Status.CERTIFIED)
        dropped_out = factory.Trait(status=Participation.Status.DROPPED_OUT, left_for=Participation.LeftFor.OWN_CHOICE)

    cohort = factory.SubFactory(CohortFactory, running=True)
    host = factory.SelfAttribute("cohort.host")
    person = factory.SubFactory(PersonFactory)
    seat = factory.SubFactory(
        SeatFactory, granted=True, cohort=factory.SelfAttribute("..cohort"), status=Seat.Status.ASSIGNED
    )
    admitted_at = AUGUST

    @classmethod
    def _create(cls, model_class, *args, **fields):
        RegistrationFactory(person=fields["person"], host=fields["host"])  # before, where each statement commits
        return super()._create(model_class, *args, **fields)


class CourseNeedsFactory(DjangoModelFactory):
    class Meta:
        model = CourseNeeds

    participation = factory.SubFactory(ParticipationFactory)
    food = "Inga nötter"
    told_at = AUGUST


class PauseFactory(DjangoModelFactory):
    """Of somebody who makes it now, and nobody knows for how long."""

    class Meta:
        model = Pause

    participation = factory.SubFactory(ParticipationFactory)
    begins_on = factory.LazyFunction(timezone.localdate)
    kept_until = factory.LazyAttribute(lambda pause: pause.begins_on + dt.timedelta(days=29))
    noted_at = AUGUST
    noted_by = factory.SubFactory(UserFactory)


class AcknowledgementFactory(DjangoModelFactory):
    """Said by the participant themself."""

    class Meta:
        model = Acknowledgement

    participation = factory.SubFactory(ParticipationFactory)
    guidelines = factory.SubFactory(
        EthicalGuidelinesFactory, programme=factory.SelfAttribute("..participation.cohort.programme")
    )
    acknowledged_at = SEPTEMBER


class SummingUpFactory(DjangoModelFactory):
    class Meta:
        model = SummingUp

    participation = factory.SubFactory(ParticipationFactory)
    held_on = dt.date(2026, 9, 18)
    held_by = factory.SubFactory(UserFactory)
    noted_at = SEPTEMBER
    noted_by = factory.SelfAttribute("held_by")


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    participation = factory.SubFactory(ParticipationFactory)
    session = factory.SubFactory(CourseSessionFactory, day__cohort=factory.SelfAttribute("...participation.cohort"))
    mark = Attendance.Mark.PRESENT


class ApologyFactory(DjangoModelFactory):
    class Meta:
        model = Apology

    participation = factory.SubFactory(ParticipationFactory)
    session = factory.SubFactory(CourseSessionFactory, day__cohort=factory.SelfAttribute("...participation.cohort"))
    said_at = AUGUST


class AttendanceStatusFactory(DjangoModelFactory):
    """A mark of a programme's own that counts as half."""

    class Meta:
        model = AttendanceStatus

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence("På distans {}".format)
    share = Decimal("0.5")
    shape = AttendanceStatus.Shape.SQUARE
    position = 1


class AttendanceWarningFactory(DjangoModelFactory):
    class Meta:
        model = AttendanceWarning

    participation = factory.SubFactory(ParticipationFactory)
    level = AttendanceWarning.Level.BELOW
    crossed_at = AUGUST


class HomeAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = HomeAssignment

    cohort = factory.SubFactory(CohortFactory, running=True)
    title = "Skriv en berättelse om återhämtning"
    due_on = dt.date(2026, 8, 31)
    set_at = AUGUST
    set_by = factory.SubFactory(UserFactory)


class HandInFactory(DjangoModelFactory):
    """Nothing has come; ``handed_in=True``, ``checked=True`` or ``asked_again=True`` for what has."""

    class Meta:
        model = HandIn

    class Params:
        handed_in = factory.Trait(status=HandIn.Status.HANDED_IN, handed_in_at=SEPTEMBER)
        checked = factory.Trait(
            status=HandIn.Status.CHECKED,
            handed_in_at=SEPTEMBER,
            looked_at=SEPTEMBER,
            looked_by=factory.SubFactory(UserFactory),
        )
        asked_again = factory.Trait(
            status=HandIn.Status.ASKED_AGAIN,
            handed_in_at=SEPTEMBER,
            looked_at=SEPTEMBER,
            looked_by=factory.SubFactory(UserFactory),
        )

    participation = factory.SubFactory(ParticipationFactory)
    assignment = factory.SubFactory(HomeAssignmentFactory, cohort=factory.SelfAttribute("..participation.cohort"))


class MakeUpFactory(DjangoModelFactory):
    """A task for a day of the participant's course; ``done=True`` or ``signed_off=True`` for what came of it."""

    class Meta:
        model = MakeUp

    class Params:
        done = factory.Trait(status=MakeUp.Status.DONE, done_at=SEPTEMBER)
        signed_off = factory.Trait(
            status=MakeUp.Status.SIGNED_OFF,
            done_at=SEPTEMBER,
            signed_off_at=SEPTEMBER,
            signed_off_by=factory.SubFactory(UserFactory),
        )

    participation = factory.SubFactory(ParticipationFactory)
    day = factory.SubFactory(CourseDayFactory, cohort=factory.SelfAttribute("..participation.cohort"))
    what = "Läs kapitel 3 och skriv en halv sida."
    due_on = dt.date(2026, 9, 14)
    given_at = AUGUST
    given_by = factory.SubFactory(UserFactory)


def mark_day(day: CourseDay, participation: Participation, mark: str = DayMark.PRESENT) -> None:
    """A mark for each half of a day, as one tap gives them."""
    halves = DayMark(mark).halves
    for session in day.sessions.order_by("pk"):
        AttendanceFactory(session=session, participation=participation, mark=halves[session.part])


class CohortMessageFactory(DjangoModelFactory):
    """Written in August; who it is for are MessageCopy rows."""

    class Meta:
        model = CohortMessage

    cohort = factory.SubFactory(CohortFactory, running=True)
    text = "Vi ses i sal Björk i morgon."
    written_at = AUGUST
    written_by = factory.SubFactory(UserFactory)


class MessageCopyFactory(DjangoModelFactory):
    class Meta:
        model = MessageCopy

    message = factory.SubFactory(CohortMessageFactory)
    participation = factory.SubFactory(ParticipationFactory, cohort=factory.SelfAttribute("..message.cohort"))


class EvaluationQuestionFactory(DjangoModelFactory):
    class Meta:
        model = EvaluationQuestion

    programme = factory.SubFactory(ProgrammeFactory)
    asked = EvaluationQuestion.Asked.WEEKLY
    text = factory.Sequence("Tempot var lagom för mig, {}".format)


class EvaluationFactory(DjangoModelFactory):
    """Open, of the first week; ``closed=True`` for one that is over, ``answered`` then says how many answered."""

    class Meta:
        model = Evaluation

    class Params:
        closed = factory.Trait(closed_on=dt.date(2026, 8, 29))

    cohort = factory.SubFactory(CohortFactory, running=True)
    week = dt.date(2026, 8, 17)
    is_last = False
    opened_on = dt.date(2026, 8, 21)
    closes_on = dt.date(2026, 8, 27)
    people = 12


class AskedQuestionFactory(DjangoModelFactory):
    class Meta:
        model = AskedQuestion

    evaluation = factory.SubFactory(EvaluationFactory)
    question = factory.SubFactory(
        EvaluationQuestionFactory, programme=factory.SelfAttribute("..evaluation.cohort.programme")
    )


class EvaluationWordsFactory(DjangoModelFactory):
    class Meta:
        model = EvaluationWords

    asked = factory.SubFactory(AskedQuestionFactory, question__kind=EvaluationQuestion.Kind.WORDS)
    text = "Mer tid för samtal."


class RespondentFactory(DjangoModelFactory):
    class Meta:
        model = Respondent

    evaluation = factory.SubFactory(EvaluationFactory)
    participation = factory.SubFactory(ParticipationFactory, cohort=factory.SelfAttribute("..evaluation.cohort"))


class CertificateFactory(DjangoModelFactory):
    """With its first paper, whose code stands in ``code``; ``copy=NO_COPY`` for none."""

    class Meta:
        model = Certificate
        skip_postgeneration_save = True

    class Params:
        suspended = factory.Trait(suspended_at=SEPTEMBER, suspended_by=factory.SubFactory(UserFactory))
        revoked = factory.Trait(revoked_at=SEPTEMBER, revoked_by=factory.SubFactory(UserFactory))

    participation = factory.SubFactory(ParticipationFactory, certified=True)
    person = factory.SelfAttribute("participation.person")
    host = factory.SelfAttribute("participation.host")
    number = factory.Sequence("T-2026-{:04d}".format)
    issued_on = dt.date(2026, 9, 18)
    issued_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def copy(certificate, create, given, **fields):  # noqa: N805 - what it is given is the row
        if create and given is not NO_COPY:
            certificate.code = CertificateCopyFactory(certificate=certificate, **fields).code


class CertificateCopyFactory(DjangoModelFactory):
    class Meta:
        model = CertificateCopy

    class Params:
        replaced = factory.Trait(replaced_at=SEPTEMBER)

    certificate = factory.SubFactory(CertificateFactory, copy=NO_COPY)
    edition = 1
    code = factory.LazyFunction(lambda: secrets.token_hex(16))
    status_index = factory.Sequence(int)
    made_at = SEPTEMBER
    made_by = factory.SelfAttribute("certificate.issued_by")


class CertificateCaseFactory(DjangoModelFactory):
    """A proposal that waits; ``text`` is what was written."""

    class Meta:
        model = CertificateCase
        exclude = ("text",)

    text = "Någon har hört av sig."
    certificate = factory.SubFactory(CertificateFactory)
    kind = CertificateCase.Kind.INCIDENT
    proposal = CertificateCase.Proposal.SUSPEND
    seal_id = factory.LazyFunction(uuid.uuid4)
    sealed = factory.LazyAttribute(
        lambda row: sealing.seal(row.text, purpose=f"training.certificatecase:{row.seal_id}")
    )
    opened_by = factory.SubFactory(UserFactory)
    opened_at = SEPTEMBER

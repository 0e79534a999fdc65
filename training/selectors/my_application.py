"""What an applicant reads on their own page: where it stands, in plain words, and what they can do there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.privacy.models import Consent
from programs.models import Cohort
from training.models import (
    Application,
    ApplicationConsent,
    Certificate,
    CohortMessage,
    InterviewTime,
    Participation,
    Respondent,
)
from training.selectors.evaluations import asks_of
from training.selectors.messages import messages_to
from training.selectors.my_course import MyCourse, my_courses

Status = Application.Status
_HELD = (Cohort.Status.OPEN, Cohort.Status.RUNNING)  # a course with days to come


@dataclass(frozen=True)
class Yes:
    """One purpose that an applicant can agree to; ``given_at`` None: they don't now."""

    purpose: str
    label: str
    version: str
    given_at: datetime | None

    @property
    def is_optional(self) -> bool:
        return self.purpose != Consent.Purpose.TRAINING

    @property
    def no_label(self) -> str:
        return _("Take back: %(what)s") % {"what": self.label}

    @property
    def yes_label(self) -> str:
        return _("Say yes: %(what)s") % {"what": self.label}


@dataclass(frozen=True)
class MyApplication:
    """``status`` is what the applicant may know: a decision that isn't let out yet shows as none."""

    status: str
    heading: str
    text: str
    course: Cohort  # that they sit in, or applied to
    time: InterviewTime | None
    times: Iterable[InterviewTime]
    consents: list[Yes]
    may_withdraw: bool
    place: MyCourse | None  # in it, once they know that they have one
    told: list[CohortMessage]  # by those who hold the course, newest first
    asks: list[Respondent]  # what they can say of their course now
    may_say_away: bool
    certificate: Certificate | None  # in force

    @property
    def may_choose(self) -> bool:
        return self.status == Status.INVITED

    @property
    def is_admitted(self) -> bool:
        return self.status == Status.ADMITTED

    @property
    def is_in_reserve(self) -> bool:
        return self.status == Status.RESERVE


def my_application(*, application: Application, at: datetime) -> MyApplication:
    """At most eight queries."""
    known = application.known_status
    place = _place(application, at) if known == Status.ADMITTED else None
    sitting = place and place.participation
    course = sitting.cohort if sitting else application.cohort
    heading, text = _words(application, course, known)
    free = InterviewTime.objects.free().filter(cohort=application.cohort_id, starts_at__gt=at).order_by("starts_at")
    return MyApplication(
        status=known,
        heading=heading,
        text=text,
        course=course,
        time=InterviewTime.objects.filter(application=application, starts_at__gt=at).first(),
        times=free if known == Status.INVITED else free.none(),
        may_withdraw=_may_withdraw(course, known),
        consents=_consents(application) if known in Application.COUNTING else [],
        place=place,
        certificate=_certificate(sitting) if sitting else None,
        told=messages_to([sitting], at=at) if sitting else [],
        asks=asks_of([sitting], on=localtime(at).date()) if sitting else [],
        may_say_away=sitting is not None and course.status in _HELD,
    )


def _place(application: Application, at: datetime) -> MyCourse | None:
    mine = Participation.objects.present_in_course().filter(application=application)
    return next(iter(my_courses(mine, on=localtime(at).date())), None)


def _certificate(sitting: Participation) -> Certificate | None:
    return Certificate.objects.in_force().filter(participation=sitting).first()


def _may_withdraw(course: Cohort, known: str) -> bool:
    """Until the course has begun; from then on one phones."""
    if known == Status.ADMITTED:
        return course.status in (Cohort.Status.DRAFT, Cohort.Status.OPEN)
    return known in Application.COUNTING


def _words(application: Application, course: Cohort, known: str) -> tuple[str, str]:
    until = application.reserve_until
    return {
        Status.RECEIVED: (
            _("We have your application"),
            _("The admission group reads it. You get a letter when something happens."),
        ),
        Status.INVITED: (_("We would like to meet you"), _("Choose a time that suits you. You can change it later.")),
        Status.INTERVIEWED: (_("We are deciding"), _("You get a letter as soon as there is an answer.")),
        Status.ADMITTED: _words_of_the_course(course),
        Status.RESERVE: (
            _("You stand in reserve"),
            _("If a seat becomes free we write to you. You stay on the list until %(day)s, unless you say no.")
            % {"day": date_format(until, "j F Y") if until else ""},
        ),
        Status.REJECTED: (
            _("You didn't get a seat this time"),
            _("Thank you for telling us about yourself. You are welcome to apply to another course."),
        ),
        Status.WITHDRAWN: (
            _("Your application is over"),
            _("What you wrote is erased. You are welcome to apply again."),
        ),
    }[known]


def _words_of_the_course(course: Cohort) -> tuple[str, str]:
    match course.status:
        case Cohort.Status.RUNNING:
            return _("Your course"), _("All that belongs to it is here. Ask your course leaders about anything.")
        case Cohort.Status.COMPLETED:
            return _("Your course"), _("The course is over. What belongs to it is still here.")
        case Cohort.Status.CANCELLED:
            return _("The course is called off"), _("Phone us if you wonder about anything.")
    return _("You are admitted. Welcome!"), _(
        "We write to you before the course starts. If you can't come, say no here."
    )


def _consents(application: Application) -> list[Yes]:
    given = {row.purpose: row for row in ApplicationConsent.objects.filter(application=application, withdrawn_at=None)}
    return [
        Yes(
            purpose=purpose,
            label=label,
            version=given[purpose].text_version if purpose in given else "",
            given_at=given[purpose].given_at if purpose in given else None,
        )
        for purpose, label in Consent.Purpose.choices
        if purpose == Consent.Purpose.TRAINING or purpose in ApplicationConsent.VERSIONS
    ]

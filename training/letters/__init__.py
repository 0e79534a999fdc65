"""Letters to applicants and participants, and about them to their leaders: they name nobody and nothing of the course;
what there is to know stands behind a signed link, or sign-in.

A further letter is one more entry in KINDS, here or in its module, and its two templates in templates/email/training/.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peersupport.documents import calendars
from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft
from peersupport.letters.registry import Attachment, Kind, nothing_attached
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from programs.models import Cohort
from training.letters import attendance, certified, evaluations, homework, messages, moved, retakes
from training.letters.own_page import PAGE_LINK, own_page, participations_seen
from training.models import Application, InterviewTime, Participation

KEPT_FOR = timedelta(days=7)  # a letter that could not be sent for a week would only confuse
RENEW_BEFORE = timedelta(days=30)
STARTS_IN = (14, 3)  # days before a course when its participants are written to
Status = Application.Status


def received(application: Application, *, at: datetime) -> Draft:
    """It has come, and here is your page. Who applies once more gets it once more, at most once a day."""
    return _about("application_received", application, occasion=timezone.localtime(at).date().isoformat(), at=at)


def invited(application: Application, *, at: datetime) -> Draft:
    """Choose a time for the interview on your page."""
    return _about("interview_invited", application, occasion=at.isoformat(), at=at)


def booked(time: InterviewTime) -> Draft:
    """The time that you chose, or were given."""
    about = {"occasion": f"{time.pk}-{time.taken_at.timestamp():.0f}", "expires_at": time.starts_at}
    return Draft(kind="interview_booked", subject_id=time.application_id, **about, **_to(time.application))


def decided(application: Application, *, at: datetime) -> Draft:
    """There is an answer on your page; not which one, for others may read over the shoulder."""
    return _about("application_decided", application, occasion=at.isoformat(), at=at)


def _about(kind: str, application: Application, *, occasion: str, at: datetime) -> Draft:
    about = {"kind": kind, "subject_id": application.pk, "occasion": occasion, "expires_at": at + KEPT_FOR}
    return Draft(**about, **_to(application))


def _to(application: Application) -> dict:
    return {"address": application.email, "language": application.language}


def interview_tomorrow(on: date) -> QuerySet:
    """Interviews on the day after, that were booked before today."""
    tomorrow = on + timedelta(days=1)
    rows = Application.objects.filter(
        status=Status.INVITED, interview_time__starts_at__date=tomorrow, interview_time__taken_at__date__lt=on
    )
    return _due(rows, occasion=F("interview_time__id"), last=tomorrow)


def reserve_ends(on: date) -> QuerySet:
    """Places in the reserve that end within a month unless the applicant says that they still want to."""
    rows = Application.objects.filter(status=Status.RESERVE, reserve_until__range=(on, on + RENEW_BEFORE))
    return _due(rows.exclude(told_at=None), occasion=F("reserve_until"), last=on + timedelta(days=14))


def course_starts(on: date) -> QuerySet:
    """Those who are admitted and told, two weeks before their course, and once more three days before."""
    soon = Participation.objects.filter(
        status=Participation.Status.ADMITTED,
        cohort__status=Cohort.Status.OPEN,
        cohort__starts_on__range=(on + timedelta(days=1), on + timedelta(days=STARTS_IN[0])),
    )
    told = soon.not_pausing(on).exclude(application__told_at=None, application__isnull=False)
    near = Q(cohort__starts_on__lte=on + timedelta(days=STARTS_IN[1]))
    which = Case(When(near, then=Value(STARTS_IN[1])), default=Value(STARTS_IN[0]))
    return told.values(
        subject_id=F("pk"),
        user_id=F("person__user"),
        address=F("person__email"),
        language=Coalesce("application__language", Value("sv")),
        occasion=Concat(Cast("cohort__starts_on", CharField()), Value("/"), Cast(which, CharField())),
        expires_on=F("cohort__starts_on"),
    )


def _due(rows: QuerySet, *, occasion, last: date) -> QuerySet:
    return rows.values(
        "language",
        subject_id=F("pk"),
        user_id=Cast(Value(None), BigIntegerField()),
        address=F("email"),
        occasion=Cast(occasion, CharField()),
        expires_on=Value(last, DateField()),
    )


def _still(wanted: Q) -> Callable[[set[int]], set[int]]:
    """Of these applications, those that the condition holds for, and that have not been erased."""

    def still_wanted(ids: set[int]) -> set[int]:
        return set(Application.objects.filter(wanted, pk__in=ids, erased_at=None).values_list("pk", flat=True))

    return still_wanted


def _page(letter: Letter) -> dict:
    """The link's address, computed when the letter is sent: it is stored nowhere."""
    links = OneTimeLink.objects.filter(purpose=PAGE_LINK, subject_id=letter.subject_id, revoked_at=None)
    url = reverse("training:my_application", args=[onetime.token_of(links.latest("pk"))])
    return {"link": settings.SITE_URL + url}


def _start(letter: Letter) -> dict:
    """The day, and the participant's own pages where they have them."""
    row = Participation.objects.select_related("cohort").get(pk=letter.subject_id)
    return {"starts_on": row.cohort.starts_on, "link": own_page(row), "away_link": own_page(row, "training:my_absence")}


def _still_starting(ids: set[int]) -> set[int]:
    rows = Participation.objects.filter(
        pk__in=ids, status=Participation.Status.ADMITTED, cohort__status=Cohort.Status.OPEN
    )
    return set(rows.not_pausing().values_list("pk", flat=True))


def _page_and_time(letter: Letter) -> dict:
    time = InterviewTime.objects.get(application=letter.subject_id)
    return {**_page(letter), "starts_at": timezone.localtime(time.starts_at), "minutes": time.minutes}


def _for_the_calendar(letter: Letter) -> list[Attachment]:
    time = InterviewTime.objects.select_related("application").get(application=letter.subject_id)
    return [Attachment("mote.ics", interview_file(time), calendars.MIME)]


def interview_file(time: InterviewTime) -> bytes:
    """A taken time for the applicant's calendar, where a time that is changed takes the earlier one's place."""
    changed = int((time.taken_at - time.application.received_at).total_seconds())  # only ever grows
    return calendars.meeting(
        uid=f"interview-{time.application_id}",
        starts_at=time.starts_at,
        minutes=time.minutes,
        summary=str(_("Meeting")),
        sequence=changed,
        stamp=time.taken_at,
    )


def _seen(membership):
    return Application.objects.visible_to(membership).values("pk")


def _kind(name: str, label, wanted: Q, *, context=_page, attachments=nothing_attached, due=None) -> Kind:
    return Kind(
        name=name,
        template=f"training/{name}",
        values=frozenset(),
        still_wanted=_still(wanted),
        context=context,
        attachments=attachments,
        may_see=_seen,
        due=due,
        label=label,
    )


_has_a_time = Q(status=Status.INVITED, interview_time__isnull=False)
COURSE_STARTS = Kind(
    name="course_starts",
    template="training/course_starts",
    values=frozenset(),
    still_wanted=_still_starting,
    context=_start,
    may_see=participations_seen,
    due=course_starts,
    label=_("Reminder: a course starts"),
)
TO_APPLICANTS = [
    _kind("application_received", _("Application received"), Q(known_status__in=Application.COUNTING)),
    _kind("interview_invited", _("Choose a time for the interview"), Q(status=Status.INVITED, interview_time=None)),
    _kind(
        "interview_booked",
        _("Interview booked"),
        _has_a_time,
        context=_page_and_time,
        attachments=_for_the_calendar,
    ),
    _kind(
        "interview_tomorrow",
        _("Reminder: interview tomorrow"),
        _has_a_time,
        context=_page_and_time,
        due=interview_tomorrow,
    ),
    _kind(
        "application_decided",
        _("Answer to an application"),
        Q(status__in=Application.DECIDED, told_at__isnull=False),
    ),
    _kind("reserve_ends", _("Question: stay in reserve?"), Q(status=Status.RESERVE), due=reserve_ends),
]
KINDS = [
    COURSE_STARTS,
    *attendance.KINDS,
    *certified.KINDS,
    *evaluations.KINDS,
    *homework.KINDS,
    *messages.KINDS,
    *moved.KINDS,
    *retakes.KINDS,
    *TO_APPLICANTS,
]

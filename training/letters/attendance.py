"""Letters about attendance below what a certificate takes: once to the participant, and once to each leader."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import DateField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.models import PersonAccess
from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind
from programs.models import Cohort
from training.letters.own_page import own_page, participations_seen
from training.models import AttendanceWarning, Participation

WARNED_FOR = timedelta(days=14)  # what was crossed longer ago is for a talk


def attendance_low(on: date) -> QuerySet:
    """Participants whose attendance has been below the limit, or out of reach, since another day: once for each."""
    return _warned(on).values(
        "level",
        subject_id=F("participation_id"),
        user_id=F("participation__person__user"),
        address=F("participation__person__email"),
        language=Coalesce("participation__application__language", Value("sv")),
        occasion=F("level"),
        expires_on=Cast(F("crossed_at") + WARNED_FOR, DateField()),
    )


def attendance_talk(on: date) -> QuerySet:
    """Those who lead the course of such a participant, and see them: once for each."""
    warned = _warned(on).annotate(leader=F("participation__cohort__leaders__user"))
    seen = PersonAccess.objects.open().filter(role=Role.COURSE_LEADER, user=OuterRef("leader"))
    return warned.filter(Exists(seen.filter(person=OuterRef("participation__person")))).values(
        "level",
        subject_id=F("participation_id"),
        user_id=F("leader"),
        occasion=F("level"),
        expires_on=Cast(F("crossed_at") + WARNED_FOR, DateField()),
    )


def _warned(on: date) -> QuerySet:
    """Warnings that have stood over night, so that a slip put right the same day is no letter. They rest in a pause."""
    there = Participation.objects.filter(status=Participation.Status.ADMITTED, cohort__status=Cohort.Status.RUNNING)
    rows = AttendanceWarning.objects.open().filter(participation__in=there.not_pausing(on))
    return rows.filter(crossed_at__date__range=(on - WARNED_FOR, on - timedelta(days=1)))


def _still_warned(ids: set[int]) -> set[int]:
    there = Participation.objects.filter(pk__in=ids, status=Participation.Status.ADMITTED)
    rows = AttendanceWarning.objects.open().filter(participation__in=there.not_pausing())
    return set(rows.values_list("participation", flat=True))


def _how_it_stands(letter: Letter) -> dict:
    row = Participation.objects.get(pk=letter.subject_id)
    return {"link": own_page(row), "is_within_reach": letter.values["level"] == AttendanceWarning.Level.BELOW}


def _their_days(letter: Letter) -> dict:
    path = reverse("training:participation_attendance", args=[letter.subject_id])
    is_within_reach = letter.values["level"] == AttendanceWarning.Level.BELOW
    return {"link": settings.SITE_URL + path, "is_within_reach": is_within_reach}


ATTENDANCE_LOW = Kind(
    name="attendance_low",
    template="training/attendance_low",
    values=frozenset({"level"}),
    still_wanted=_still_warned,
    context=_how_it_stands,
    may_see=participations_seen,
    due=attendance_low,
    label=_("Attendance below the limit, to the participant"),
)
ATTENDANCE_TALK = Kind(
    name="attendance_talk",
    template="training/attendance_talk",
    values=frozenset({"level"}),
    still_wanted=_still_warned,
    context=_their_days,
    may_see=participations_seen,
    due=attendance_talk,
    label=_("Attendance below the limit, to the course leaders"),
)
KINDS = [ATTENDANCE_LOW, ATTENDANCE_TALK]

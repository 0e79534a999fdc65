"""Reminders. A further one is one more entry in REMINDERS, and its two templates in templates/email/placements/."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import BigIntegerField, CharField, DateField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership
from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind
from peersupport.shared.calendar import working_days_later
from placements.models import FollowUp, Placement, SupervisionPlan, SupervisorLeave

SOON_WORKING_DAYS = 2  # a reminder goes two working days ahead, or later if nothing ran that day
LATE_FOR_DAYS = 60  # what has been late for longer is for a talk, not for one more letter
FOLLOW_UP_AHEAD_DAYS, FOLLOW_UP_LATE_DAYS = 7, 30


def supervision_soon(on: date) -> QuerySet:
    """Sessions of the next two working days, to each supervisor: on a Friday those of Monday and Tuesday."""
    ahead = working_days_later(on, SOON_WORKING_DAYS) - on
    return _of_plans(SupervisionPlan.objects.due(on, within_days=ahead.days).exclude(next_due_on=on), keep_days=0)


def supervision_late(on: date) -> QuerySet:
    """Those whom nobody has met for too long, once for each such time, to each supervisor."""
    rows = SupervisionPlan.objects.late(on).filter(late_on__gte=on - timedelta(days=LATE_FOR_DAYS))
    return _of_plans(rows, since="late_on", keep_days=LATE_FOR_DAYS)


def follow_up_due(on: date) -> QuerySet:
    """Follow-ups within a week, or missed by less than a month."""
    first, last = on - timedelta(days=FOLLOW_UP_LATE_DAYS), on + timedelta(days=FOLLOW_UP_AHEAD_DAYS)
    return (
        supervised(FollowUp.objects.waiting())
        .filter(due_on__range=(first, last))
        .values(
            "due_on",
            subject_id=F("pk"),
            user_id=who_meets("placement__"),
            occasion=Cast("due_on", CharField()),
            expires_on=Cast(F("due_on") + timedelta(days=FOLLOW_UP_LATE_DAYS), DateField()),
        )
    )


def who_meets(placement: str = "") -> Coalesce:
    """The supervisor of a placement, or who stands in for them now; ``placement`` is the way there, as in a filter."""
    away = SupervisorLeave.objects.running().filter(
        supervisor=OuterRef(f"{placement}supervisor"), host=OuterRef(f"{placement}host"), substitute__isnull=False
    )
    stands_in = Subquery(away.values("substitute")[:1])
    return Coalesce(stands_in, F(f"{placement}supervisor_id"), output_field=BigIntegerField())


def supervised(rows: QuerySet) -> QuerySet:
    """Rows of placements whose supervisor has the role still: nobody else is written to about a person."""
    role = Membership.objects.open().filter(role=Role.SUPERVISOR)
    return rows.filter(
        Exists(role.filter(user=OuterRef("placement__supervisor"), organisation=OuterRef("placement__host")))
    )


def _of_plans(rows: QuerySet, *, since: str = "next_due_on", keep_days: int) -> QuerySet:
    return supervised(rows).values(
        due_on=F("next_due_on"),
        subject_id=F("placement_id"),
        user_id=who_meets("placement__"),
        occasion=Cast(since, CharField()),
        expires_on=Cast(F(since) + timedelta(days=keep_days), DateField()),
    )


def _with_a_plan(placements: set[int]) -> set[int]:
    running = supervised(SupervisionPlan.objects.running().filter(placement__in=placements))
    return set(running.values_list("placement", flat=True))


def _waiting(follow_ups: set[int]) -> set[int]:
    return set(supervised(FollowUp.objects.waiting().filter(pk__in=follow_ups)).values_list("pk", flat=True))


def _supervisors(placements: set[int]) -> dict[int, int]:
    return dict(Placement.objects.filter(pk__in=placements).values_list("pk", who_meets()))


def _supervisors_to_follow_up(follow_ups: set[int]) -> dict[int, int]:
    return dict(FollowUp.objects.filter(pk__in=follow_ups).values_list("pk", who_meets("placement__")))


def _to_log(letter: Letter) -> dict:
    return _day_and_link(letter, f"{reverse('placements:session_new')}?for={letter.subject_id}")


def _to_follow_up(letter: Letter) -> dict:
    return _day_and_link(letter, reverse("placements:follow_up", args=[letter.subject_id]))


def _day_and_link(letter: Letter, path: str) -> dict:
    return {"due_on": date.fromisoformat(letter.values["due_on"]), "link": settings.SITE_URL + path}


def _placements_seen(membership) -> QuerySet:
    return Placement.objects.visible_to(membership).values("pk")


def _follow_ups_seen(membership) -> QuerySet:
    return FollowUp.objects.visible_to(membership).values("pk")


ABOUT_THE_NEXT_SESSION = ("supervision_soon", "supervision_late")
ABOUT_A_FOLLOW_UP = ("follow_up_due",)
DATES_ONLY = frozenset({"due_on"})
REMINDERS = [
    Kind(
        name="supervision_soon",
        template="placements/supervision_soon",
        values=DATES_ONLY,
        still_wanted=_with_a_plan,
        readers=_supervisors,
        context=_to_log,
        may_see=_placements_seen,
        due=supervision_soon,
        label=_("Reminder: supervision soon"),
    ),
    Kind(
        name="supervision_late",
        template="placements/supervision_late",
        values=DATES_ONLY,
        still_wanted=_with_a_plan,
        readers=_supervisors,
        context=_to_log,
        may_see=_placements_seen,
        due=supervision_late,
        label=_("Reminder: supervision late"),
    ),
    Kind(
        name="follow_up_due",
        template="placements/follow_up_due",
        values=DATES_ONLY,
        still_wanted=_waiting,
        readers=_supervisors_to_follow_up,
        context=_to_follow_up,
        may_see=_follow_ups_seen,
        due=follow_up_due,
        label=_("Reminder: follow-up due"),
    ),
]

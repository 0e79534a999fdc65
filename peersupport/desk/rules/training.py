"""What waits in the courses: attendance, pauses, tasks, applications."""

from datetime import date, timedelta

from django.db.models import Count, Exists, Min, OuterRef
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.desk.asking import Found, columns
from peersupport.desk.today import AHEAD, LOOK_BACK, Item, Rule
from programs.models import Cohort
from training.models import (
    Application,
    Assessor,
    AttendanceWarning,
    CourseDay,
    HandIn,
    MakeUp,
    Participation,
    Pause,
)

ANSWER_WITHIN = timedelta(days=7)
TALK_WITHIN = timedelta(days=3)


def attendance_to_register(membership, on: date):
    days = CourseDay.objects.visible_to(membership).to_register(on).filter(date__gte=on - LOOK_BACK)
    return columns(days, subject="cohort", due="date", one="cohort__name", count="number")


def attendance_item(found: Found) -> Item:
    url = reverse("training:attendance", args=[int(found.subject), found.due])
    return Item(
        title=_("Attendance for day %(n)s") % {"n": found.count},
        url=url,
        icon="list-checks",
        text=found.one,
        action_label=_("Register attendance"),
        action_url=url,
    )


def talks_to_have(membership, on: date):
    """Participants whose attendance came below the limit, until somebody has talked with them."""
    seen = Participation.objects.visible_to(membership).not_pausing(on).filter(status=Participation.Status.ADMITTED)
    warned = AttendanceWarning.objects.to_talk_about().filter(
        participation__in=seen, crossed_at__date__gte=on - LOOK_BACK
    )
    due = TruncDate("crossed_at") + TALK_WITHIN
    return columns(warned, subject="participation", due=due, one="participation__cohort__name")


def talks_item(found: Found) -> Item:
    url = reverse("training:participation_attendance", args=[int(found.subject)])
    return Item(
        title=_("Talk about attendance"),
        url=url,
        icon="messages-square",
        tone="hj",
        text=found.one,
        action_label=_("See with whom"),
        action_url=url,
    )


def pauses_to_decide(membership, on: date):
    """Pauses without a last day, a week before the seat is kept no longer and until somebody has decided."""
    seen = Participation.objects.visible_to(membership).filter(status=Participation.Status.ADMITTED)
    open_now = Pause.objects.to_decide(on + AHEAD).filter(participation__in=seen)
    where = {"one": "participation__cohort__name", "two": "pk"}
    return columns(open_now, subject="participation", due="kept_until", **where)


def pauses_item(found: Found) -> Item:
    url = reverse("training:pause", args=[int(found.subject), int(found.two)])
    return Item(
        title=_("Decide about the seat of somebody who makes a pause"),
        url=url,
        icon="user",
        tone="hj",
        text=found.one,
        action_label=_("Decide"),
        action_url=url,
    )


def hand_ins_to_check(membership, on: date):  # noqa: ARG001 - every rule's rows have this shape
    """Home assignments that participants have handed in, and nobody has looked at; one row for each assignment."""
    seen = Participation.objects.visible_to(membership).present_in_course()
    waiting = HandIn.objects.to_check().filter(participation__in=seen).order_by()
    rows = waiting.values("assignment", "assignment__cohort", "assignment__cohort__name").annotate(
        first=Min("handed_in_at"), n=Count("pk")
    )
    due = TruncDate("first") + ANSWER_WITHIN
    where = {"one": "assignment__cohort__name", "two": "assignment__cohort"}
    return columns(rows, subject="assignment", due=due, count="n", **where)


def hand_ins_item(found: Found) -> Item:
    title = ngettext("%(n)s home assignment to check", "%(n)s home assignments to check", found.count)
    url = reverse("training:home_assignment", args=[int(found.two), int(found.subject)])
    return Item(
        title=title % {"n": found.count},
        url=url,
        icon="inbox",
        text=found.one,
        action_label=_("Check off"),
        action_url=url,
    )


def make_ups_to_sign_off(membership, on: date):  # noqa: ARG001 - every rule's rows have this shape
    """What participants have done for days that they missed."""
    seen = Participation.objects.visible_to(membership).present_in_course()
    tasks = MakeUp.objects.to_sign_off().filter(participation__in=seen)
    due = TruncDate("done_at") + ANSWER_WITHIN
    return columns(tasks, subject="participation", due=due, one="participation__cohort__name", count="day__number")


def make_ups_item(found: Found) -> Item:
    url = reverse("training:participation_attendance", args=[int(found.subject)])
    return Item(
        title=_("A task for day %(n)s is done") % {"n": found.count},
        url=url,
        icon="check",
        text=found.one,
        action_label=_("Sign off"),
        action_url=url,
    )


def applications_to_assess(membership, on: date):  # noqa: ARG001 - every rule's rows have this shape
    undecided = Application.objects.visible_to(membership).undecided()
    return _by_cohort(undecided, since="received_at", due=TruncDate("first") + ANSWER_WITHIN)


def _by_cohort(applications, *, since: str, due):
    """One row for each cohort with how many there are; ``first`` is when the oldest of them came to be."""
    rows = applications.order_by().values("cohort", "cohort__name").annotate(first=Min(since), n=Count("pk"))
    return columns(rows, subject="cohort", due=due, one="cohort__name", count="n")


def applications_item(found: Found) -> Item:
    title = ngettext("%(n)s application to assess", "%(n)s applications to assess", found.count)
    url = reverse("training:applications", args=[int(found.subject)])
    return Item(
        title=title % {"n": found.count},
        url=url,
        icon="user-plus",
        tone="hj",
        text=found.one,
        action_label=_("Assess"),
        action_url=url,
    )


def applications_without_readers(membership, on: date):  # noqa: ARG001 - every rule's rows have this shape
    """Cohorts with applications that nobody may read, for whoever can change the admission group."""
    managed = Cohort.objects.managed_by(membership).values("pk")
    read = Assessor.objects.open().filter(cohort=OuterRef("cohort"))
    undecided = Application.objects.undecided().filter(~Exists(read), cohort__in=managed)
    return _by_cohort(undecided, since="received_at", due=TruncDate("first"))


def readers_item(found: Found) -> Item:
    url = reverse("training:assessors", args=[int(found.subject)])
    title = ngettext("%(n)s application that nobody may read", "%(n)s applications that nobody may read", found.count)
    return Item(
        title=title % {"n": found.count},
        url=url,
        icon="users",
        tone="li",
        text=found.one,
        action_label=_("Choose the admission group"),
        action_url=url,
    )


def answers_to_send(membership, on: date):  # noqa: ARG001 - every rule's rows have this shape
    """Cohorts with decisions that the applicants don't know yet."""
    decided = Application.objects.visible_to(membership).to_tell()
    return _by_cohort(decided, since="decided_at", due=TruncDate("first") + ANSWER_WITHIN)


def answers_item(found: Found) -> Item:
    title = ngettext("%(n)s answer to send", "%(n)s answers to send", found.count)
    return Item(
        title=title % {"n": found.count},
        url=reverse("training:applications", args=[int(found.subject)]),
        icon="mail",
        tone="bl",
        text=found.one,
        action_label=_("Send the answers"),
        action_url=reverse("training:answers_send", args=[int(found.subject)]),
    )


RULES = [
    Rule(
        "attendance",
        frozenset({*COORDINATORS, Role.COURSE_LEADER}),
        attendance_to_register,
        attendance_item,
        more="training:cohorts",
    ),
    Rule(
        "talks",
        frozenset({*COORDINATORS, Role.COURSE_LEADER}),
        talks_to_have,
        talks_item,
        more="training:cohorts",
    ),
    Rule(
        "pauses",
        frozenset(COORDINATORS),
        pauses_to_decide,
        pauses_item,
        more="training:cohorts",
    ),
    Rule(
        "make_ups",
        frozenset({*COORDINATORS, Role.COURSE_LEADER}),
        make_ups_to_sign_off,
        make_ups_item,
        more="training:cohorts",
    ),
    Rule(
        "hand_ins",
        frozenset({*COORDINATORS, Role.COURSE_LEADER}),
        hand_ins_to_check,
        hand_ins_item,
        more="training:cohorts",
    ),
    Rule(
        "applications",
        frozenset({*COORDINATORS, Role.COURSE_LEADER}),
        applications_to_assess,
        applications_item,
        more="training:cohorts",
    ),
    Rule(
        "readers",
        frozenset(COORDINATORS),
        applications_without_readers,
        readers_item,
        more="training:cohorts",
    ),
    Rule(
        "answers",
        frozenset({*COORDINATORS, Role.COURSE_LEADER}),
        answers_to_send,
        answers_item,
        more="training:cohorts",
    ),
]

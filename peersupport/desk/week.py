"""The days ahead: course days, supervision and follow-ups, by day. One query."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import CharField, Count, OuterRef, Subquery
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.permissions import Permission, Role
from peersupport.desk.asking import Found, Question, ask, columns, full_name
from placements.models import Education, FollowUp, SignUp, SupervisionPlan
from training.models import CourseDay

DAYS = 7
SHOWN = 12  # of each kind; the lists hold the rest
LEADS_TO = {
    "day": Permission.ATTENDANCE_MARK,
    "supervision": Permission.PLACEMENT_SEE,
    "follow_up": Permission.FOLLOWUP_SEE,
    "education": Permission.EDUCATION_SEE,
}


@dataclass(frozen=True)
class Event:
    title: str
    text: str
    tone: str
    url: str  # empty for those who may not open what it leads to


@dataclass
class Day:
    date: date
    is_today: bool
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True)
class Now:
    """A course day that goes on today."""

    cohort: str
    place: str
    number: int
    days: int
    url: str

    @property
    def percent(self) -> int:
        return round(100 * self.number / self.days)


@dataclass(frozen=True)
class Week:
    days: list[Day]
    now: list[Now]


def week(membership, *, on: date) -> Week:
    """The next seven days as somebody sees them: today always, the others where something happens."""
    days: dict[date, Day] = {on: Day(on, is_today=True)}
    now = []
    for found in ask(QUESTIONS, membership, on=on, most=SHOWN):
        event = _event(found)
        if not membership.may(LEADS_TO[found.question]):
            event = replace(event, url="")
        days.setdefault(found.due, Day(found.due, is_today=False)).events.append(event)
        if found.question == "day" and found.due == on and event.url:
            now.append(Now(found.one, found.two, found.count, int(found.three), event.url))
    return Week([days[day] for day in sorted(days)], now)


def _course_days(membership, on: date):
    days = CourseDay.objects.filter(cohort=OuterRef("cohort")).order_by().values("cohort")
    rows = CourseDay.objects.visible_to(membership).of_running_cohorts().filter(date__range=_range(on))
    return columns(
        rows,
        subject="cohort",
        due="date",
        one="cohort__name",
        two="cohort__place",
        three=Cast(Subquery(days.annotate(n=Count("pk")).values("n")), CharField()),
        count="number",
    )


def _supervision(membership, on: date):
    rows = SupervisionPlan.objects.visible_to(membership).filter(next_due_on__range=_range(on))
    other = "supervisor" if membership.role == Role.PEER_SUPPORTER else "person"  # whom the reader meets
    name = full_name(f"placement__{other}")
    return columns(rows, subject="placement", due="next_due_on", one=name, two="placement__workplace__name")


def _follow_ups(membership, on: date):
    rows = FollowUp.objects.visible_to(membership).waiting().filter(due_on__range=_range(on))
    return columns(rows, due="due_on", one="placement__workplace__name", count="months")


def _education(membership, on: date):
    """Where one goes oneself."""
    going = SignUp.objects.placed().filter(person__user=membership.user_id)
    begins = TruncDate("education__starts_at")
    rows = going.exclude(education__status=Education.Status.CALLED_OFF).annotate(on=begins).filter(on__range=_range(on))
    return columns(rows, subject="education", due="on", one="education__title", two="education__place")


def _range(on: date) -> tuple[date, date]:
    return on, on + timedelta(days=DAYS - 1)


QUESTIONS = (
    Question("day", _course_days),
    Question("supervision", _supervision),
    Question("follow_up", _follow_ups),
    Question("education", _education),
)


def _event(found: Found) -> Event:
    match found.question:
        case "day":
            title = _("%(cohort)s, day %(n)s") % {"cohort": found.one, "n": found.count}
            return Event(title, found.two, "", reverse("training:attendance", args=[int(found.subject), found.due]))
        case "supervision":
            url = reverse("placements:placement", args=[int(found.subject)])
            return Event(_("Supervision, %(who)s") % {"who": found.one.strip()}, found.two, "b", url)
        case "education":
            return Event(found.one, found.two, "", reverse("placements:education", args=[int(found.subject)]))
    title = ngettext("Follow-up after %(n)s month", "Follow-up after %(n)s months", found.count) % {"n": found.count}
    return Event(title, found.one, "h", reverse("placements:follow_up", args=[int(found.subject)]))

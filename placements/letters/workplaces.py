"""Letters to whoever sees to a workplace where somebody is to begin: what has to be seen to before that day."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership
from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind
from placements.models import Placement, StaffBooking, StaffSession, Workplace
from placements.selectors import not_ready

TO_BOOK_DAYS, NOT_READY_DAYS = 42, 14  # before the first day: six weeks, two weeks (domain 7.10)


def staff_session_to_book(on: date) -> QuerySet:
    """Somebody is to begin within six weeks, and a staff session is neither held nor booked."""
    return _due(_session_to_book(), on, within=TO_BOOK_DAYS)


def workplace_not_ready(on: date) -> QuerySet:
    """Somebody is to begin within two weeks, and something is missing."""
    return _due(_missing_something(), on, within=NOT_READY_DAYS)


def _session_to_book() -> QuerySet[Workplace]:
    """Each session that is needed is held or booked, or it is one to book."""
    here = {"workplace": OuterRef("pk")}
    held = _count(StaffSession.objects.filter(**here))
    booked = _count(StaffBooking.objects.filter(status=StaffBooking.Status.BOOKED, **here))
    return Workplace.objects.open().filter(programme__staff_sessions__gt=held + booked)


def _missing_something() -> QuerySet[Workplace]:
    rows = Workplace.objects.open()
    return rows.filter(Q(ready_on=None) | Q(pk__in=not_ready(Workplace.objects.open()).values("pk")))


def _count(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("workplace").annotate(n=Count("pk")).values("n")), 0)


def _due(rows: QuerySet[Workplace], on: date, *, within: int) -> QuerySet:
    """Once for each first day, to one person."""
    begins = _with_who(rows).filter(first_day__range=(on, on + timedelta(days=within)), reader__isnull=False)
    return begins.values(
        due_on=F("first_day"),
        subject_id=F("pk"),
        user_id=F("reader"),
        occasion=Cast("first_day", CharField()),
        expires_on=F("first_day"),
    )


def _with_who(rows: QuerySet[Workplace]) -> QuerySet[Workplace]:
    """With the ``first_day`` of the first who is to begin, and the ``reader``: the coordinator who sees to it while
    they have the role, or else the one who has had it longest at the host.
    """
    planned = Placement.objects.filter(status=Placement.Status.PLANNED, workplace=OuterRef("pk")).order_by()
    first = planned.values("workplace").annotate(first=Min("starts_on")).values("first")
    return rows.annotate(
        first_day=Subquery(first),
        reader=who_sees_to(caretaker="caretaker"),
    )


def who_sees_to(*, caretaker: str) -> Coalesce:
    """The user of a row with a ``host``: the caretaker, given the way there, or else the host's first coordinator."""
    open_roles = Membership.objects.open().filter(user__is_active=True)
    ours = Q(role=Role.REGIONAL_COORDINATOR, organisation=OuterRef("host")) | Q(role=Role.NATIONAL_COORDINATOR)
    has_it = Exists(open_roles.filter(ours, user=OuterRef(caretaker)))
    chosen = Case(When(has_it, then=F(caretaker)), output_field=BigIntegerField())
    regional = open_roles.filter(role=Role.REGIONAL_COORDINATOR, organisation=OuterRef("host")).order_by("pk")
    return Coalesce(chosen, Subquery(regional.values("user")[:1]), output_field=BigIntegerField())


def _still_to_book(workplaces: set[int]) -> set[int]:
    return _about_to_begin(_session_to_book(), workplaces)


def _still_not_ready(workplaces: set[int]) -> set[int]:
    return _about_to_begin(_missing_something(), workplaces)


def _about_to_begin(rows: QuerySet[Workplace], workplaces: set[int]) -> set[int]:
    found = _with_who(rows.filter(pk__in=workplaces)).filter(first_day__isnull=False)
    return set(found.values_list("pk", flat=True))


def _readers(workplaces: set[int]) -> dict[int, int]:
    found = _with_who(Workplace.objects.filter(pk__in=workplaces)).filter(reader__isnull=False)
    return dict(found.values_list("pk", "reader"))


def _to_book(letter: Letter) -> dict:
    return _day_and_link(letter, reverse("placements:staff_booking_new", args=[letter.subject_id]))


def _to_see(letter: Letter) -> dict:
    return _day_and_link(letter, reverse("placements:workplace", args=[letter.subject_id]))


def _day_and_link(letter: Letter, path: str) -> dict:
    return {"due_on": date.fromisoformat(letter.values["due_on"]), "link": settings.SITE_URL + path}


def _seen(membership) -> QuerySet:
    return Workplace.objects.visible_to(membership).values("pk")


KINDS = [
    Kind(
        name="staff_session_to_book",
        template="placements/staff_session_to_book",
        values=frozenset({"due_on"}),
        still_wanted=_still_to_book,
        readers=_readers,
        context=_to_book,
        may_see=_seen,
        due=staff_session_to_book,
        label=_("Reminder: staff session to book"),
    ),
    Kind(
        name="workplace_not_ready",
        template="placements/workplace_not_ready",
        values=frozenset({"due_on"}),
        still_wanted=_still_not_ready,
        readers=_readers,
        context=_to_see,
        may_see=_seen,
        due=workplace_not_ready,
        label=_("Reminder: workplace not ready"),
    ),
]

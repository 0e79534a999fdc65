"""Who is still at work so long after they began, among the people that a coordinator sees."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet

from peersupport.accounts.permissions import Role
from placements.models import Placement
from placements.rules import Mark, Stay, at_marks

DAYS_A_YEAR = 365.25
MONTHS = (3, 6, 12, 18, 24, 36, 48, 60)
WIDE, HIGH = 600, 240  # of the drawing


@dataclass(frozen=True)
class MonthMark:
    """A line of the table."""

    months: int
    mark: Mark

    @property
    def percent(self) -> int | None:
        return None if self.mark.share is None else round(100 * self.mark.share)


@dataclass(frozen=True)
class Retention:
    """``people`` are counted once, however many placements they have had (domain 1.8)."""

    people: int
    marks: list[MonthMark]

    @property
    def is_shown(self) -> bool:
        return bool(self.shown)

    @cached_property
    def shown(self) -> list[MonthMark]:
        return [one for one in self.marks if one.percent is not None]

    @property
    def ticks(self) -> list[tuple[int, int]]:
        """Where each shown month stands in the drawing."""
        return [(_across(one.months), one.months) for one in self.shown]

    @property
    def path(self) -> str:
        """The curve through what is shown: level until a month, then down to what remains there."""
        points = ["M0 0"]
        points += [f"H{_across(one.months)}V{round(HIGH * (1 - (one.mark.share or 0)))}" for one in self.shown]
        return "".join(points)


def retention(*, membership, on: date) -> Retention:
    """One query. A region is told nothing of those who are handled specially: they count in the nation's figures alone.

    Somebody is in work from their first placement's first day to their last one's last, whatever lies between.
    """
    rows = Placement.objects.visible_to(membership).filter(starts_on__lte=on).order_by()
    if membership.role != Role.NATIONAL_COORDINATOR:
        rows = rows.filter(person__special_at=None)
    rows = rows.exclude(status=Placement.Status.PLANNED).exclude(end_reason=Placement.EndReason.NEVER_BEGAN)
    going_on = Count("pk", filter=~Q(status=Placement.Status.ENDED))
    people = rows.values("person").annotate(first=Min("starts_on"), last=Max("ends_on"), going=going_on)
    stays = _counted(people.values("first", "last", "going"), on=on)
    marks = at_marks(stays, [round(months * DAYS_A_YEAR / 12) for months in MONTHS])
    told = [MonthMark(*pair) for pair in zip(MONTHS, marks, strict=True) if pair[1].there]
    return Retention(sum(stay.people for stay in stays), told)


def _counted(people: QuerySet, *, on: date) -> list[Stay]:
    """How many have stayed for how long: counted in the database, for there are as many rows as people."""
    sql, values = people.query.sql_with_params()
    stayed = "CASE WHEN going > 0 THEN %s ELSE last END - first"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {stayed}, going = 0, count(*) FROM ({sql}) AS people GROUP BY 1, 2",  # noqa: S608 - our own SQL
            [on, *values],
        )
        return [Stay(*row) for row in cursor.fetchall()]


def _across(months: int) -> int:
    return WIDE * months // MONTHS[-1]

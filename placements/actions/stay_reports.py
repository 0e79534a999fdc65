"""Publish how many stay at work in their first year, once of everybody (ADR 40)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from placements import selectors
from placements.models import Dimension, StayReport, StayRow
from placements.rules import SMALLEST, Split, Stay, marks_to_show, shown, together

MONTHS = (3, 6, 9, 12)
PARTS_AT = 12  # by county and by kind one moment alone is shown
DAYS_A_YEAR = 365.25
WAIT = timedelta(days=31)  # for what is noted late
LOCK = 40  # any number that nobody else locks: one process at a time


@dataclass(frozen=True)
class Line:
    """What is said of a part so many months on; None where it may not be shown."""

    dimension: str
    value: str
    months: int
    split: Split | None


@transaction.atomic
def freeze(*, on: date) -> StayReport | None:
    """Of those who began in whole years that ended a year ago and aren't reported yet. Done twice, done once.

    None while they are fewer than ten, or nothing of them could be shown: they wait for the next year's.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last_on = date((on - WAIT).year - 2, 12, 31)
    before = StayReport.objects.order_by("-last_on").first()
    found = selectors.first_years(after=before.last_on if before else None, until=last_on, on=on)
    lines = published(found)
    if not lines:
        return None
    first_on = date(min(one.began_on for one in found).year, 1, 1)
    made = StayReport.objects.create(first_on=first_on, last_on=last_on, frozen_on=on)
    StayRow.objects.bulk_create(_row(made, line) for line in lines)
    return made


def published(found: Sequence[selectors.FirstYear]) -> list[Line]:
    """The lines of a report of these people. None where nothing may be said."""
    ends = [_split([one.stay for one in found], months) for months in MONTHS]
    may_show = marks_to_show(ends)
    if len(found) < SMALLEST or not any(may_show):
        return []
    marks = zip(MONTHS, ends, may_show, strict=True)
    lines = [Line(Dimension.ALL, "", months, split if may else None) for months, split, may in marks]
    if may_show[MONTHS.index(PARTS_AT)]:
        lines += [line for dimension in (Dimension.COUNTY, Dimension.KIND) for line in _parts(found, dimension)]
    return lines


def _parts(found: Sequence[selectors.FirstYear], dimension: str) -> Iterator[Line]:
    """A table by county or by kind. One that has only what stands in the whole isn't there."""
    stays: dict[str, list[Stay]] = {}
    for one in found:
        stays.setdefault(getattr(one, dimension), []).append(one.stay)
    rows = together({part: len(these) for part, these in stays.items()})
    if len(rows) < len(("one", "another")):
        return
    splits = [_split([stay for part in parts for stay in stays[part]], PARTS_AT) for parts in rows.values()]
    for value, split, may in zip(rows, splits, shown(splits), strict=True):
        yield Line(dimension, value, PARTS_AT, split if may else None)


def _split(stays: Sequence[Stay], months: int) -> Split:
    """How many are there so many months on, and how many had left before."""
    left = sum(stay.left and stay.days < round(months * DAYS_A_YEAR / 12) for stay in stays)
    return Split(len(stays) - left, left)


def _row(report: StayReport, line: Line) -> StayRow:
    counts = {"there": line.split.one, "left": line.split.other} if line.split else {}
    where = {"dimension": line.dimension, "value": line.value, "months": line.months}
    return StayRow(report=report, **where, **counts)

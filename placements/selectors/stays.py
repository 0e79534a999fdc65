"""How many stay at work in their first year: who is counted, and what is published of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from placements.models import Placement, StayReport, StayRow
from placements.rules import Stay


@dataclass(frozen=True)
class FirstYear:
    """One person: when they began, in which county and kind of workplace, and how long they have stayed."""

    began_on: date
    county: str
    kind: str
    stay: Stay


def first_years(*, after: date | None, until: date, on: date) -> list[FirstYear]:
    """Those whose first day at work is after one day and not after another. Two queries.

    Nobody who is handled specially: less the parts, the whole would tell how many they are.
    """
    rows = Placement.objects.begun().filter(person__special_at=None).order_by()
    going_on = Count("pk", filter=~Q(status=Placement.Status.ENDED))
    people = rows.values_list("person").annotate(first=Min("starts_on"), last=Max("ends_on"), going=going_on)
    people = people.filter(first__lte=until)
    if after:
        people = people.filter(first__gt=after)
    first_place = rows.order_by("person", "starts_on", "pk").distinct("person")
    places = {
        person: (county, kind)
        for person, county, kind in first_place.values_list(
            "person", "workplace__municipality__county", "workplace__kind"
        )
    }
    return [
        FirstYear(first, *places[person], Stay(((on if going else last) - first).days, left=not going))
        for person, first, last, going in people
    ]


@dataclass(frozen=True)
class StayLine:
    """One report's figures of one part: by months the percentage that is there still, None where it isn't shown."""

    years: str  # in which they began: 2024, or 2023–2024
    percents: list[int | None]


def stays_of(*, dimension: str, value: str, months: tuple[int, ...]) -> list[StayLine]:
    """What is published of a part, the newest report first. One query."""
    rows = StayRow.objects.filter(dimension=dimension, value=value).select_related("report")
    lines: dict[int, dict[int, int | None]] = {}
    spans: dict[int, str] = {}
    for row in rows.order_by("-report__first_on", "months"):
        spans.setdefault(row.report_id, _years(row.report))
        percent = None if row.there is None else round(100 * row.there / (row.there + row.left))
        lines.setdefault(row.report_id, {})[row.months] = percent
    return [StayLine(spans[pk], [percents.get(one) for one in months]) for pk, percents in lines.items()]


def _years(report: StayReport) -> str:
    first, last = report.first_on.year, report.last_on.year
    return str(last) if first == last else f"{first}–{last}"

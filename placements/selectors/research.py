"""What a research file is made of: people who say yes to research, read at one moment, without a name (ADR 37)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from peersupport.directory.models import Person
from peersupport.privacy.models import Consent
from peersupport.shared.calendar import Quarter
from placements.models import (
    ExportedPerson,
    Placement,
    ReportAnswer,
    ResearchExport,
    ResearchRequest,
    SupervisionSession,
)
from placements.rules import FEWEST, JOINED, common
from placements.selectors.research_book import PEOPLE, PLACEMENTS, RESULTS, SUPERVISION, columns
from training.models import Certificate, Participation

V = ResearchRequest.Variable
MONTH = timedelta(days=30)
Line = dict[str, object]


@dataclass(frozen=True)
class Sample:
    """What was read. Numbers of rows stay in here: a file has codes instead."""

    people: frozenset[int]
    lines: dict[str, list[Line]]  # by file; ``person`` is the person's number


class TooFew(Exception):
    """Nothing can be said of so few without saying who they are."""


def who_say_yes() -> QuerySet[Person]:
    """Nobody who is handled specially, whatever they said before."""
    return Person.objects.filter(special_at=None, pk__in=Consent.objects.to_research().values("person"))


def sample(request: ResearchRequest, *, on: date) -> Sample:
    """Those who began a course or a placement in the request's period, as they are now. At most four queries.

    Raises TooFew.
    """
    lines: dict[str, list[Line]] = {}
    if set(request.variables) - {V.RESULTS}:
        placements = _placements(request, on=on)
        people = _people(request, placements)
        lines = {PEOPLE: people, PLACEMENTS: placements, SUPERVISION: _supervision(placements)}
        if len(people) < FEWEST:
            raise TooFew
        _join_the_rare(placements, request)
    if V.RESULTS in request.variables:
        lines[RESULTS] = _results(request)
    return Sample(frozenset(line["person"] for line in lines.get(PEOPLE, [])), lines)


def tables(request: ResearchRequest, found: Sample, code: Callable[[int], str]) -> dict[str, list[list]]:
    """By file its header and its lines, in the order of codes, so that no line's place says whose it is."""
    made = {}
    for file, those in columns(request.variables).items():
        names = [column.name for column in those]
        lines = [{**line, "person": code(line["person"])} if "person" in line else line for line in found.lines[file]]
        rows = [[line[name] for name in names] for line in lines]
        made[file] = [names, *(rows if file == RESULTS else sorted(rows, key=lambda row: [str(row[0]), *_keys(row)]))]
    return made


def given_of(person: Person) -> QuerySet[ResearchExport]:
    """Files with somebody in them that have been handed over, the newest first."""
    theirs = ExportedPerson.objects.filter(person=person).values("export")
    rows = ResearchExport.objects.filter(pk__in=theirs, fetches__isnull=False).distinct()
    return rows.select_related("request").order_by("-made_at")


def _keys(row: list) -> list[int]:
    """What follows the code and ties the files together: the placement, the month."""
    return [value for value in row[1:3] if isinstance(value, int)]


def _of(rows: QuerySet, request: ResearchRequest) -> QuerySet:
    theirs = rows.filter(person__in=who_say_yes())
    return theirs.filter(host=request.host_id) if request.host_id else theirs


def _placements(request: ResearchRequest, *, on: date) -> list[Line]:
    began = Placement.objects.begun().filter(starts_on__range=(request.first_on, min(request.last_on, on)))
    rows = _of(began, request).order_by("person", "starts_on", "pk")
    asked = ("pk", "person", "form", "percent", "starts_on", "ends_on", "status", "end_reason")
    more = {"county": F("workplace__municipality__county__name"), "kind": F("workplace__kind")}
    lines, first, number = [], {}, {}
    for row in rows.values(*asked, **more):
        who, has_ended = row["person"], row["status"] == Placement.Status.ENDED
        number[who] = number.get(who, 0) + 1
        first.setdefault(who, row["starts_on"])
        lines.append(
            {
                **row,
                "placement": number[who],
                "start_day": (row["starts_on"] - first[who]).days,
                "days": ((row["ends_on"] if has_ended else on) - row["starts_on"]).days,
                "ended": int(has_ended),
            }
        )
    return lines


def _people(request: ResearchRequest, placements: list[Line]) -> list[Line]:
    """A line for each: of several courses the latest."""
    issued = Certificate.objects.not_revoked().filter(participation=OuterRef("pk")).values("issued_on")
    rows = Participation.objects.exclude(left_for=Participation.LeftFor.MOVED).annotate(
        admitted_on=TruncDate("admitted_at"), certified_on=Subquery(issued)
    )
    rows = _of(rows.filter(admitted_on__range=(request.first_on, request.last_on)), request).order_by(
        "admitted_at", "pk"
    )
    began: dict[int, date] = {}
    for line in placements:
        began.setdefault(line["person"], line["starts_on"])
    lines = {who: {"person": who, **_course(None, None, None), "work_year": day.year} for who, day in began.items()}
    for who, *course in rows.values_list("person", "status", "admitted_on", "certified_on"):
        lines[who] = {"person": who, **_course(*course), "work_year": began[who].year if who in began else None}
    return list(lines.values())


def _course(status: str | None, admitted_on: date | None, certified_on: date | None) -> Line:
    days = (certified_on - admitted_on).days if certified_on and admitted_on else None
    return {
        "course_year": admitted_on and admitted_on.year,
        "course_outcome": status,
        "days_to_certificate": days,
    }


def _supervision(placements: list[Line]) -> list[Line]:
    """How many sessions in each month of a placement. What they were about, and how it went, is no figure of ours."""
    by_placement = {line["pk"]: line for line in placements}
    rows = SupervisionSession.objects.supervision().filter(placement__in=list(by_placement))
    months: dict[tuple[int, int], Line] = {}
    forms = [form.value for form in SupervisionSession.Form if form != SupervisionSession.Form.MANAGER]
    for placement, held_on, form, minutes in rows.order_by().values_list("placement", "held_on", "form", "minutes"):
        where = by_placement[placement]
        month = max((held_on - where["starts_on"]) // MONTH, 0) + 1
        empty = {"person": where["person"], "placement": where["placement"], "month": month}
        line = months.setdefault((placement, month), {**empty, **dict.fromkeys(("sessions", "minutes", *forms), 0)})
        for name, more in (("sessions", 1), ("minutes", minutes), (form, 1)):
            line[name] += more
    return list(months.values())


def _join_the_rare(placements: list[Line], request: ResearchRequest) -> None:
    """Where fewer than five people share what is asked for of county and kind, neither is said. Raises TooFew."""
    names = [name for name in (V.COUNTY, V.KIND) if name in request.variables]
    groups: dict[tuple, set[int]] = {}
    for line in placements:
        groups.setdefault(tuple(line[name] for name in names), set()).add(line["person"])
    named = common(groups)
    if named is None:
        raise TooFew
    for line in placements:
        if tuple(line[name] for name in names) not in named:
            line.update(dict.fromkeys(names, JOINED))


def _results(request: ResearchRequest) -> list[Line]:
    """Figures that everybody may read, of reports of the period's quarters."""
    rows = ReportAnswer.objects.filter(
        row__report__first_on__gte=request.first_on, row__report__last_on__lte=request.last_on
    ).select_related("row__report", "question__question_set")
    return [_result(one) for one in rows.order_by("row__report", "row", "question__position", "pk")]


def _result(one: ReportAnswer) -> Line:
    report, asked = one.row.report, one.question.question_set
    may_say = asked.may_be_exported or asked.licence == asked.Licence.OWN
    return {
        "group": asked.group,
        "edition": asked.edition,
        "question": one.question.text if may_say else None,
        "question_id": str(one.question.wording),
        "months": report.months,
        "from_quarter": _quarter(report.first_on),
        "to_quarter": _quarter(report.last_on),
        "dimension": one.row.dimension,
        "part": one.row.value,
        "answered": one.row.answered,
        "agree": one.agree,
        "other": one.other,
    }


def _quarter(day: date) -> str:
    quarter = Quarter.of(day)
    return f"{quarter.year} Q{quarter.number}"

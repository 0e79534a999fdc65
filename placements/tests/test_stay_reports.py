"""How many stay in their first year: published once of everybody, and what isn't shown can't be worked out."""

import datetime as dt
import random

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from scipy.optimize import linprog

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Person
from peersupport.directory.tests.factories import MembershipFactory
from placements import selectors
from placements.actions import stay_reports
from placements.actions.stay_reports import MONTHS, Line, published
from placements.models import Dimension, StayReport, StayRow
from placements.rules import FEWEST, REST, Split, Stay, marks_to_show
from placements.selectors import FirstYear
from placements.tests.factories import PlacementFactory, ReportRowFactory, StayReportFactory, StayRowFactory

DATABASE = pytest.mark.django_db
STAYS = len(MONTHS)  # the place of those who are there after the last mark
ENDS = (3, 6, 9, 12, None, None, None, None)  # half are there still
BEGAN, ON = dt.date(2024, 3, 4), dt.date(2026, 2, 10)


def someone(left_before: int | None, *, county: str = "03", kind: str = "other") -> FirstYear:
    """Somebody who left in the months before a mark, or (None) is there still."""
    days = 700 if left_before is None else left_before * 30 - 40
    return FirstYear(BEGAN, county, kind, Stay(days, left=left_before is not None))


def some(many: int, left_before: int | None = None, **where: str) -> list[FirstYear]:
    return [someone(left_before, **where)] * many


def shown_of(lines: list[Line], dimension: str = Dimension.ALL) -> dict:
    return {
        (line.value, line.months): line.split and (line.split.one, line.split.other)
        for line in lines
        if line.dimension == dimension
    }


def test_a_mark_is_shown_when_five_have_left_since_the_one_before_and_five_are_there():
    lines = published([*some(6, 3), *some(2, 6), *some(4, 9), *some(1, 12), *some(20)])

    assert shown_of(lines) == {("", 3): (27, 6), ("", 6): None, ("", 9): (21, 12), ("", 12): None}


@pytest.mark.parametrize(
    ("ends", "may_show"),
    [
        ([Split(10, 5), Split(5, 10)], [True, True]),
        ([Split(10, 5), Split(4, 11)], [True, False]),
        ([Split(11, 4), Split(10, 5)], [False, True]),
        ([Split(15, 0), Split(15, 0)], [False, False]),
        ([Split(10, 5), Split(10, 5)], [True, False]),
    ],
)
def test_nobody_left_is_a_count_of_a_few_as_well(ends, may_show):
    assert marks_to_show(ends) == may_show


def test_parts_are_shown_at_a_year_alone_and_small_ones_together():
    lines = published(
        [
            *some(8, 3, county="01"),
            *some(20, county="01"),
            *some(3, 12, county="03"),
            *some(9, county="03"),
            *some(3, 12, county="14"),
            *some(1, county="14"),
            *some(4, county="19"),
        ]
    )

    assert {months for _value, months in shown_of(lines, Dimension.COUNTY)} == {12}
    assert shown_of(lines, Dimension.KIND) == {}


def test_of_fewer_than_ten_nothing_is_said():
    assert published([*some(4, 3), *some(5)]) == []


# The attacker


def drawn(seed: int) -> list[FirstYear]:
    """Those who began in a year: a few places, and when each of them left."""
    dice = random.Random(seed)
    people = []
    for county in ("01", "03", "14", "19"):
        for kind in ("other", "school"):
            many = dice.choice((0, 1, 3, 8, 20))
            people += [someone(dice.choice(ENDS), county=county, kind=kind) for _n in range(many)]
    return people


def interval_of(one: FirstYear) -> int:
    return next((place for place, months in enumerate(MONTHS) if one.stay.days < months * 30), STAYS)


class Attacker:
    """Knows all that is published, and which places there are. Unknown: how many left in each, in each time."""

    def __init__(self, people: list[FirstYear], lines: list[Line]) -> None:
        self.places = sorted({(one.county, one.kind) for one in people})
        self.equations, self.values = [], []
        for line in lines:
            if line.split:
                until = MONTHS.index(line.months) + 1
                inside = self.members(line, lines)
                self.know(inside, range(until), line.split.other)
                self.know(inside, range(until, STAYS + 1), line.split.one)

    def members(self, line: Line, lines: list[Line]) -> list[tuple[str, str]]:
        at = {Dimension.COUNTY: 0, Dimension.KIND: 1}.get(line.dimension)
        named = {one.value for one in lines if one.dimension == line.dimension} - {REST}
        if line.value == REST:
            return [place for place in self.places if place[at] not in named]
        return [place for place in self.places if at is None or place[at] == line.value]

    def row(self, inside: list[tuple[str, str]], times: range) -> np.ndarray:
        row = np.zeros(len(self.places) * (STAYS + 1))
        row[[self.places.index(place) * (STAYS + 1) + time for place in inside for time in times]] = 1
        return row

    def know(self, inside: list[tuple[str, str]], times: range, count: int) -> None:
        self.equations.append(self.row(inside, times))
        self.values.append(count)

    def most(self, inside: list[tuple[str, str]], times: range) -> float:
        """The most that a count can be for all that is known; below five, it is known to be of a few."""
        found = linprog(-self.row(inside, times), A_eq=np.array(self.equations), b_eq=self.values, bounds=(0, 10_000))
        assert found.success
        return round(-found.fun, 6)


@pytest.mark.parametrize("seed", range(20))
def test_an_attacker_with_all_tables_learns_of_no_count_below_five(seed):
    people = drawn(seed)
    lines = published(people)
    if not lines:
        return
    attacker = Attacker(people, lines)
    groups = [attacker.places, *([place] for place in attacker.places)]
    for at in (0, 1):
        groups += [[p for p in attacker.places if p[at] == value] for value in {place[at] for place in attacker.places}]

    for inside in groups:
        for time in range(STAYS + 1):
            assert attacker.most(inside, range(time, time + 1)) >= FEWEST


def test_with_every_mark_shown_the_attacker_would_succeed():
    people = [*some(6, 3), *some(2, 6), *some(4, 9), *some(1, 12), *some(20)]
    every = [
        Line(Dimension.ALL, "", months, Split(len(people) - left, left))
        for months, left in zip(MONTHS, (6, 8, 12, 13), strict=True)
    ]

    attacker = Attacker(people, every)

    assert attacker.most(attacker.places, range(1, 2)) == 2
    assert Attacker(people, published(people)).most(attacker.places, range(1, 2)) >= FEWEST


# The rows


def began(many: int, on: dt.date, *, left_on: dt.date | None = None) -> None:
    ended = {"status": "ended", "ends_on": left_on, "end_reason": "term"} if left_on else {}
    PlacementFactory.create_batch(many, starts_on=on, **ended)


@DATABASE
def test_nobody_is_in_two_reports_and_a_year_is_reported_once():
    began(6, BEGAN)
    began(5, BEGAN, left_on=dt.date(2024, 4, 15))
    began(5, dt.date(2025, 1, 7))
    began(6, dt.date(2025, 1, 7), left_on=dt.date(2025, 2, 1))

    first = stay_reports.freeze(on=ON)
    again = stay_reports.freeze(on=ON)
    second = stay_reports.freeze(on=dt.date(2027, 2, 10))

    assert again is None
    spans = [(one.first_on.year, one.last_on.year) for one in (first, second)]
    assert spans == [(2024, 2024), (2025, 2025)]
    shares = [(row.there, row.left) for row in StayRow.objects.filter(months=3).order_by("report")]
    assert shares == [(6, 5), (5, 6)]


@DATABASE
def test_the_year_before_waits_until_everybody_has_been_followed():
    began(6, BEGAN)
    began(5, BEGAN, left_on=dt.date(2024, 4, 15))

    assert stay_reports.freeze(on=dt.date(2026, 1, 31)) is None
    assert stay_reports.freeze(on=dt.date(2026, 2, 1)) is not None


@DATABASE
def test_too_few_wait_for_the_next_years():
    began(5, dt.date(2023, 3, 6))
    assert stay_reports.freeze(on=dt.date(2025, 2, 10)) is None
    began(5, BEGAN, left_on=dt.date(2024, 4, 15))

    report = stay_reports.freeze(on=ON)

    assert (report.first_on.year, report.last_on.year) == (2023, 2024)


@DATABASE
def test_whoever_is_handled_specially_is_in_no_figure_that_could_be_subtracted():
    began(6, BEGAN)
    began(5, BEGAN, left_on=dt.date(2024, 4, 15))
    Person.objects.filter(pk=Person.objects.earliest("pk").pk).update(
        special_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
        special_by=UserFactory(),
        given_name="Deltagare bcdfh",
        family_name="",
        email="",
        phone="",
    )

    assert len(selectors.first_years(after=None, until=dt.date(2024, 12, 31), on=ON)) == 10


@DATABASE
@pytest.mark.parametrize("fault", [{"there": 4}, {"left": 0}, {"left": None}])
def test_the_database_itself_holds_no_small_count(fault):
    with pytest.raises(IntegrityError, match="no_stays_of_a_few"):
        StayRowFactory(**fault)


@DATABASE
def test_the_database_holds_each_thing_once():
    row = StayRowFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        StayReportFactory(first_on=row.report.first_on)
    with pytest.raises(IntegrityError), transaction.atomic():
        StayRowFactory(report=row.report)
    assert StayReport.objects.count() == 1


@DATABASE
def test_everybody_who_may_see_results_reads_it(client):
    ReportRowFactory()
    report = StayRowFactory(months=12, there=30, left=10).report
    StayRowFactory(report=report, months=3, there=None, left=None)
    client.force_login(MembershipFactory(orderer=True).user)

    body = client.get("/resultat/?grupp=peers").content.decode()

    assert ["Kvar i arbete första året" in body, "75 %" in body] == [True, True]

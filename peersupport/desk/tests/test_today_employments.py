"""What Today says of employments and money that end."""

import datetime as dt

import pytest

from peersupport.desk.rules import RULES
from peersupport.desk.today import queue
from peersupport.directory.tests.factories import MembershipFactory
from placements.models import Placement
from placements.tests.conftest import ON, Cast, make_cast

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
EMPLOYMENT, MONEY = "Anställningens sista dag: Astrid Björk", "Sista dagen med pengar: Astrid Björk"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def started(cast, **changes) -> Placement:
    who = cast.certified(given_name="Astrid", family_name="Björk")
    return cast.start(participation=who, **changes)


def said(membership, on=ON) -> list[tuple[str, dt.date, bool]]:
    items = [item for group in queue(RULES, membership, on=on).groups for item in group.items]
    return [(item.title, item.due, item.is_late) for item in items if item.title in (EMPLOYMENT, MONEY)]


@pytest.mark.parametrize(
    ("days", "found"), [(91, []), (90, [False]), (0, [False]), (-1, [True]), (-365, [True]), (-366, [])]
)
@pytest.mark.parametrize(("name", "title"), [("employed_until", EMPLOYMENT), ("funded_until", MONEY)])
def test_from_ninety_days_before_and_late_while_the_work_goes_on(cast, name, title, days, found):
    until = ON + 95 * DAY
    started(cast, **{name: until})

    assert said(cast.coordinator, until - days * DAY) == [(title, until, is_late) for is_late in found]


@pytest.mark.parametrize(
    ("employed", "titles"), [(20, [EMPLOYMENT]), (30, [EMPLOYMENT]), (40, [MONEY, EMPLOYMENT]), (None, [MONEY])]
)
def test_money_that_lasts_as_long_as_the_employment_is_not_said_beside_it(cast, employed, titles):
    started(cast, employed_until=employed and ON + employed * DAY, funded_until=ON + 30 * DAY)

    assert [title for title, *_more in said(cast.coordinator)] == titles


def test_it_is_gone_once_the_day_is_moved_or_the_placement_has_ended(cast):
    placement = started(cast, employed_until=ON + 30 * DAY)
    before = said(cast.coordinator)
    rows = Placement.objects.filter(pk=placement.pk)
    rows.update(employed_until=ON + 300 * DAY)
    moved = said(cast.coordinator)
    rows.update(employed_until=ON + 30 * DAY, status="ended", ends_on=ON, end_reason="term")

    assert (len(before), moved, said(cast.coordinator)) == (1, [], [])


def test_it_is_said_to_coordinators_alone_and_those_of_the_host(cast):
    started(cast, employed_until=ON + 30 * DAY)

    others = (cast.manager, cast.supervisor, MembershipFactory(regional=True))

    assert [said(who) for who in others] == [[], [], []]
    assert len(said(MembershipFactory(national=True))) == 1

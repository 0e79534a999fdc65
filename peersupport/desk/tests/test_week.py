"""The days ahead, the map and the greeting."""

import datetime as dt

import pytest
from django.core.cache import cache

from peersupport.desk.map import county_map
from peersupport.desk.views.today import _greeting
from peersupport.desk.week import week
from peersupport.directory.tests.factories import (
    CountyFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
)
from placements.tests.factories import (
    FollowUpFactory,
    PlacementFactory,
    SupervisionPlanFactory,
    WorkplaceFactory,
)
from programs.tests.factories import CohortFactory
from training.tests.factories import CertificateFactory, CourseDayFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 1)


def days(n: int) -> dt.timedelta:
    return dt.timedelta(days=n)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def host():
    return OrganisationFactory(host=True, county=CountyFactory())


@pytest.fixture
def region(host):
    return MembershipFactory(regional=True, organisation=host)


def placed(host, **given):
    return PlacementFactory(certificate__participation__cohort__host=host, **given)


def test_the_week_shows_what_happens_by_day(host, region):
    cohort = CohortFactory(running=True, host=host, name="Stockholm")
    CourseDayFactory(cohort=cohort, number=1, date=TODAY)
    CourseDayFactory(cohort=cohort, number=2, date=TODAY + days(7))
    placement = placed(host, certificate__participation__person=PersonFactory(given_name="Eva", family_name="Ek"))
    SupervisionPlanFactory(placement=placement, next_due_on=TODAY + days(2))
    FollowUpFactory(placement=placement, months=3, due_on=TODAY + days(6))

    shown = week(region, on=TODAY)

    assert [(day.date - TODAY, [e.title for e in day.events]) for day in shown.days] == [
        (days(0), ["Stockholm, dag 1"]),
        (days(2), ["Handledning, Eva Ek"]),
        (days(6), ["Uppföljning efter 3 månader"]),
    ]
    assert [(now.cohort, now.number, now.days, now.percent) for now in shown.now] == [("Stockholm", 1, 2, 50)]


def test_the_map_counts_active_placements_by_county(host, region):
    skane = MunicipalityFactory(
        code="1280", name="Malmö", county=CountyFactory(code="12", name="Skåne län", short_name="Skåne", region="Skåne")
    )
    for _n in range(2):
        placed(host)
    placed(host, workplace=WorkplaceFactory(ready=True, host=host, municipality=skane))
    placed(host, ended=True)
    placed(OrganisationFactory(host=True))

    shown = county_map(region)

    assert (shown.total, [(c.code, c.count) for c in shown.ranked]) == (3, [("01", 2), ("12", 1)])
    assert len(shown.counties) == 21


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [
        (4, "God natt, Karin"),
        (5, "God morgon, Karin"),
        (10, "Hej Karin"),
        (12, "God eftermiddag, Karin"),
        (18, "God kväll, Karin"),
    ],
)
def test_the_greeting_follows_the_clock(hour, greeting):
    assert _greeting(dt.datetime(2026, 9, 1, hour), "Karin") == greeting


def test_a_peer_supporter_reads_whom_they_meet_not_their_own_name():
    peer = MembershipFactory(peer=True)
    own = PlacementFactory(
        certificate=CertificateFactory(participation__person__user=peer.user),
        supervisor__given_name="Eva",
        supervisor__family_name="Strand",
    )
    SupervisionPlanFactory(placement=own, next_due_on=TODAY + days(1))

    assert [event.title for day in week(peer, on=TODAY).days for event in day.events] == ["Handledning, Eva Strand"]


def test_those_who_register_no_attendance_are_shown_no_course_to_register():
    officer = MembershipFactory(dpo=True)
    CourseDayFactory(cohort=CohortFactory(running=True, name="Stockholm"), number=1, date=TODAY)

    shown = week(officer, on=TODAY)

    assert (shown.now, [(e.title, e.url) for e in shown.days[0].events]) == ([], [("Stockholm, dag 1", "")])

"""Which cohorts suit a line, asked of the database from either side and of two rows in memory: one rule."""

from itertools import product
from random import Random

import pytest

from peersupport.directory.tests.factories import CountyFactory
from programs.models import Cohort, OrderLine
from programs.tests.factories import CohortFactory, OrderFactory, OrderLineFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
TRACKS = ["psykiatri", "socialpsykiatri"]


@pytest.fixture
def programmes():
    return ProgrammeFactory.create_batch(2)


@pytest.fixture
def counties():
    return [CountyFactory(code="01"), CountyFactory(code="12")]


@pytest.fixture
def cohorts(programmes, counties) -> list[Cohort]:
    """Two of each programme, county and track."""
    each = list(product(programmes, counties, TRACKS)) * 2
    return [CohortFactory(programme=programme, county=county, track=track) for programme, county, track in each]


def test_the_database_and_python_agree_on_what_suits(programmes, counties, cohorts):
    random = Random(20260302)
    orders = [OrderFactory(programme=programme) for programme in programmes]
    for _n in range(60):
        where = {"cohort": random.choice([None, *cohorts]), "county": random.choice(counties)}
        OrderLineFactory(order=random.choice(orders), track=random.choice(TRACKS), status="waiting", **where)
    lines = list(OrderLine.objects.select_related("order").order_by("pk"))

    in_memory = {(line.pk, cohort.pk) for line in lines for cohort in cohorts if line.suits(cohort)}

    assert {(line.pk, cohort.pk) for line in lines for cohort in Cohort.objects.suiting(line)} == in_memory
    assert {(line.pk, cohort.pk) for cohort in cohorts for line in OrderLine.objects.suited_by(cohort)} == in_memory
    assert {sum(pk == line.pk for pk, _cohort in in_memory) for line in lines} == {0, 1, 2}


def test_a_line_for_the_next_cohort_is_suited_by_those_of_its_programme_county_and_track(programmes, counties, cohorts):
    here = {"programme": programmes[0], "county": counties[0], "track": TRACKS[0]}
    wish = {"county": counties[0], "track": TRACKS[0], "cohort": None}
    line = OrderLineFactory(order__programme=programmes[0], status="waiting", **wish)

    suiting = [cohort for cohort in cohorts if line.suits(cohort)]

    assert suiting == list(Cohort.objects.filter(**here).order_by("pk"))

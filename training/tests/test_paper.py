"""Lists for paper: what stands on them, and who may see them."""

import datetime as dt
import re

import pytest

from peersupport.directory.tests.factories import MembershipFactory
from programs.models import Cohort
from programs.tests.factories import CohortFactory
from training.models import CourseDay
from training.tests.factories import CourseDayFactory, CourseNeedsFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
PAPERS = ("narvarolista", "deltagarlista", "schema/utskrift")
FIRST = dt.date(2026, 8, 17)  # a Monday


@pytest.fixture
def course() -> Cohort:
    """Two weeks of two days each."""
    cohort = CohortFactory(running=True)
    for number, days in enumerate((0, 1, 7, 8), 1):
        CourseDayFactory(cohort=cohort, number=number, date=FIRST + dt.timedelta(days=days))
    return cohort


def paper(cohort: Cohort, which: str) -> str:
    return f"/utbildningar/{cohort.pk}/{which}/"


def test_the_attendance_list_has_a_box_for_each_half_day_and_a_sheet_for_each_week(course, leading, signed_in):
    first, second = ParticipationFactory.create_batch(2, cohort=course)
    gone = ParticipationFactory(cohort=course, dropped_out=True)

    page = signed_in(leading(course)).get(paper(course, "narvarolista")).content.decode()

    boxes = len(re.findall(r'<td class="tick', page))
    assert (page.count("sheet-of-paper"), boxes) == (2, 2 * 2 * 2 * 2)
    assert [one.person.list_name in page for one in (first, second, gone)] == [True, True, False]
    assert (course.name in page, course.place in page, "vecka 34" in page) == (True, True, True)


def test_the_list_of_names_holds_names_alone(course, national, signed_in):
    row = ParticipationFactory(cohort=course, person__email="asa@example.org", person__phone="070-123 45 67")
    CourseNeedsFactory(participation=row, food="Inga nötter")

    page = signed_in(national).get(paper(course, "deltagarlista")).content.decode()

    assert row.person.list_name in page
    assert [word for word in ("asa@example.org", "070-123", "nötter", row.seat.number) if word in page] == []


def test_the_schedule_holds_hours_rooms_and_no_participant(course, leading, signed_in):
    row = ParticipationFactory(cohort=course)
    CourseDay.objects.get(cohort=course, number=1).sessions.update(room="Sal Björk")

    page = signed_in(leading(course)).get(paper(course, "schema/utskrift")).content.decode()

    assert (page.count("Sal Björk"), page.count('tbody class="day"')) == (2, 4)
    assert row.person.family_name not in page


@pytest.mark.parametrize("which", PAPERS)
def test_leaders_of_another_course_get_nowhere(course, leading, signed_in, which):
    assert signed_in(leading(CohortFactory(running=True))).get(paper(course, which)).status_code == 404
    assert signed_in(MembershipFactory(orderer=True)).get(paper(course, which)).status_code == 403


def test_a_co_host_sees_only_its_own_people(course, signed_in):
    theirs = MembershipFactory(regional=True)
    course.co_hosts.add(theirs.organisation)
    row = ParticipationFactory(cohort=course)

    pages = [signed_in(theirs).get(paper(course, which)).content.decode() for which in PAPERS[:2]]

    assert [row.person.family_name in page for page in pages] == [False, False]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("which", "queries"), [("narvarolista", 10), ("deltagarlista", 8), ("schema/utskrift", 13)])
def test_a_list_costs_the_same_however_long_it_is(
    course, leading, signed_in, rows, which, queries, django_assert_num_queries
):
    ParticipationFactory.create_batch(rows, cohort=course)
    CourseDay.objects.filter(cohort=course, number__gt=rows).delete()
    client = signed_in(leading(course))
    client.get(paper(course, which))

    with django_assert_num_queries(queries):
        client.get(paper(course, which))

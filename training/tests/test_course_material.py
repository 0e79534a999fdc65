"""Where material is needed: at the sessions for those who hold the course, day by day for those who are in it."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from programs.models import Cohort
from programs.tests.factories import CohortFactory
from training import selectors
from training.models import CourseSession, Material
from training.tests.doors import account_of, come_by, link_of
from training.tests.factories import (
    CourseDayFactory,
    MaterialFactory,
    ModuleFactory,
    ParticipationFactory,
)
from training.tests.steps import of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Cohort:
    """Began yesterday: a day of one module, and a day of two, today."""
    today = timezone.localdate()
    cohort = CohortFactory(running=True, starts_on=today - dt.timedelta(days=1), ends_on=today + dt.timedelta(days=9))
    first, second, third = ModuleFactory.create_batch(3, programme=cohort.programme)
    taught(cohort, 1, cohort.starts_on, first, first)
    taught(cohort, 2, today, second, third)
    return cohort


def taught(cohort: Cohort, number: int, date: dt.date, morning, afternoon) -> None:
    day = CourseDayFactory(cohort=cohort, number=number, date=date)
    day.sessions.filter(part="morning").update(module=morning)
    day.sessions.filter(part="afternoon").update(module=afternoon)


def module_of(cohort: Cohort, number: int, part: str = "morning"):
    return CourseSession.objects.select_related("module").get(day__cohort=cohort, day__number=number, part=part).module


@pytest.fixture
def handed_out(course) -> Material:
    return MaterialFactory(module=module_of(course, 1), title="Arbetsblad")


def begins(cohort: Cohort, **days: int) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(starts_on=timezone.localdate() + dt.timedelta(**days))


def test_day_by_day_what_is_in_use_for_the_modules_of_the_schedule(course, handed_out):
    afternoon = MaterialFactory(module=module_of(course, 2, "afternoon"))
    own = MaterialFactory(module=module_of(course, 1), owner=course.host)
    MaterialFactory(module=module_of(course, 1), owner=OrganisationFactory())
    MaterialFactory(module=module_of(course, 1), retired=True)
    MaterialFactory(module=ModuleFactory(programme=course.programme))

    days = selectors.handed_out(cohort=course, on=timezone.localdate())

    found = [(row.day.number, [(module.number, files) for module, files in row.modules]) for row in days]
    assert found == [(1, [(1, [handed_out, own])]), (2, [(3, [afternoon])])]


def test_nothing_before_the_first_day_nor_of_a_course_that_is_called_off(course, handed_out):
    today = timezone.localdate()
    begins(course, days=1)
    early = Material.objects.handed_out(Cohort.objects.get(), on=today)
    begins(course, days=0)
    first_day = Material.objects.handed_out(Cohort.objects.get(), on=today)
    Cohort.objects.update(status="cancelled")

    assert [list(early), list(first_day)] == [[], [handed_out]]
    assert list(Material.objects.handed_out(Cohort.objects.get(), on=today)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_days_cost_the_same_however_many(count, django_assert_num_queries):
    cohort = CohortFactory(running=True)
    for n in range(count):
        module = ModuleFactory(programme=cohort.programme)
        taught(cohort, n + 1, cohort.starts_on + dt.timedelta(days=n), module, module)
        MaterialFactory(module=module)

    with django_assert_num_queries(2) as asked:
        days = selectors.handed_out(cohort=cohort, on=cohort.ends_on)

    assert len(days) == count
    assert [query["sql"] for query in asked.captured_queries if '"content"' in query["sql"]] == []


# Those who hold the course


def test_leaders_find_it_at_the_session_on_the_day_and_on_paper(course, handed_out, leading, signed_in):
    client = signed_in(leading(course))
    link = f"/utbildningar/{course.pk}/material/{handed_out.pk}/"

    schedule = client.get(of(course, "schema/")).content.decode()
    day = client.get(of(course, f"narvaro/{course.starts_on}/")).content.decode()
    other = client.get(of(course, f"narvaro/{timezone.localdate()}/")).content.decode()
    paper = client.get(of(course, "schema/utskrift/")).content.decode()

    assert [schedule.count(link), day.count(link), other.count(link)] == [1, 1, 0]
    assert paper.count("Arbetsblad") == 1
    assert client.get(link).content == b"%PDF"


def test_who_holds_another_course_fetches_nothing(course, handed_out, leading, signed_in):
    link = f"/utbildningar/{course.pk}/material/{handed_out.pk}/"

    assert signed_in(leading(CohortFactory(running=True))).get(link).status_code == 404
    assert signed_in(MembershipFactory(regional=True)).get(link).status_code == 404
    assert signed_in(MembershipFactory(orderer=True)).get(link).status_code == 403


def test_a_file_of_no_module_of_the_course_is_not_there(course, leading, signed_in):
    client = signed_in(leading(course))
    others = [
        MaterialFactory(module=ModuleFactory(programme=course.programme)),
        MaterialFactory(module=module_of(course, 1), owner=OrganisationFactory()),
        MaterialFactory(module=module_of(course, 1), retired=True),
    ]

    assert {client.get(of(course, f"material/{one.pk}/")).status_code for one in others} == {404}


# Those who are in it


@pytest.mark.parametrize("door", ["link", "account"])
def test_a_participant_finds_it_from_the_first_day_by_either_door(course, handed_out, door):
    row = ParticipationFactory(cohort=course)
    client, home, begins_with = come_by(door, row)
    material = f"{begins_with}material/"

    assert material in client.get(home).content.decode()
    page = client.get(material).content.decode()
    answer = client.get(f"{material}{handed_out.pk}/")

    assert ("Arbetsblad" in page, f"{material}{handed_out.pk}/" in page) == (True, True)
    assert (answer.content, answer["X-Content-Type-Options"]) == (b"%PDF", "nosniff")
    assert answer["Content-Disposition"] == 'attachment; filename="Arbetsblad.pdf"'
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("door", ["link", "account"])
def test_before_the_first_day_a_participant_finds_nothing(course, handed_out, door):
    row = ParticipationFactory(cohort=course)
    client, home, begins_with = come_by(door, row)
    material = f"{begins_with}material/"
    begins(course, days=1)

    assert "material/" not in client.get(home).content.decode()
    assert "Arbetsblad" not in client.get(material).content.decode()
    assert client.get(f"{material}{handed_out.pk}/").status_code == 404


def test_the_link_of_one_who_left_or_is_not_told_opens_nothing(course, handed_out):
    gone, untold = ParticipationFactory(cohort=course, dropped_out=True), ParticipationFactory(cohort=course)

    answers = [
        Client().get(f"{home}material/{handed_out.pk}/") for home in (link_of(gone), link_of(untold, told=False))
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_nobody_comes_to_anothers_place_in_a_course(course, handed_out, national, signed_in):
    row = ParticipationFactory(cohort=course)
    path = f"/min-kurs/{row.pk}/material/"

    assert signed_in(account_of(ParticipationFactory(cohort=course))).get(path).status_code == 404
    assert signed_in(national).get(path).status_code == 403
    assert Client().get(path).status_code == 302

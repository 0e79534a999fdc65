"""A cohort's schedule is kept as a template, and chosen for the next cohort."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from programs.tests.factories import CohortFactory
from training.actions import schedule, templates
from training.models import CourseDay, CourseSession, ScheduleTemplate
from training.rules import Hours, Shape
from training.tests.factories import ModuleFactory, ScheduleTemplateFactory
from training.tests.steps import cohort_asked_for

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)
WEDNESDAY = dt.date(2026, 8, 19)
HOURS = Hours(morning=(dt.time(8, 30), dt.time(11)), afternoon=(dt.time(12), dt.time(15)))


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


@pytest.fixture
def cohort() -> Cohort:
    """A Wednesday and a Friday, and the Wednesday after, with modules 3, 1 and none."""
    found = CohortFactory()
    for number in (1, 3):
        ModuleFactory(programme=found.programme, number=number)
    dates = [WEDNESDAY, WEDNESDAY + days(2), WEDNESDAY + days(7)]
    schedule.lay_out(cohort=found, dates=dates, shape=Shape((2, 4, 9), HOURS, (3, 1, 0)), at=NOON)
    return found


def save(cohort: Cohort, **also) -> ScheduleTemplate:
    by = MembershipFactory(national=True).user
    return templates.save(
        **{"cohort": cohort, "name": "Onsdag och fredag", "owner": None, "by": by, "at": NOON, **also}
    )


def test_a_schedule_is_kept_with_its_rhythm_modules_and_hours(cohort):
    kept = save(cohort)

    kept.refresh_from_db()
    assert kept.shape == Shape((2, 4, 9), HOURS, (3, 1, 0))
    assert kept.shape.dates(dt.date(2027, 1, 13)) == [dt.date(2027, 1, 13), dt.date(2027, 1, 15), dt.date(2027, 1, 20)]


def test_hours_are_those_that_most_days_have(cohort):
    CourseSession.objects.filter(day__number=1).update(starts_at=dt.time(10), ends_at=dt.time(10, 30))

    assert save(cohort).shape.hours == HOURS


def test_mornings_and_afternoons_that_would_overlap_become_the_usual_ones(cohort):
    CourseSession.objects.filter(part="morning", day__number__lte=2).update(ends_at=dt.time(12, 30))
    CourseSession.objects.filter(part="afternoon", day__number=1).update(starts_at=dt.time(12, 30))

    assert save(cohort).shape.hours == Hours()


def test_a_cohort_without_days_has_no_schedule_to_keep():
    with pytest.raises(Refused):
        save(CohortFactory())


def test_a_name_is_an_owners_own(cohort):
    save(cohort)
    save(cohort, owner=cohort.host)

    with pytest.raises(Refused) as refusal:
        save(cohort)

    assert (refusal.value.field, ScheduleTemplate.objects.count()) == ("name", 2)


@pytest.mark.parametrize(
    "odd",
    [{"days": []}, {"days": [0], "modules": [1, 2]}, {"morning_to": dt.time(14)}, {"afternoon_to": dt.time(13)}],
    ids=["no day", "a module too many", "the morning runs into the afternoon", "no time"],
)
def test_the_database_refuses_a_template_that_lays_out_nothing(odd):
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduleTemplateFactory(**odd)


@pytest.mark.parametrize("modules", [[], [1]])
def test_the_database_wants_a_module_or_none_for_each_day(modules):
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduleTemplateFactory(days=[0, 1], modules=modules)


def test_who_sees_and_who_may_take_away(cohort):
    nation, own, other = (MembershipFactory(**{role: True}) for role in ("national", "regional", "regional"))
    leader = MembershipFactory(leader=True, organisation=own.organisation)
    for_all = ScheduleTemplateFactory()
    theirs = ScheduleTemplateFactory(owner=own.organisation)

    rows = ScheduleTemplate.objects
    assert [set(rows.visible_to(who)) for who in (nation, own, other, leader)] == [
        {for_all, theirs},
        {for_all, theirs},
        {for_all},
        set(),
    ]
    assert [set(rows.managed_by(who)) for who in (nation, own, other, leader)] == [
        {for_all, theirs},
        {theirs},
        set(),
        set(),
    ]


# The pages


@pytest.mark.parametrize("role", ["national", "regional"])
def test_a_coordinator_saves_one_and_the_next_cohort_is_laid_out_by_it(cohort, role, signed_in):
    member = MembershipFactory(**{role: True}, **({"organisation": cohort.host} if role == "regional" else {}))
    browser = signed_in(member)

    answer = browser.post(reverse("training:schedule_save", args=[cohort.pk]), {"name": "Onsdag och fredag"})
    page = browser.get(answer.url).content.decode()

    kept = ScheduleTemplate.objects.get()
    assert (kept.name, kept.owner) == ("Onsdag och fredag", None if role == "national" else cohort.host)
    assert [text in page for text in ("Onsdag och fredag", "3 dagar", "08:30–11:00", "Tre veckor i rad")] == [True] * 4


def test_a_new_cohort_is_laid_out_by_the_template_that_was_chosen(cohort, national, signed_in):
    asked = cohort_asked_for(national, shape=save(cohort).pk, starts_on="2027-01-13")

    signed_in(national).post(reverse("training:cohort_new"), asked)

    made = Cohort.objects.get(name=asked["name"])
    assert list(CourseDay.objects.filter(cohort=made).order_by("number").values_list("date", flat=True)) == [
        dt.date(2027, 1, 13),
        dt.date(2027, 1, 15),
        dt.date(2027, 1, 20),
    ]
    mornings = CourseSession.objects.filter(day__cohort=made, part="morning")
    assert set(mornings.values_list("starts_at", flat=True)) == {dt.time(8, 30)}


def test_one_that_isnt_seen_cant_be_chosen(signed_in):
    own = MembershipFactory(regional=True)
    theirs = ScheduleTemplateFactory(owner=MembershipFactory(regional=True).organisation)

    answer = signed_in(own).post(reverse("training:cohort_new"), cohort_asked_for(own, shape=theirs.pk))

    assert (list(answer.context["form"].errors), Cohort.objects.count()) == (["shape"], 0)


def test_one_is_taken_away_and_the_cohort_stays(cohort, national, signed_in):
    kept = save(cohort)
    path = reverse("training:schedule_template_remove", args=[kept.pk])
    browser = signed_in(national)

    asked = browser.get(path)
    browser.post(path)

    assert (asked.status_code, ScheduleTemplate.objects.count(), CourseDay.objects.count()) == (200, 0, 3)


def test_a_region_takes_away_its_own_only(signed_in):
    own = MembershipFactory(regional=True)
    browser = signed_in(own)
    rows = [ScheduleTemplateFactory(owner=own.organisation), ScheduleTemplateFactory()]
    paths = [reverse("training:schedule_template_remove", args=[row.pk]) for row in rows]

    page = browser.get(reverse("training:schedule_templates")).content.decode()

    assert [path in page for path in paths] == [True, False]
    assert [browser.get(path).status_code for path in paths] == [200, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(national, signed_in, count, django_assert_num_queries):
    ScheduleTemplateFactory.create_batch(count, owner=national.organisation)
    browser, path = signed_in(national), reverse("training:schedule_templates")
    browser.get(path)

    with django_assert_num_queries(8):  # six as for every page, the templates, which are one's own
        assert browser.get(path).content.decode().count("ta-bort/") == count

"""Say in advance that one can't come, without an account and without a reason."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.rendering import render
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from programs.models import Cohort
from programs.tests.factories import CohortFactory
from training import letters
from training.actions import apologies, attendance, pages
from training.actions.apologies import NotToCome
from training.models import Apology, Attendance, CourseDay, CourseSession, DayMark, Participation
from training.tests.factories import ApologyFactory, ApplicationFactory, CourseDayFactory, ParticipationFactory
from training.views.my_application import PER_HOUR

pytestmark = pytest.mark.django_db
DAY = dt.date(2099, 8, 17)
BEFORE = dt.datetime(2099, 8, 17, 6, 0, tzinfo=dt.UTC)  # eight on Swedish clocks
BETWEEN = dt.datetime(2099, 8, 17, 10, 30, tzinfo=dt.UTC)  # between morning and afternoon


@pytest.fixture
def day() -> CourseDay:
    return CourseDayFactory(date=DAY)


@pytest.fixture
def sitting(day) -> Participation:
    return ParticipationFactory(cohort=day.cohort)


def halves(day: CourseDay) -> list[int]:
    return list(day.sessions.order_by("starts_at").values_list("pk", flat=True))


def said() -> list[int]:
    return list(Apology.objects.order_by("session").values_list("session", flat=True))


def link_of(participation: Participation, *, told: bool = True) -> str:
    by, now = UserFactory(), timezone.now()
    known = {"status": "admitted", "decided_at": now, "decided_by": by}
    let_out = {"told_at": now, "told_by": by} if told else {}
    application = ApplicationFactory(cohort=participation.cohort, **known, **let_out)
    Participation.objects.filter(pk=participation.pk).update(application=application)
    pages.need_link(application, at=now)
    token = onetime.token_of(OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk))
    return f"/min-ansokan/{token}/kan-inte-komma/"


def test_what_is_said_is_kept_and_what_is_taken_back_leaves_nothing(day, sitting):
    morning, afternoon = halves(day)

    apologies.say(participation=sitting, sessions={morning, afternoon}, at=BEFORE)
    both = said()
    apologies.say(participation=sitting, sessions={afternoon}, at=BEFORE)

    assert (both, said()) == ([morning, afternoon], [afternoon])
    apologies.say(participation=sitting, sessions=set(), at=BEFORE)
    assert said() == []


def test_said_twice_is_said_once(day, sitting):
    for _n in range(2):
        apologies.say(participation=sitting, sessions=set(halves(day)), at=BEFORE)

    assert said() == halves(day)


def test_a_session_that_has_begun_is_neither_said_nor_taken_back(day, sitting):
    morning, afternoon = halves(day)
    ApologyFactory(participation=sitting, session_id=morning)

    with pytest.raises(NotToCome):
        apologies.say(participation=sitting, sessions={morning}, at=BETWEEN)
    apologies.say(participation=sitting, sessions={afternoon}, at=BETWEEN)

    assert said() == [morning, afternoon]


def test_a_session_of_another_course_is_nobodys_to_say(sitting):
    with pytest.raises(NotToCome):
        apologies.say(participation=sitting, sessions=set(halves(CourseDayFactory(date=DAY))), at=BEFORE)

    assert said() == []


@pytest.mark.parametrize("over", ["dropped_out", "certified"])
def test_whoever_is_not_in_the_course_any_more_says_nothing(day, over):
    with pytest.raises(NotToCome):
        apologies.say(participation=ParticipationFactory(cohort=day.cohort, **{over: True}), sessions=set(), at=BEFORE)


@pytest.mark.parametrize(
    ("which", "mark"), [((0, 1), "excused"), ((0,), "afternoon"), ((1,), "morning"), ((), "present")]
)
def test_what_is_said_is_the_nearest_day(which, mark):
    parts = [list(CourseSession.Part)[number] for number in which]

    assert DayMark.without(parts) == mark


def test_the_link_opens_a_page_to_tick_and_untick_without_signing_in(day, sitting):
    path, client, (morning, _afternoon) = link_of(sitting), Client(), halves(day)

    first = client.post(path, {"sessions": halves(day)})
    ticked = client.get(path).content.decode().count("checked")
    client.post(path, {"sessions": [morning]})
    one = said()
    client.post(path, {})

    assert (first.headers["Location"], ticked, one, said()) == (path, 2, [morning], [])


def test_the_page_names_nobody_and_asks_for_no_reason(sitting):
    page = Client().get(link_of(sitting)).content.decode()

    assert sitting.person.family_name not in page
    assert ("<textarea" in page, 'type="text"' in page) == (False, False)


@pytest.mark.parametrize("link", ["untold", "spent", "nonsense"])
def test_a_link_that_opens_nothing_says_so(sitting, link):
    path = link_of(sitting, told=link != "untold")
    if link == "spent":
        OneTimeLink.objects.update(revoked_at=timezone.now())
    if link == "nonsense":
        path = "/min-ansokan/1-abc/kan-inte-komma/"

    assert Client().get(path).status_code == (404 if link == "untold" else 410)


def test_nobody_tries_links_without_end():
    client = Client()

    statuses = [client.get("/min-ansokan/1-0/kan-inte-komma/").status_code for _number in range(PER_HOUR + 1)]

    assert statuses == [410] * PER_HOUR + [429]


def day_page(day: CourseDay) -> str:
    return f"/utbildningar/{day.cohort_id}/narvaro/{day.date:%Y-%m-%d}/"


def test_leaders_see_it_on_a_day_that_is_to_come(day, sitting, leading, signed_in):
    ApologyFactory(participation=sitting, session_id=halves(day)[0])

    page = signed_in(leading(day.cohort)).get(day_page(day)).content.decode()

    assert (sitting.person.list_name in page, "förmiddag" in page) == (True, True)


def test_it_is_chosen_beforehand_on_the_day_and_never_stronger_than_a_leaders_tap(leading, signed_in):
    day = CourseDayFactory(date=dt.date(2026, 8, 17), cohort=CohortFactory(running=True))
    said_so, tapped, quiet = ParticipationFactory.create_batch(3, cohort=day.cohort)
    for row in (said_so, tapped):
        for session in day.sessions.all():
            ApologyFactory(participation=row, session=session)
    attendance.register_day(
        day=day, marks={tapped.pk: "present"}, by=UserFactory(), at=dt.datetime(2026, 8, 17, 8, tzinfo=dt.UTC)
    )
    client = signed_in(leading(day.cohort))

    form = client.get(day_page(day)).context["form"]

    assert [form[f"m{row.pk}"].value() for row in (said_so, tapped, quiet)] == ["excused", "present", ""]
    assert Attendance.objects.filter(participation=said_so).count() == 0
    client.post(day_page(day), {f"m{said_so.pk}": "present", f"m{tapped.pk}": "present", "everybody": "1"})
    assert set(Attendance.objects.values_list("mark", flat=True)) == {"present"}


def test_the_letter_before_the_course_has_the_link(sitting):
    path = link_of(sitting)
    starts_on = timezone.localdate() + dt.timedelta(days=3)
    Cohort.objects.update(status=Cohort.Status.OPEN, starts_on=starts_on, ends_on=starts_on + dt.timedelta(days=30))
    Participation.objects.update(person=sitting.person)
    type(sitting.person).objects.update(email="kim@example.org")
    post_many(letters.COURSE_STARTS, on=timezone.localdate(), at=timezone.now())

    assert path in render(Letter.objects.get()).source.decode().replace("=\n", "")


@pytest.mark.parametrize("people", [1, 3])
def test_the_days_page_costs_the_same_however_many_have_said_so(leading, signed_in, people, django_assert_num_queries):
    day = CourseDayFactory(date=dt.date(2026, 8, 17))
    for row in ParticipationFactory.create_batch(people, cohort=day.cohort):
        ApologyFactory(participation=row, session_id=halves(day)[0])
    client = signed_in(leading(day.cohort))
    client.get(day_page(day))

    with django_assert_num_queries(14):
        client.get(day_page(day))

"""One's course in one's own calendar, read by a library that our own has nothing to do with."""

import datetime as dt
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import UTC
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory, PersonFactory, RegistrationFactory
from peersupport.documents.calendars import feed
from peersupport.links.models import OneTimeLink
from peersupport.links.onetime import token_of
from programs.models import Cohort
from programs.tests.factories import CohortFactory, CohortLeaderFactory
from training import selectors
from training.actions import calendars, cohorts, pages, schedule
from training.letters.own_page import own_page as own_page_of
from training.models import CourseDay, CourseSession, Participation
from training.tests.factories import ApplicationFactory, CourseDayFactory, ParticipationFactory, SessionLeaderFactory
from training.views.my_calendar import PER_HOUR

NOON = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)
ON = dt.date(2026, 6, 1)
pytestmark = pytest.mark.django_db
SWEDISH = ZoneInfo("Europe/Stockholm")


def laid_out(*dates: dt.date, **also) -> Cohort:
    cohort = CohortFactory(**{"running": True, "place": "Asplunden, Fridhemsgatan 4", **also})
    schedule.lay_out(cohort=cohort, dates=dates or [dt.date(2026, 9, 1)], at=NOON)
    return cohort


def takes_part(cohort: Cohort) -> Membership:
    """Somebody with an account who takes part in a cohort."""
    membership = MembershipFactory(role=Role.PEER_SUPPORTER, organisation=cohort.host)
    person = PersonFactory(user=membership.user)
    RegistrationFactory(person=person, host=cohort.host)
    ParticipationFactory(cohort=cohort, person=person)
    return membership


def address_of(membership: Membership) -> str:
    link = calendars.renew(membership.user, at=timezone.now())
    return reverse("training:calendar", args=[token_of(link)])


def fetched(client, path: str) -> list:
    """The meetings in it, as a calendar reads them. It has to know the time zone from what stands in the file."""
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return vobject.readOne(answer.content.decode()).contents.get("vevent", [])


def hours(event) -> tuple[dt.datetime, dt.datetime]:
    return event.dtstart.value, event.dtend.value


def test_a_leader_subscribes_to_the_sessions_that_they_lead(client, leading):
    cohort = laid_out(dt.date(2026, 9, 1), dt.date(2026, 9, 2))
    mine, other = leading(cohort), leading(cohort)
    theirs = CourseSession.objects.get(day__number=1, part="afternoon")
    SessionLeaderFactory(session=theirs, user=other.user)
    CourseSession.objects.filter(day__number=2, part="morning").update(room="Sal Asp; plan 2, t.h.")
    laid_out()  # another course

    found = fetched(client, address_of(mine))

    nine = dt.datetime(2026, 9, 1, 9, tzinfo=SWEDISH)
    assert [hours(event) for event in found] == [
        (nine, nine + dt.timedelta(hours=3)),
        (nine + dt.timedelta(days=1), nine + dt.timedelta(days=1, hours=3)),
        (nine + dt.timedelta(days=1, hours=4), nine + dt.timedelta(days=1, hours=7)),
    ]
    assert [event.location.value for event in found] == [
        "Asplunden, Fridhemsgatan 4",
        "Sal Asp; plan 2, t.h., Asplunden, Fridhemsgatan 4",
        "Asplunden, Fridhemsgatan 4",
    ]
    assert {event.summary.value for event in found} == {"Kurs"}
    assert len(fetched(client, address_of(other))) == 4


def test_a_participant_subscribes_to_their_course(client):
    cohort = laid_out()
    laid_out()

    found = fetched(client, address_of(takes_part(cohort)))

    sessions = CourseSession.objects.filter(day__cohort=cohort).in_order()
    assert [event.uid.value.partition("@")[0] for event in found] == [f"session-{one.pk}" for one in sessions]


def test_whoever_is_both_has_each_session_once(client):
    led = laid_out()
    mine = takes_part(led)
    MembershipFactory(leader=True, organisation=led.host, user=mine.user)
    CohortLeaderFactory(cohort=led, user=mine.user)

    assert len(fetched(client, address_of(mine))) == 2


def test_when_a_session_moves_the_same_meeting_moves(client, leading):
    cohort = laid_out()
    path = address_of(leading(cohort))
    [before, _afternoon] = fetched(client, path)
    day = CourseDay.objects.select_related("cohort").get()

    schedule.move_day(day=day, version=1, to=dt.date(2026, 9, 3), at=NOON + dt.timedelta(days=1))
    session = CourseSession.objects.select_related("day__cohort").get(part="morning")
    changes = {"starts_at": dt.time(10, 15), "ends_at": dt.time(12), "module": None, "room": "", "leaders": []}
    schedule.change_session(session=session, version=2, **changes, at=NOON + dt.timedelta(days=2))

    [after, afternoon] = fetched(client, path)
    assert after.uid.value == before.uid.value
    assert (int(before.sequence.value), int(after.sequence.value), int(afternoon.sequence.value)) == (1, 3, 2)
    assert (before.last_modified.value, after.last_modified.value) == (NOON, NOON + dt.timedelta(days=2))
    assert after.dtstart.value == dt.datetime(2026, 9, 3, 10, 15, tzinfo=SWEDISH)


def test_another_place_is_news_too(client, leading):
    cohort = laid_out()
    path = address_of(leading(cohort))
    kept = ("version", "name", "municipality", "capacity", "seat_price", "release_on")
    same = {name: getattr(cohort, name) for name in kept}
    leaders = [leader.user for leader in cohort.leaders.all()]

    cohorts.change(cohort=cohort, **same, place="Norra salen", leaders=leaders, by=leaders[0], at=NOON)

    found = fetched(client, path)
    assert {(event.location.value, event.sequence.value) for event in found} == {("Norra salen", "2")}


@pytest.mark.parametrize(
    ("date", "offset"),
    [
        (dt.date(2026, 3, 27), 1),  # the Friday before summer time, and the Monday after
        (dt.date(2026, 3, 30), 2),
        (dt.date(2026, 10, 23), 2),
        (dt.date(2026, 10, 26), 1),
        (dt.date(2027, 3, 26), 1),
        (dt.date(2027, 3, 29), 2),
    ],
)
def test_nine_is_nine_on_both_sides_of_each_change_of_clocks(client, leading, date, offset):
    path = address_of(leading(laid_out(date)))

    morning, _afternoon = fetched(client, path)

    assert morning.dtstart.value.astimezone(UTC) == dt.datetime(date.year, date.month, date.day, 9 - offset, tzinfo=UTC)
    assert (morning.dtstart.value.hour, morning.dtend.value.hour) == (9, 12)


def test_the_time_zone_that_we_write_is_the_one_of_the_clocks():
    """The file's own rule, read by another library, hour by hour around each change for the years to come."""
    written = vobject.readOne(feed([], uid="none", name="Kurs").decode()).vtimezone.tzinfo
    for year in range(2020, 2041):
        for month in range(1, 13):
            for day in (1, 15, 23, 24, 25, 26, 27, 28):
                noon = dt.datetime(year, month, day, 12)
                assert noon.replace(tzinfo=written).utcoffset() == noon.replace(tzinfo=SWEDISH).utcoffset(), noon


def test_no_name_and_nothing_of_what_the_course_is_about_stands_there(client):
    cohort = laid_out(name="Peer support Stockholm", place="Asplunden")
    mine = takes_part(cohort)
    CohortLeaderFactory(cohort=cohort)

    text = client.get(address_of(mine)).content.decode().replace("\r\n ", "")

    hidden = ["peer support", "psyk", "nsph", mine.user.family_name, mine.user.email, cohort.host.name, "X-ALT", "URL"]
    names = [line.partition(":")[0] for line in text.splitlines()]
    assert [word for word in hidden if word.lower() in text.lower()] == []
    assert {"ORGANIZER", "ATTENDEE", "CONTACT", "DESCRIPTION", "CATEGORIES"} & set(names) == set()


def test_it_says_how_often_to_ask_and_speaks_the_readers_language(client):
    mine = takes_part(laid_out())
    mine.user.language = "en"
    mine.user.save()

    calendar = vobject.readOne(client.get(address_of(mine)).content.decode())

    said = {name: calendar.contents[name][0].value for name in ("x-wr-calname", "refresh-interval", "version")}
    assert said == {"x-wr-calname": "Course", "refresh-interval": "PT4H", "version": "2.0"}
    assert {event.summary.value for event in calendar.contents["vevent"]} == {"Course"}


def test_asked_again_it_says_that_nothing_has_changed(client, leading):
    path = address_of(leading(laid_out()))
    first = client.get(path)

    same = client.get(path, headers={"If-None-Match": first["ETag"]})
    CourseSession.objects.filter(part="morning").stamp(NOON, room="Sal Ek")
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content, changed.status_code) == (304, b"", 200)
    assert (changed["ETag"] == first["ETag"], set(first["Cache-Control"].split(", "))) == (
        False,
        {"private", "no-cache"},
    )


def test_a_new_address_closes_the_old_one_and_a_closed_one_is_not_there(client):
    mine = takes_part(laid_out())
    old = address_of(mine)
    new = address_of(mine)
    statuses = [client.get(path).status_code for path in (old, new)]

    calendars.close(mine.user, at=timezone.now())

    assert (statuses, client.get(new).status_code) == ([404, 200], 404)
    assert client.get("/kalender/1-0.ics").status_code == 404


def test_a_closed_account_has_no_calendar(client):
    mine = takes_part(laid_out())
    path = address_of(mine)
    mine.user.is_active = False
    mine.user.save()

    assert client.get(path).status_code == 404


def stops_leading(cohort, mine):
    cohort.leaders.filter(user=mine.user).delete()


def has_no_role_any_more(cohort, mine):
    Membership.objects.filter(pk=mine.pk).update(ended_at=NOON, ended_by=mine.user)


def is_called_off(cohort, mine):
    Cohort.objects.filter(pk=cohort.pk).update(status=Cohort.Status.CANCELLED)


@pytest.mark.parametrize("happens", [stops_leading, has_no_role_any_more, is_called_off])
def test_a_leader_for_whom_it_is_over_gets_an_empty_calendar(client, leading, happens):
    cohort = laid_out()
    mine = leading(cohort)
    path = address_of(mine)
    assert len(fetched(client, path)) == 2

    happens(cohort, mine)

    assert fetched(client, path) == []


def test_whoever_left_the_course_has_it_no_longer(client):
    mine = takes_part(laid_out())
    left = {"status": Participation.Status.DROPPED_OUT, "left_for": "own"}
    Participation.objects.filter(person__user=mine.user).update(**left)

    assert fetched(client, address_of(mine)) == []


def test_a_draft_is_tentative_until_it_is_opened(client, leading):
    path = address_of(leading(laid_out(running=False, status=Cohort.Status.DRAFT)))
    assert {event.status.value for event in fetched(client, path)} == {"TENTATIVE"}

    Cohort.objects.update(status=Cohort.Status.OPEN)

    assert {event.status.value for event in fetched(client, path)} == {"CONFIRMED"}


def test_what_was_held_stays_for_a_year(leading):
    cohort = CohortFactory(running=True)
    mine = leading(cohort)
    for number, ago in enumerate((366, 365, 1), 1):
        CourseDayFactory(cohort=cohort, number=number, date=ON - dt.timedelta(days=ago))

    found = selectors.my_calendar(whose=mine.user, on=ON)

    assert {(ON - entry.starts_at.date()).days for entry in found} == {365, 1}


@pytest.mark.parametrize("count", [1, 3])
def test_a_calendar_asks_the_database_as_often_however_much_there_is(client, leading, count, django_assert_num_queries):
    mine = leading(laid_out())
    for number in range(count):
        cohort = laid_out(dt.date(2026, 10, 1), dt.date(2026, 10, 2 + number), host=mine.organisation)
        CohortLeaderFactory(cohort=cohort, user=mine.user)
    path = address_of(mine)

    with django_assert_num_queries(7):  # three about the transaction, the link, the account, the roles, the sessions
        answer = client.get(path)

    assert answer.content.count(b"BEGIN:VEVENT") == 2 + 4 * count


def test_nobody_tries_addresses_without_end(client):
    statuses = [client.get("/kalender/1-0.ics").status_code for _number in range(PER_HOUR + 1)]

    assert statuses == [404] * PER_HOUR + [429]


# The page


def test_the_address_is_made_shown_made_anew_and_turned_off(signed_in):
    mine = takes_part(laid_out())
    browser, page = signed_in(mine), reverse("training:my_calendar")
    assert browser.get(page).context["address"] is None

    browser.post(page)
    first = browser.get(page).context["address"]
    browser.post(page)
    again = browser.get(page).context["address"]
    browser.post(reverse("training:my_calendar_renew"))
    new = browser.get(page)
    browser.post(reverse("training:my_calendar_close"))

    assert first == again
    assert first != new.context["address"]
    assert new.context["webcal"].startswith("webcal://")
    assert f'value="{new.context["address"]}"' in new.content.decode()
    assert browser.get(page).context["address"] is None


def test_the_page_says_how_much_there_is_and_asks_first(signed_in, leading):
    browser = signed_in(leading(laid_out(timezone.localdate() + dt.timedelta(days=1))))
    browser.post(reverse("training:my_calendar"))

    page = browser.get(reverse("training:my_calendar")).content.decode()
    asked = [browser.get(reverse(f"training:my_calendar_{verb}")).status_code for verb in ("renew", "close")]

    assert "2 kommande pass" in page
    assert asked == [200, 200]


@pytest.mark.parametrize(("role", "shown"), [(Role.COURSE_LEADER, True), (Role.REGIONAL_COORDINATOR, False)])
def test_the_account_menu_leads_there_for_those_who_have_courses_of_their_own(signed_in, role, shown):
    page = signed_in(MembershipFactory(role=role)).get("/").content.decode()

    assert (reverse("training:my_calendar") in page) is shown


def own_page(cohort: Cohort, **also) -> tuple[str, Participation]:
    """The calendar's page of somebody with a place in the course and no account."""
    mine = ParticipationFactory(cohort=cohort, **also)
    told = {"status": "admitted", "decided_at": NOON, "decided_by": UserFactory(), "told_at": NOON}
    mine.application = ApplicationFactory(cohort=cohort, told_by=told["decided_by"], **told)
    mine.save()
    pages.need_link(mine.application, at=timezone.now())
    return f"{own_page_of(mine).removeprefix(settings.SITE_URL)}kalender/", mine


def shown_address(client, page: str) -> str:
    return urlsplit(client.get(page).context["address"]).path


def test_who_has_no_account_has_the_course_in_their_calendar_too(client):
    page, _mine = own_page(laid_out(dt.date(2099, 9, 1), dt.date(2099, 9, 2)))
    laid_out(dt.date(2099, 9, 3))  # another course

    for _time in range(2):  # pressed twice it is one
        client.post(page, {"answer": "on"})

    path = shown_address(client, page)
    assert [event.dtstart.value.day for event in fetched(client, path)] == [1, 1, 2, 2]
    assert OneTimeLink.objects.filter(purpose="training.course_calendar").count() == 1


def test_turned_off_by_its_owner_it_is_gone_and_another_can_be_made(client):
    page, _mine = own_page(laid_out(dt.date(2099, 9, 1)))
    client.post(page, {"answer": "on"})
    old = shown_address(client, page)

    client.post(page, {"answer": "off"})
    off = client.get(page).context["address"]
    client.post(page, {"answer": "on"})

    assert off is None
    assert [client.get(path).status_code for path in (old, shown_address(client, page))] == [404, 200]


def test_who_left_the_course_has_neither_page_nor_calendar(client):
    page, mine = own_page(laid_out(dt.date(2099, 9, 1)))
    client.post(page, {"answer": "on"})
    path = shown_address(client, page)
    Participation.objects.filter(pk=mine.pk).update(status="dropped_out", left_for="other")

    assert [client.get(address).status_code for address in (page, path)] == [404, 404]


def test_one_persons_link_is_not_anothers_of_the_same_number(client):
    """Links of accounts and of places in a course are told apart by what they are for."""
    _page, mine = own_page(laid_out(dt.date(2099, 9, 1)))
    user = UserFactory(pk=mine.pk) if not User.objects.filter(pk=mine.pk).exists() else User.objects.get(pk=mine.pk)

    assert calendars.behind(token=token_of(calendars.renew(mine, at=NOON)), at=NOON) == mine
    assert calendars.behind(token=token_of(calendars.renew(user, at=NOON)), at=NOON) == user

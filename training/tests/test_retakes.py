"""A missed day is taken again with a later cohort: no seat is used, and it counts once, where the person has theirs."""

import datetime as dt
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.models import PersonAccess
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from peersupport.shared.refusals import Refused
from programs.models import Cohort, Seat
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory, CohortLeaderFactory
from training import selectors
from training.actions import certificates, make_ups, participations, retakes, sight
from training.actions.attendance import NotYet
from training.actions.make_ups import AlreadyGiven, CourseOver, NotMissed
from training.models import Attendance, Certificate, CourseDay, MakeUp, Participation
from training.tests.factories import CourseDayFactory, MakeUpFactory, PauseFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOON = timezone.make_aware(dt.datetime.combine(TODAY, dt.time(12)))
DAY = dt.timedelta(days=1)


@pytest.fixture
def missing(held) -> Participation:
    """Somebody who was there on one of two days of a course that is over."""
    row = held("present", "absent")
    Cohort.objects.filter(pk=row.cohort_id).update(status="completed")
    return row


@pytest.fixture
def later(missing) -> CourseDay:
    """The only day of a later cohort: today."""
    cohort = CohortFactory(programme=missing.cohort.programme, host=missing.host, running=True, name="Hösten")
    return CourseDayFactory(cohort=cohort, date=TODAY)


@pytest.fixture
def by():
    return UserFactory()


def second_day(row: Participation) -> CourseDay:
    return CourseDay.objects.get(cohort=row.cohort_id, number=2)


@pytest.fixture
def give(missing, later, by):
    def make(**changed) -> MakeUp:
        told = {"participation": missing, "day": second_day(missing), "again_on": later, "key": uuid4()}
        return retakes.give(**told | {"by": by, "at": NOON} | changed)

    return make


def sees(member, row: Participation) -> bool:
    return PersonAccess.objects.open().filter(person=row.person, user=member.user).exists()


def leader_of(cohort: Cohort):
    leader = MembershipFactory(leader=True, organisation=cohort.host)
    CohortLeaderFactory(cohort=cohort, user=leader.user)
    return leader


def test_being_there_counts_where_they_have_their_seat_and_once(give, missing, later, by):
    seats = Seat.objects.count()
    before = selectors.standing_of(participation=missing)

    retakes.was_there(make_up=give(), by=by, at=NOON)

    after = selectors.standing_of(participation=missing)
    assert (before.attended, after.attended, after.made_up) == (2, 4, 2)
    assert (before.meets_the_rule, after.meets_the_rule) == (False, True)
    assert Seat.objects.count() == seats
    assert not Attendance.objects.filter(session__day=later).exists()
    later.cohort.refresh_from_db()
    assert later.cohort.seats_taken == 0


def test_then_they_get_the_one_certificate_of_their_seat(give, missing, by):
    retakes.was_there(make_up=give(), by=by, at=NOON)

    certificates.issue(participation=missing, by=by, at=NOON)

    missing.seat.refresh_from_db()
    assert (Certificate.objects.get().participation, missing.seat.status) == (missing, "delivered")


def test_it_can_be_taken_back(give, missing, by):
    task = give()
    retakes.was_there(make_up=task, by=by, at=NOON)

    retakes.was_not_there(make_up=task, by=by, at=NOON)

    assert (MakeUp.objects.get().status, selectors.standing_of(participation=missing).attended) == ("given", 2)


def test_a_form_sent_twice_makes_one(give):
    key = uuid4()

    assert give(key=key) == give(key=key)


# What is refused
def test_a_day_that_was_not_missed_is_not_taken_again(give, missing):
    with pytest.raises(NotMissed):
        give(day=CourseDay.objects.get(cohort=missing.cohort_id, number=1))


def test_a_day_is_taken_again_once(give):
    give()

    with pytest.raises(AlreadyGiven):
        give()


@pytest.mark.parametrize("status", ["certified", "dropped_out"])
def test_whoever_has_left_or_has_a_certificate_takes_nothing_again(give, missing, status):
    Participation.objects.update(status=status, left_for="own" if status == "dropped_out" else "")

    with pytest.raises(CourseOver):
        give()


@pytest.mark.parametrize(
    "where",
    [
        lambda row: CourseDayFactory(cohort=row.cohort, date=TODAY),
        lambda row: CourseDayFactory(cohort=CohortFactory(host=row.host), date=TODAY),
        lambda row: CourseDayFactory(cohort=CohortFactory(programme=row.cohort.programme), date=TODAY),
        lambda row: CourseDayFactory(cohort=over_of(row, "completed"), date=TODAY),
        lambda row: CourseDayFactory(cohort=over_of(row, "cancelled"), date=TODAY),
        lambda row: CourseDayFactory(cohort=over_of(row, "running"), date=TODAY - DAY),
    ],
    ids=["their own", "another programme", "another host", "over", "called off", "a day that has been"],
)
def test_only_a_day_to_come_of_a_later_cohort_will_do(give, missing, where):
    with pytest.raises(Refused) as refused:
        give(again_on=where(missing))

    assert (refused.value.field, MakeUp.objects.count()) == ("again_on", 0)


def over_of(row: Participation, status: str) -> Cohort:
    return CohortFactory(programme=row.cohort.programme, host=row.host, status=status)


def test_nobody_has_been_there_before_the_day(give, later, by):
    task = give()
    CourseDay.objects.filter(pk=later.pk).update(date=TODAY + DAY)
    task = MakeUp.objects.get(pk=task.pk)

    with pytest.raises(NotYet):
        retakes.was_there(make_up=task, by=by, at=NOON)


@pytest.mark.parametrize(
    ("status", "verb"),
    [
        ("done", retakes.was_there),
        ("signed_off", retakes.was_there),
        ("withdrawn", retakes.was_there),
        ("given", retakes.was_not_there),
        ("done", retakes.was_not_there),
        ("withdrawn", retakes.was_not_there),
    ],
)
def test_a_step_that_leads_nowhere_is_refused(give, by, status, verb):
    task = give()
    if status != "given":
        MakeUp.objects.update(
            status=status,
            done_at=NOON if status != "withdrawn" else None,
            signed_off_at=NOON if status == "signed_off" else None,
            signed_off_by=by if status == "signed_off" else None,
        )

    with pytest.raises(WrongStatus):
        verb(make_up=task, by=by, at=NOON)

    assert MakeUp.objects.get().status == status


@pytest.mark.parametrize("verb", [retakes.was_there, retakes.was_not_there])
def test_nothing_is_noted_of_somebody_who_has_left(give, by, verb):
    task = give()
    Participation.objects.update(status="dropped_out", left_for="own")

    with pytest.raises(CourseOver):
        verb(make_up=task, by=by, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_who_give_it_at_once_give_one(give):
    answers = at_once(lambda _n: give(), [1, 2])

    assert MakeUp.objects.count() == 1
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyGiven", "MakeUp"]


# Who sees them there
def test_leaders_of_the_later_cohort_see_the_person_until_it_is_taken_back(give, missing, later, by):
    leader = leader_of(later.cohort)
    before, task = sees(leader, missing), give()
    meanwhile = sees(leader, missing)

    make_ups.withdraw(make_up=task, by=by, at=NOON + DAY)

    assert (before, meanwhile, sees(leader, missing)) == (False, True, False)


def test_whoever_leaves_is_seen_by_nobody(give, missing, later, by):
    leader = leader_of(later.cohort)
    give()

    participations.leave(participation=missing, left_for="own", by=by, at=NOON + DAY)

    assert not sees(leader, missing)


def test_leaders_who_change_hand_guests_over(give, missing, later, by):
    first, task = leader_of(later.cohort), give()
    later.cohort.leaders.all().delete()
    second = leader_of(later.cohort)

    sight.hand_over(later.cohort, by=by, at=NOON + DAY)

    assert (sees(first, missing), sees(second, missing), task.status) == (False, True, "given")


def test_leaders_of_other_cohorts_do_not_note_it(give, missing, signed_in, later):
    task, other = give(), leader_of(missing.cohort)
    page = f"/utbildningar/{later.cohort_id}/narvaro/{TODAY.isoformat()}/igen/{task.pk}/"

    assert signed_in(other).post(page, {"answer": "yes"}).status_code == 404
    assert MakeUp.objects.get().status == "given"


# Letters, pages
def test_a_letter_says_which_day_and_no_more(give, missing, later):
    task = give()
    letter = Letter.objects.get(kind="retake")
    message = message_from_bytes(render(letter).source, policy=policy.default)
    text = f"{message['Subject']} {message.get_content()}"

    assert (letter.subject_id, letter.address) == (task.pk, missing.person.email)
    assert "är du välkommen till oss" in text
    assert [word for word in (missing.person.given_name, later.cohort.name, "kurs") if word in text] == []


@pytest.mark.parametrize("what", ["withdrawn", "signed_off", "pause", "cancelled"])
def test_it_is_not_sent_any_more_when_there_is_no_day_to_come_to(give, missing, later, by, what):
    task = give()
    before = KINDS["retake"].still_wanted({task.pk})
    if what == "withdrawn":
        make_ups.withdraw(make_up=task, by=by, at=NOON)
    elif what == "signed_off":
        retakes.was_there(make_up=task, by=by, at=NOON)
    elif what == "pause":
        PauseFactory(participation=missing)
    else:
        Cohort.objects.filter(pk=later.cohort_id).update(status="cancelled")

    assert (before, KINDS["retake"].still_wanted({task.pk})) == ({task.pk}, set())


def test_a_coordinator_chooses_the_day_and_the_leader_there_notes_it(missing, later, national, signed_in):
    page = f"/deltaganden/{missing.pk}/narvaro/{second_day(missing).pk}/igen/"
    coordinator, leader = signed_in(national), leader_of(later.cohort)
    days = [day.pk for day in coordinator.get(page).context["form"].fields["again_on"].queryset]
    coordinator.post(page, {"key": uuid4(), "again_on": later.pk})
    attendance = f"/utbildningar/{later.cohort_id}/narvaro/{TODAY.isoformat()}/"
    there, task = signed_in(leader), MakeUp.objects.get()
    seen = there.get(attendance).content.decode()

    there.post(f"{attendance}igen/{task.pk}/", {"answer": "yes"})

    assert days == [later.pk]
    assert missing.person.list_name in seen
    assert "Var här" in seen
    assert MakeUp.objects.get().status == "signed_off"
    assert "Ångra" in there.get(attendance).content.decode()
    own = coordinator.get(f"/deltaganden/{missing.pk}/narvaro/").content.decode()
    assert f"Dag {later.number} i Hösten" in own


@pytest.mark.parametrize("count", [1, 3])
def test_guests_cost_the_same_however_many(count, later, missing, national, signed_in, django_assert_num_queries):
    client = signed_in(national)
    for _n in range(count):
        MakeUpFactory(again_on=later, what="", participation__cohort=missing.cohort)
    page = f"/utbildningar/{later.cohort_id}/narvaro/{TODAY.isoformat()}/"
    client.get(page)

    with django_assert_num_queries(15):
        client.get(page)


def test_the_day_is_in_their_own_calendar(give, missing, later):
    before = {entry.uid for entry in selectors.my_calendar(whose=missing, on=TODAY)}

    give()

    after = {entry.uid for entry in selectors.my_calendar(whose=missing, on=TODAY)}
    assert after - before == {f"session-{session.pk}" for session in later.sessions.all()}


def test_the_attendance_list_on_paper_has_them_on_their_day_and_no_other(give, missing, later, national, signed_in):
    CourseDayFactory(cohort=later.cohort, date=TODAY + 28 * DAY)
    give()

    page = signed_in(national).get(f"/utbildningar/{later.cohort_id}/narvarolista/")

    assert [[guest.participation for guest in week.guests] for week in page.context["weeks"]] == [[missing], []]
    assert f"{missing.person.list_name}, gäst" in page.content.decode()

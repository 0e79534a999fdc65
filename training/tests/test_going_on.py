"""Somebody goes on in a later cohort: their seat goes along, what they attended stays."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.models import PersonAccess
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.rendering import render
from peersupport.shared.refusals import Refused
from programs import selectors as programs_selectors
from programs.actions import contingents, orders, seats
from programs.models import Cohort, OrderLine, Seat
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory, CohortLeaderFactory, SeatEntryFactory
from programs.tests.steps import order, taken
from training import selectors
from training.actions import applications, papers, participations, pauses
from training.models import Application, Attendance, CourseNeeds, Participation
from training.tests.factories import (
    ApplicationFactory,
    CourseDayFactory,
    CourseNeedsFactory,
    ParticipationFactory,
    PauseFactory,
    mark_day,
)
from training.tests.steps import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=3)


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": LATER}


@pytest.fixture
def here():
    return CohortFactory(name="Våren")


@pytest.fixture
def there(here):
    return CohortFactory(name="Hösten", programme=here.programme, host=here.host, capacity=2)


@pytest.fixture
def orderer():
    return MembershipFactory(orderer=True)


@pytest.fixture
def admit(here, orderer):
    """Admits and tells somebody to the first of so many seats that the orderer has here, and starts the course."""

    def make(count: int = 1) -> Participation:
        who = {"by": UserFactory(), "at": NOON}
        placed = order(here, count, orderer=orderer.organisation)
        orders.confirm(order=placed, **who)
        seat = Seat.objects.filter(line__order=placed).order_by("number").first()
        applications.admit(application=ApplicationFactory(cohort=here), seat=seat, **who)
        applications.tell(cohort=here, **who)
        Cohort.objects.filter(pk=here.pk).update(status="running")
        return sitting()

    return make


def sitting() -> Participation:
    return Participation.objects.present_in_course().select_related("seat", "cohort", "application").get()


def go_on(there: Cohort, who: dict) -> Participation:
    return participations.go_on_in(participation=sitting(), cohort=there, **who)


def test_person_application_and_seat_go_along_and_nobody_has_left_a_seat(admit, there, who):
    before = admit()

    new = go_on(there, who)

    before_now = Participation.objects.get(pk=before.pk)
    assert (new.person, new.seat, new.cohort) == (before.person, before.seat, there)
    assert (new.application, before_now.application) == (before.application, None)
    assert (before_now.status, before_now.left_for, new.status) == ("dropped_out", "moved", "admitted")
    assert before_now.state == "Fortsätter i en annan utbildning"
    assert Application.objects.get().status == "admitted"


def test_its_orderer_has_the_seat_in_the_other_cohort(admit, here, there, orderer, who):
    row = admit()

    go_on(there, who)

    seat = Seat.objects.visible_to(orderer).get()
    assert (seat.number, seat.status, seat.cohort, seat.line.cohort) == (row.seat.number, "assigned", there, there)
    assert (taken(here), taken(there)) == ((0, 0), (1, 1))
    assert programs_selectors.seats_of(line=seat.line).assigned == 1


def test_other_seats_of_its_line_stay_where_they_are(admit, here, there, who):
    row = admit(3)

    go_on(there, who)

    lines = OrderLine.objects.order_by("pk").values_list("cohort", "quantity", "status", "unit_price")
    price = row.seat.line.unit_price
    assert list(lines) == [(here.pk, 2, "held", price), (there.pk, 1, "held", price)]
    assert (taken(here), taken(there)) == ((2, 2), (1, 1))


def test_a_seat_that_a_grant_pays_for_keeps_it(here, there, who):
    row = ParticipationFactory(cohort=here)
    SeatEntryFactory(seat=row.seat, became="assigned", line=None)
    funding = row.seat.funding

    new = go_on(there, who)

    new.seat.refresh_from_db()
    assert (new.seat.funding, new.seat.cohort) == (funding, there)
    assert (taken(here), taken(there)) == ((0, 0), (1, 1))


def test_what_was_attended_stays_and_what_the_course_needs_to_know_goes_along(admit, here, there, who):
    row = admit()
    needs = CourseNeedsFactory(participation=row, food="Inga nötter")
    mark_day(CourseDayFactory(cohort=here, sessions__registered=True), row, "present")
    CourseDayFactory(cohort=there)

    new = go_on(there, who)

    assert CourseNeeds.objects.get().participation == new
    assert CourseNeeds.objects.get().pk == needs.pk
    assert set(Attendance.objects.values_list("participation", flat=True)) == {row.pk}
    assert (selectors.standing_of(participation=new).attended, selectors.standing_of(participation=new).sessions) == (
        0,
        2,
    )


def test_leaders_of_the_other_cohort_see_them_and_those_of_this_one_do_not(admit, here, there, who):
    first, second = (MembershipFactory(leader=True, organisation=here.host) for _n in range(2))
    CohortLeaderFactory(cohort=here, user=first.user)
    CohortLeaderFactory(cohort=there, user=second.user)
    row = admit()
    before = set(PersonAccess.objects.open().filter(person=row.person).values_list("user", flat=True))

    go_on(there, who)

    after = set(PersonAccess.objects.open().filter(person=row.person).values_list("user", flat=True))
    assert (before, after) == ({first.user_id}, {second.user_id})


def test_a_pause_is_over_and_nothing_is_replanned(admit, there, who):
    row = admit()
    pause = PauseFactory(participation=row, begins_on=NOON.date())
    seats.replan(seat=row.seat, from_day=NOON.date())

    go_on(there, who)

    pause.refresh_from_db()
    assert pause.ends_on == timezone.localtime(LATER).date()
    assert Seat.objects.get().replanned_from is None


def test_a_letter_says_when_it_begins_and_no_more(admit, there, who):
    row = admit()
    new = go_on(there, who)

    letter = Letter.objects.get(kind="course_goes_on")
    message = message_from_bytes(render(letter).source, policy=policy.default)
    text = f"{message['Subject']} {message.get_content()}"

    assert (letter.subject_id, letter.address) == (new.pk, row.person.email)
    assert "har du en plats: vi börjar måndag 17 augusti 2026" in text
    assert [word for word in (row.person.given_name, there.name, "kurs ", "paus") if word.lower() in text.lower()] == []


def test_whoever_does_not_know_their_answer_yet_is_told_by_that(here, there, who):
    application = ApplicationFactory(cohort=here, status="admitted", decided_at=NOON, decided_by=who["by"])
    row = ParticipationFactory(cohort=here, application=application)
    SeatEntryFactory(seat=row.seat, became="assigned", line=None)

    go_on(there, who)

    assert not Letter.objects.filter(kind="course_goes_on").exists()


def test_their_own_page_shows_the_course_that_they_go_on_in(admit, here, there, who):
    admit()
    go_on(there, who)

    seen = selectors.my_application(application=Application.objects.get(), at=LATER)

    assert (seen.course, seen.may_withdraw, seen.status) == (there, True, "admitted")


def test_their_own_page_stays_until_the_later_course_is_long_over(admit, here, there, who):
    admit()
    go_on(there, who)
    Cohort.objects.filter(pk=there.pk).update(starts_on=dt.date(2027, 1, 4), ends_on=dt.date(2027, 2, 5))
    over = [dt.datetime.combine(cohort_end(pk), dt.time(12), tzinfo=dt.UTC) for pk in (here.pk, there.pk)]

    papers.erase_old(at=over[0] + papers.KEPT_FOR)
    kept = Application.objects.get().erased_at is None
    papers.erase_old(at=over[1] + papers.KEPT_FOR)

    assert (kept, Application.objects.get().erased_at is None) == (True, False)


def cohort_end(pk: int) -> dt.date:
    return Cohort.objects.get(pk=pk).ends_on


# What is refused
@pytest.mark.parametrize("status", ["certified", "not_completed", "dropped_out"])
def test_only_somebody_in_the_course_goes_on(here, there, who, status):
    row = ParticipationFactory(cohort=here, status=status, left_for="own" if status == "dropped_out" else "")

    with pytest.raises(WrongStatus):
        participations.go_on_in(participation=row, cohort=there, **who)

    assert Participation.objects.count() == 1


@pytest.mark.parametrize("status", ["running", "completed", "cancelled"])
def test_nobody_goes_on_in_a_cohort_that_has_begun(admit, there, who, status):
    admit()
    Cohort.objects.filter(pk=there.pk).update(status=status)

    with pytest.raises(seats.CohortClosed):
        go_on(there, who)


def test_nobody_goes_on_in_another_programme(admit, who):
    row = admit()

    with pytest.raises(seats.CohortClosed):
        go_on(CohortFactory(host=row.host), who)


def test_nobody_goes_on_with_another_host_or_where_they_are(admit, here, who):
    admit()
    for cohort in (CohortFactory(programme=here.programme), here):
        with pytest.raises(Refused) as refused:
            go_on(cohort, who)

        assert refused.value.field == "cohort"


def test_nobody_has_two_seats_in_a_cohort(admit, there, who):
    row = admit()
    ParticipationFactory(cohort=there, person=row.person)

    with pytest.raises(Refused) as refused:
        participations.go_on_in(participation=row, cohort=there, **who)

    assert refused.value.field == "cohort"


def test_a_full_cohort_takes_nobody_and_everything_stays(admit, here, there, who):
    row = admit()
    order(there, 2)

    with pytest.raises(seats.NotEnoughSeats):
        go_on(there, who)

    assert (sitting(), CourseNeeds.objects.count(), taken(here), taken(there)) == (row, 0, (1, 1), (2, 2))


def test_a_place_that_is_promised_to_the_orderer_is_used(admit, there, orderer, who):
    admit()
    promised = {"organisation": orderer.organisation, "until": NOON.date()}
    contingents.promise(cohort=there, count=2, **promised, by=who["by"], at=NOON)

    go_on(there, who)

    assert taken(there) == (2, 1)  # one seat, and one promised place that is left


@pytest.mark.django_db(transaction=True)
def test_the_last_place_has_one_person(here, there, who):
    Cohort.objects.filter(pk=there.pk).update(capacity=1)
    rows = [ParticipationFactory(cohort=here) for _n in range(3)]
    for row in rows:
        SeatEntryFactory(seat=row.seat, became="assigned", line=None)

    answers = at_once(lambda row: participations.go_on_in(participation=row, cohort=there, **who), rows)

    assert sorted(type(answer).__name__ for answer in answers) == ["NotEnoughSeats"] * 2 + ["Participation"]
    assert (taken(here), taken(there)) == ((2, 2), (1, 1))


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_move_one_person_once(here, there, who):
    row = ParticipationFactory(cohort=here)
    SeatEntryFactory(seat=row.seat, became="assigned", line=None)

    answers = at_once(lambda _n: participations.go_on_in(participation=row, cohort=there, **who), [1, 2])

    assert Participation.objects.present_in_course().count() == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 1


def test_moved_is_no_reason_that_somebody_chooses(admit, who):
    admit()

    with pytest.raises(Refused) as refused:
        participations.leave(participation=sitting(), left_for="moved", **who)

    assert refused.value.field == "left_for"


# The page
def test_a_coordinator_moves_somebody_and_only_cohorts_that_can_be_are_to_choose(admit, there, national, signed_in):
    row = admit()
    CohortFactory(programme=there.programme)
    CohortFactory(programme=there.programme, host=there.host, running=True)
    client, page = signed_in(national), f"/deltaganden/{row.pk}/ga-vidare/"
    choices = [choice.pk for choice in client.get(page).context["form"].fields["cohort"].queryset]

    answer = client.post(page, {"cohort": there.pk})

    assert choices == [there.pk]
    assert answer.url == f"/utbildningar/{there.pk}/deltagare/"
    assert sitting().cohort == there
    assert (
        "Fortsätter i en annan utbildning" in client.get(f"/utbildningar/{row.cohort_id}/deltagare/").content.decode()
    )


def test_without_a_later_cohort_the_page_says_so(here, national, signed_in):
    row = ParticipationFactory(cohort=here)

    page = signed_in(national).get(f"/deltaganden/{row.pk}/ga-vidare/").content.decode()

    assert "Ingen senare utbildning ännu" in page


def test_whoever_is_out_of_the_course_is_not_moved_from_the_page(here, national, signed_in):
    row = ParticipationFactory(cohort=here, certified=True)

    assert signed_in(national).get(f"/deltaganden/{row.pk}/ga-vidare/").status_code == 302


def test_an_ended_pause_can_not_be_taken_up_in_the_cohort_that_was_left(admit, there, who):
    pause = PauseFactory(participation=admit(), begins_on=NOON.date())
    go_on(there, who)

    with pytest.raises(Refused):
        pauses.end(pause=pause, **who)

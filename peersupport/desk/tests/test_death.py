"""Death of a person (domain 7.9): all letters stop, nobody waits for them, and what they have done stays."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.desk.actions import death
from peersupport.directory.actions.special import HasOtherRoles
from peersupport.directory.models import Person
from peersupport.directory.tests.factories import MembershipFactory, PersonFactory, RegistrationFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import education, surveys
from placements.models import Introduction, Placement, SignUp, SupportRequest, WellnessPlan, WorkWish
from placements.tests.conftest import Cast, make_cast
from placements.tests.factories import (
    EducationFactory,
    IntroductionFactory,
    SupportRequestFactory,
    WellnessPlanFactory,
    WorkWishFactory,
)
from programs.models import Seat
from training.actions import calendars
from training.models import Application, Certificate, Participation
from training.tests.factories import ApplicationFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
ADDRESS = "kim@example.org"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def person(cast) -> Person:
    """Somebody at work since a week, with an account."""
    member = MembershipFactory(peer=True, organisation=cast.host, user__email=ADDRESS)
    today = timezone.localdate()
    participation = cast.certified(email=ADDRESS, user=member.user, given_name="Kim")
    cast.start(participation=participation, starts_on=today - dt.timedelta(days=7), at=timezone.now())
    return participation.person


def note(person: Person, cast: Cast, *, days_ago: int = 0) -> Person:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    death.note(person=person, died_on=day, by=cast.clerk, at=timezone.now())
    return Person.objects.get(pk=person.pk)


def written_in_a_year(user: User) -> set[str]:
    """Kinds of letters that beat would write to them in the year to come."""
    for week in range(53):
        at = timezone.now() + dt.timedelta(weeks=week)
        for kind in KINDS.values():
            if kind.due is not None:
                post_many(kind, on=at.date(), at=at)
    theirs = Letter.objects.exclude(state=Letter.State.CANCELLED)
    return {letter.kind for letter in theirs if letter.user == user or letter.address == ADDRESS}


def ask_after_a_month(placement: Placement) -> None:
    due = placement.follow_ups.get(months=1)
    surveys.open_for(follow_up=due, on=timezone.localdate(), at=timezone.now())


@pytest.mark.parametrize("has_died", [False, True])
def test_all_letters_stop(person, cast, has_died):
    user = person.user
    ask_after_a_month(Placement.objects.get())
    if has_died:
        note(person, cast)

    assert bool(written_in_a_year(user)) is not has_died


def test_what_waits_to_be_sent_goes_to_nobody(person, cast):
    ask_after_a_month(Placement.objects.get())
    post_many(KINDS["survey_asks"], on=timezone.localdate(), at=timezone.now())
    waiting = Letter.objects.waiting().filter(user=person.user)
    before = waiting.count()

    note(person, cast)

    assert (before, waiting.count()) == (1, 0)


def test_work_ends_on_the_day_and_the_supervisor_sees_them_no_longer(person, cast):
    note(person, cast, days_ago=2)

    placement = Placement.objects.get()
    assert (placement.status, placement.end_reason) == (Placement.Status.ENDED, Placement.EndReason.OTHER)
    assert placement.ends_on == timezone.localdate() - dt.timedelta(days=2)
    assert placement.plan.next_due_on is None
    assert not Person.objects.visible_to(cast.supervisor).exists()
    assert Person.objects.visible_to(cast.coordinator).filter(pk=person.pk).exists()


def test_one_who_was_to_begin_never_began(cast):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    placement = cast.start(starts_on=tomorrow, at=timezone.now())

    note(placement.person, cast)

    placement.refresh_from_db()
    ended = (Placement.Status.ENDED, Placement.EndReason.NEVER_BEGAN, tomorrow)
    assert (placement.status, placement.end_reason, placement.ends_on) == ended


def test_a_course_ends_the_seat_is_free_and_no_code_says_why(cast):
    seat = ParticipationFactory(cohort__host=cast.host, cohort__running=True)
    calendar = calendars.renew(seat, at=timezone.now())

    note(seat.person, cast)

    seat.refresh_from_db()
    calendar.refresh_from_db()
    assert (seat.status, seat.left_for) == (Participation.Status.DROPPED_OUT, Participation.LeftFor.OTHER)
    assert (seat.seat.status != Seat.Status.ASSIGNED, calendar.revoked_at is not None) == (True, True)


def test_an_application_that_waits_is_taken_back(person, cast):
    waits = ApplicationFactory(host=cast.host, email=ADDRESS)
    others = ApplicationFactory(host=cast.host, email="bo@example.org")

    note(person, cast)

    states = [Application.objects.get(pk=row.pk).status for row in (waits, others)]
    assert states == [Application.Status.WITHDRAWN, others.status]


def test_the_place_in_education_is_the_next_ones_and_nobody_is_asked_to_call(person, cast):
    week = timezone.now() + dt.timedelta(days=7)
    course = EducationFactory(host=cast.host, capacity=1, starts_at=week, ends_at=week + dt.timedelta(hours=3))
    first, second = (
        education.sign_up(education=course, person=who, by=cast.clerk, at=timezone.now())
        for who in (person, cast.certified().person)
    )
    SupportRequestFactory(registration=person.registrations.get())
    WellnessPlanFactory(person=person)
    WorkWishFactory(person=person)
    IntroductionFactory(registration=person.registrations.get())

    note(person, cast)

    states = [SignUp.objects.get(pk=row.pk).status for row in (first, second)]
    assert states == [SignUp.Status.WITHDRAWN, SignUp.Status.PLACED]
    assert not SupportRequest.objects.open().exists()
    assert not Introduction.objects.open().exists()
    assert not WellnessPlan.objects.exists()
    assert not WorkWish.objects.exists()


def test_nobody_offers_them_anything_and_nobody_counts_them_as_waiting(cast):
    participation = cast.certified()
    counted = selectors.certified_without_placement(programme=cast.programme)

    note(participation.person, cast)

    assert (counted, selectors.certified_without_placement(programme=cast.programme)) == (1, 0)
    assert not selectors.to_place(cast.coordinator).exists()
    course = EducationFactory(host=cast.host)
    assert not selectors.to_sign_up(education=course, membership=cast.coordinator).exists()


def test_name_course_and_certificate_stay(person, cast):
    now = note(person, cast)

    assert (now.given_name, Certificate.objects.in_force().get(person=person).revoked_at) == ("Kim", None)
    assert (now.email, now.phone, now.user) == ("", "", None)
    assert not User.objects.filter(email=ADDRESS).exists()


def test_noted_twice_it_is_noted_once(person, cast):
    note(person, cast, days_ago=2)

    assert note(person, cast).died_on == timezone.localdate() - dt.timedelta(days=2)


def test_a_day_to_come_is_refused_and_nothing_is_done(person, cast):
    with pytest.raises(Refused) as refusal:
        note(person, cast, days_ago=-1)

    assert refusal.value.field == "died_on"
    assert Placement.objects.get().status == Placement.Status.ACTIVE


def test_somebody_with_another_role_keeps_the_account_until_that_is_ended(person, cast):
    MembershipFactory(leader=True, user=person.user, organisation=cast.host)

    with pytest.raises(HasOtherRoles):
        note(person, cast)

    assert Person.objects.get(pk=person.pk).died_on is None


@pytest.mark.parametrize("way", [{"email": ADDRESS}, {"phone": "070-1740605"}])
def test_the_database_holds_that_nobody_can_be_written_to(way):
    with pytest.raises(IntegrityError, match="nobody_writes_to_who_has_died"):
        PersonFactory(died_on=dt.date(2026, 5, 3), **{"email": "", "phone": "", **way})


def test_the_page_says_what_it_means_and_then_the_day(client: Client, person, cast):
    client.force_login(cast.clerk)
    link, page = reverse("person_died", args=[person.pk]), reverse("person", args=[person.pk])
    offered = link in client.get(page).content.decode()

    means = client.get(link).content.decode()
    after = client.post(link, {"died_on": timezone.localdate().isoformat()}, follow=True).content.decode()

    assert (offered, "Kim" in means, "Avled" in after, link in after) == (True, True, True, False)
    assert client.get(link).url == page


def test_another_hosts_person_is_not_there(client: Client, cast):
    client.force_login(cast.clerk)
    other = RegistrationFactory().person

    answer = client.post(reverse("person_died", args=[other.pk]), {"died_on": "2026-05-03"})

    assert (answer.status_code, Person.objects.get(pk=other.pk).died_on) == (404, None)

"""The page that handles somebody specially, and what the rest of the house does with an alias afterwards."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.permissions import Role
from peersupport.accounts.tests.factories import UserFactory
from peersupport.desk.actions.special import handle_specially
from peersupport.directory.models import Person
from peersupport.directory.tests.factories import MembershipFactory, PersonFactory, RegistrationFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_each, post_many
from peersupport.letters.registry import KINDS
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory
from training.actions import needs
from training.letters.moved import course_moved
from training.models import CourseNeeds, Participation
from training.tests.factories import (
    ApplicationFactory,
    AttendanceWarningFactory,
    CertificateFactory,
    EvaluationFactory,
    HomeAssignmentFactory,
    ParticipationFactory,
    RespondentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    membership = MembershipFactory(regional=True)
    client.force_login(membership.user)
    return membership


def in_a_course(coordinator, **person) -> Participation:
    return ParticipationFactory(
        cohort__host=coordinator.organisation, **{f"person__{name}": value for name, value in person.items()}
    )


def handled(person: Person, coordinator) -> Person:
    return handle_specially(person=person, by=coordinator.user, at=timezone.now())


def test_a_question_comes_first_and_then_it_is_done(client, coordinator):
    person = in_a_course(coordinator, given_name="Anna", family_name="Lindgren").person
    link = reverse("person_special", args=[person.pk])

    before = client.get(reverse("person", args=[person.pk])).content.decode()
    question = client.get(link).content.decode()
    untouched = Person.objects.get(pk=person.pk).name
    after = client.post(link, follow=True)

    page, alias = after.content.decode(), Person.objects.get(pk=person.pk).name
    assert (link in before, "Anna Lindgren" in question, untouched) == (True, True, "Anna Lindgren")
    assert ("Särskild hantering sedan" in page, link in page, alias in page) == (True, False, True)
    assert "Lindgren" not in page
    assert client.get(link).url == reverse("person", args=[person.pk])


def test_no_page_asks_for_it_in_words_that_tell_others_why(client, coordinator):
    person = handled(in_a_course(coordinator).person, coordinator)

    for page in (reverse("people"), reverse("person", args=[person.pk])):
        assert "skydd" not in client.get(page).content.decode().lower()


def test_a_list_shows_the_alias_and_nothing_beside_it(client, coordinator):
    person = handled(in_a_course(coordinator).person, coordinator)

    shown = client.get(reverse("people")).content.decode()

    assert (person.name in shown, "ärskild" in shown) == (True, False)


def test_the_old_name_finds_nobody(client, coordinator):
    person = in_a_course(coordinator, given_name="Anna", family_name="Lindgren").person
    found = [client.get(reverse("search"), {"q": "Lindgren"}).content.decode()]

    handled(person, coordinator)

    found.append(client.get(reverse("search"), {"q": "Lindgren"}).content.decode())
    link = reverse("person", args=[person.pk])
    assert [link in page for page in found] == [True, False]


@pytest.mark.parametrize(("role", "status"), [(role, 403) for role in Role if "coordinator" not in role])
def test_it_is_for_coordinators_alone(client, role, status):
    client.force_login(MembershipFactory(role=role).user)

    assert client.post(reverse("person_special", args=[PersonFactory().pk])).status_code == status


def test_another_hosts_person_is_not_there_and_stays_as_they_are(client, coordinator):
    person = RegistrationFactory(person__given_name="Anna").person

    answer = client.post(reverse("person_special", args=[person.pk]))

    assert (answer.status_code, Person.objects.get(pk=person.pk).given_name) == (404, "Anna")


def test_why_it_cannot_be_done_is_said_on_the_persons_page(client, coordinator):
    leader = MembershipFactory(leader=True)
    person = in_a_course(coordinator, user=leader.user).person

    answer = client.post(reverse("person_special", args=[person.pk]), follow=True)

    assert answer.redirect_chain == [(reverse("person", args=[person.pk]), 302)]
    assert "annan roll" in str(next(iter(answer.context["messages"])))


# Afterwards


def needed(**changes) -> dict:
    told = dict.fromkeys(("food", "access", "contact_name", "contact_phone", "income_solved"), "")
    return {"version": 1, **told, "by": UserFactory(), "at": timezone.now(), **changes}


@pytest.mark.parametrize("field", ["contact_name", "contact_phone"])
def test_nobody_to_phone_is_noted_any_more(coordinator, field):
    seat = in_a_course(coordinator)
    handled(seat.person, coordinator)

    with pytest.raises(Refused) as refusal:
        needs.tell(participation=seat, **needed(**{field: "070-1740605"}))

    assert refusal.value.field == "contact_name"


def test_what_they_need_is_noted_as_before(coordinator):
    seat = in_a_course(coordinator)
    handled(seat.person, coordinator)

    needs.tell(participation=seat, **needed(food="Vegetariskt"))

    seat.refresh_from_db()
    assert seat.needs.food == "Vegetariskt"


@pytest.mark.django_db(transaction=True)
def test_of_those_who_press_at_once_one_gives_the_alias():
    coordinator = MembershipFactory(regional=True)
    person = in_a_course(coordinator).person

    results = at_once(lambda _n: handled(person, coordinator).name, list(range(6)))

    assert set(results) == {Person.objects.get(pk=person.pk).name}


@pytest.mark.django_db(transaction=True)
def test_what_is_noted_at_the_same_moment_is_erased_or_refused():
    coordinator = MembershipFactory(regional=True)
    seats = [in_a_course(coordinator) for _n in range(6)]

    def press(job) -> None:
        seat, note = job
        if note:
            needs.tell(participation=seat, **needed(contact_name="Bo Lindgren", contact_phone="070-1740605"))
        else:
            handled(seat.person, coordinator)

    at_once(press, [(seat, note) for seat in seats for note in (True, False)])

    assert set(CourseNeeds.objects.values_list("contact_name", "contact_phone")) <= {("", "")}


def in_everything(coordinator) -> Person:
    """Somebody in courses that give each kind of letter that a participant can get."""
    today, now, host = timezone.localdate(), timezone.now(), coordinator.organisation
    told = {"decided_at": now, "decided_by": coordinator.user, "told_at": now, "told_by": coordinator.user}
    seat = ParticipationFactory(
        cohort__host=host, application=ApplicationFactory(cohort__host=host, status="admitted", **told)
    )
    soon = {"starts_on": today + dt.timedelta(days=14), "ends_on": today + dt.timedelta(days=50)}
    ParticipationFactory(person=seat.person, cohort=CohortFactory(host=host, **soon))
    AttendanceWarningFactory(participation=seat, crossed_at=now - dt.timedelta(days=2))
    HomeAssignmentFactory(cohort=seat.cohort, due_on=today + dt.timedelta(days=2))
    evaluation = EvaluationFactory(cohort=seat.cohort, opened_on=today, closes_on=today + dt.timedelta(days=6))
    RespondentFactory(evaluation=evaluation, participation=seat)
    certified = ParticipationFactory(person=seat.person, cohort__host=host, certified=True)
    CertificateFactory(participation=certified, issued_on=today - dt.timedelta(days=1))
    return seat.person


def letters_to_participants() -> set[str]:
    """The kinds that are written to an address, when beat asks for all and a coordinator does what writes one."""
    now = timezone.now()
    for kind in [kind for kind in KINDS.values() if kind.due]:
        post_many(kind, on=timezone.localdate(), at=now)
    for cohort in Cohort.objects.all():
        post_each(course_moved(cohort, at=now), at=now)
    return set(Letter.objects.exclude(address="").values_list("kind", flat=True))


def test_letters_that_a_participant_gets_do_not_reach_who_is_handled_specially(coordinator):
    person = in_everything(coordinator)

    handled(person, coordinator)

    assert letters_to_participants() == set()


def test_anybody_else_in_the_same_place_gets_them(coordinator):
    in_everything(coordinator)

    assert letters_to_participants() == {
        "attendance_low",
        "certificate_ready",
        "course_moved",
        "course_starts",
        "evaluation_opens",
        "homework",
    }

"""The list of people and the person's page: who sees what."""

import datetime as dt

import pytest
from django.urls import reverse

from peersupport.accounts.permissions import Role
from peersupport.desk.people import people, rows_of
from peersupport.desk.story import story
from peersupport.directory.models import Person
from peersupport.directory.tests.factories import (
    JANUARY,
    MembershipFactory,
    OrganisationFactory,
    PersonAccessFactory,
    PersonFactory,
    RegistrationFactory,
)
from peersupport.privacy.tests.factories import ConsentFactory
from placements.tests.factories import (
    FollowUpFactory,
    PlacementFactory,
    SupervisionPlanFactory,
    SupervisionSessionFactory,
)
from programs.tests.factories import CohortLeaderFactory, SeatFactory
from training.models import Participation
from training.tests.factories import CertificateFactory, ParticipationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def national():
    return MembershipFactory(national=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["Björk, Astrid", "Björk, Bo", "Ångström, Åsa"]),
        ("björk", ["Björk, Astrid", "Björk, Bo"]),
        ("BJÖRK ast", ["Björk, Astrid"]),
        ("Björk, Astrid", ["Björk, Astrid"]),
        ("åsa", ["Ångström, Åsa"]),
        ("bo", ["Björk, Bo"]),
        ("ström", ["Ångström, Åsa"]),
        ("rk", []),
        ("%", []),
        ("_sa", []),
        ("nobody", []),
    ],
)
def test_names_are_found_as_people_type_them(national, text, found):
    for given, family in [("Åsa", "Ångström"), ("Bo", "Björk"), ("Astrid", "Björk")]:
        PersonFactory(given_name=given, family_name=family)

    assert [person.list_name for person in people(national, text=text)] == found


def test_a_name_with_a_percent_sign_is_found_by_it(national):
    PersonFactory(given_name="100%", family_name="Säker")

    assert [person.given_name for person in people(national, text="100%")] == ["100%"]


def steps_of_three(host):
    in_training = ParticipationFactory(cohort__host=host)
    certified = CertificateFactory(participation__cohort__host=host)
    placement = PlacementFactory(certificate__participation__cohort__host=host)
    return in_training.person, certified.person, placement.person


def test_each_step_lists_those_who_have_come_so_far(national):
    in_training, certified, at_work = steps_of_three(OrganisationFactory(host=True))

    found = {step: list(people(national, step=step)) for step in ("antagen", "certifierad", "placerad")}

    assert found == {"antagen": [in_training], "certifierad": [certified], "placerad": [at_work]}


def test_the_list_says_each_ones_step(national):
    shown = rows_of(list(steps_of_three(OrganisationFactory(host=True))), national)

    assert [str(row.step) for row in shown] == ["Under utbildning", "Certifierad, utan placering", "I arbete"]


def test_somebody_whose_placement_ended_is_certified_again(national):
    person = PlacementFactory(ended=True).person

    assert list(people(national, step="certifierad")) == [person]


def test_a_step_that_does_not_exist_is_no_filter(client, national):
    client.force_login(national.user)
    PersonFactory()

    assert len(client.get(reverse("people"), {"steg": "x"}).context["rows"]) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_one_row_as_for_three(client, national, rows, django_assert_num_queries):
    client.force_login(national.user)
    PlacementFactory.create_batch(rows)
    client.get(reverse("people"))

    with django_assert_num_queries(9):
        answer = client.get(reverse("people"))

    assert len(answer.context["rows"]) == rows


def readers(placement):
    """Everybody who may see one person, by role."""
    host = placement.host
    manager = MembershipFactory(manager=True)
    units = type(placement.workplace).objects.filter(pk=placement.workplace_id)
    units.update(manager=manager.user, owner=manager.organisation)
    supervisor = MembershipFactory(supervisor=True, user=placement.supervisor, organisation=host)
    leader = MembershipFactory(leader=True, organisation=host)
    CohortLeaderFactory(cohort=placement.participation.cohort, user=leader.user)
    for reader in (manager, supervisor, leader):
        PersonAccessFactory(person=placement.person, member=reader)
    return {
        Role.NATIONAL_COORDINATOR: MembershipFactory(national=True),
        Role.REGIONAL_COORDINATOR: MembershipFactory(regional=True, organisation=host),
        Role.COURSE_LEADER: leader,
        Role.SUPERVISOR: supervisor,
        Role.UNIT_MANAGER: manager,
    }


WHO_SEES_WHAT = {  # courses, placements, sessions, contacts, consents and responsibility
    Role.NATIONAL_COORDINATOR: (1, 1, 1, True, True),
    Role.REGIONAL_COORDINATOR: (1, 1, 1, True, True),
    Role.COURSE_LEADER: (1, 0, 0, True, False),
    Role.SUPERVISOR: (0, 1, 1, True, False),
    Role.UNIT_MANAGER: (0, 1, 0, False, False),
}


@pytest.mark.parametrize("role", WHO_SEES_WHAT)
def test_each_role_sees_its_part_of_a_person(client, role):
    placement = PlacementFactory()
    SupervisionPlanFactory(placement=placement)
    SupervisionSessionFactory(placement=placement)
    reader = readers(placement)[role]
    client.force_login(reader.user)

    answer = client.get(reverse("person", args=[placement.person_id]))

    seen = answer.context["story"]
    sessions = [event for event in seen.events if event.text == "Handledning hölls"]
    assert answer.status_code == 200
    assert (
        len(seen.courses),
        len(seen.placements),
        len(sessions),
        placement.person.email in answer.content.decode(),
        bool(seen.registrations),
    ) == WHO_SEES_WHAT[role]


@pytest.mark.parametrize("role", WHO_SEES_WHAT)
def test_a_person_of_somebody_elses_is_not_there(client, role):
    reader = readers(PlacementFactory())[role]
    client.force_login(reader.user)
    other = PlacementFactory().person

    expected = 200 if role == Role.NATIONAL_COORDINATOR else 404
    assert client.get(reverse("person", args=[other.pk])).status_code == expected


@pytest.mark.parametrize(
    "role", [Role.ORDERER, Role.PEER_SUPPORTER, Role.DATA_PROTECTION_OFFICER, Role.SYSTEM_ADMINISTRATOR]
)
def test_those_who_see_no_people_see_no_person(client, role):
    client.force_login(MembershipFactory(role=role).user)

    assert client.get(reverse("person", args=[PersonFactory().pk])).status_code == 403


def test_what_was_spoken_of_is_on_no_persons_page(client, national):
    session = SupervisionSessionFactory(themes=["workload"], mood="needs_support")
    client.force_login(national.user)

    page = client.get(reverse("person", args=[session.placement.person_id])).content.decode()

    assert (session.get_mood_display() in page, "Arbetsmiljö" in page) == (False, False)


def test_the_story_goes_from_order_to_follow_up(national):
    seat = SeatFactory(line__order__orderer__name="Haninge kommun", status="delivered")
    participation = ParticipationFactory(certified=True, cohort=seat.cohort, seat=seat)
    certificate = CertificateFactory(participation=participation, issued_on=dt.date(2026, 9, 18))
    placement = PlacementFactory(certificate=certificate, starts_on=dt.date(2026, 10, 1), workplace__name="Ängsgården")
    SupervisionSessionFactory(placement=placement, held_on=dt.date(2026, 10, 8))
    FollowUpFactory(placement=placement, months=1, held_on=dt.date(2026, 11, 2), held_by=national.user)

    told = [event.text for event in story(participation.person, national).events]

    assert told == [
        "Uppföljning efter 1 månad hölls",
        "Handledning hölls",
        "Började på Ängsgården",
        f"Intyg {certificate.number}",
        f"Antagen till {participation.cohort.name}",
        f"Haninge kommun beställde platsen, {seat.number}",
    ]


@pytest.mark.parametrize("times", [1, 3])
def test_a_story_costs_the_same_however_long_it_is(national, times, django_assert_num_queries):
    placement = PlacementFactory()
    for n in range(times):
        SupervisionSessionFactory(placement=placement, held_on=dt.date(2026, 3, 9) + dt.timedelta(days=n))
        FollowUpFactory(placement=placement, months=n + 1, held_on=dt.date(2026, 5, 2), held_by=national.user)

    with django_assert_num_queries(7):
        story(placement.person, national)


def test_a_region_loses_sight_of_nobody_it_answers_for():
    host = OrganisationFactory(host=True)
    region = MembershipFactory(regional=True, organisation=host)
    own, other = RegistrationFactory(host=host).person, RegistrationFactory().person

    assert list(Person.objects.visible_to(region)) == [own]
    assert other not in Person.objects.visible_to(region)
    assert Participation.objects.visible_to(region).count() == 0


def test_a_revoked_certificate_is_told_and_is_not_waiting_for_a_place(national):
    certificate = CertificateFactory(revoked_at=JANUARY, revoked_by=national.user)
    CertificateFactory()

    rows = rows_of([certificate.person], national)

    assert [str(row.step) for row in rows] == ["Intyget återkallat"]
    assert certificate.person not in people(national, step="certifierad")
    assert people(national, step="certifierad").count() == 1


def test_coordinators_read_what_somebody_agreed_to_but_not_whether_research_may_use_it(national):
    person = ConsentFactory().person
    ConsentFactory(person=person, purpose="research")

    assert [one.purpose for one in story(person, national).consents] == ["training"]

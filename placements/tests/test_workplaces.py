"""From an interested unit to a ready workplace."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from peersupport.accounts.permissions import Role
from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus, move
from peersupport.directory.models import PersonAccess
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import closing, workplaces
from placements.models import StaffSession, Workplace
from placements.tests.conftest import AT, ON
from placements.tests.factories import StaffSessionFactory, WorkplaceFactory
from programs.tests.factories import ProgrammeFactory

Status = Workplace.Status


def note(workplace, cast, **changes):
    asked = {
        "key": uuid.uuid4(),
        "held_on": ON,
        "head_count": 8,
        "managers_present": 1,
        "themes": ["role", "worries"],
        "by": cast.clerk,
        "at": AT,
    }
    return workplaces.note_staff_session(workplace=workplace, **(asked | changes))


def named(workplace, cast, **people):
    people = {"manager_name": "Inga Lind", "contact_name": "Bo Ek"} | people
    workplaces.name_people(workplace=workplace, by=cast.clerk, at=AT, **people)


def test_adding_a_workplace(cast):
    owner = OrganisationFactory()

    added = workplaces.add(
        programme=cast.programme,
        host=cast.host,
        owner=owner,
        municipality=cast.workplace.municipality,
        name="Boendestödet",
        kind=Workplace.Kind.HOUSING_SUPPORT,
        by=cast.clerk,
        at=AT,
    )

    stored = Workplace.objects.get(pk=added.pk)
    assert (stored.name, stored.owner, stored.host, stored.status) == (
        "Boendestödet",
        owner,
        cast.host,
        Status.INTERESTED,
    )


def test_an_owner_has_one_workplace_of_a_name_in_a_programme(cast):
    with pytest.raises(Refused) as refusal:
        workplaces.add(
            programme=cast.programme,
            host=cast.host,
            owner=cast.workplace.owner,
            municipality=cast.workplace.municipality,
            name=cast.workplace.name,
            kind=Workplace.Kind.OTHER,
            by=cast.clerk,
            at=AT,
        )

    assert refusal.value.field == "name"
    assert Workplace.objects.count() == 1


def test_the_whole_way_from_interested_to_ready(cast):
    workplace = WorkplaceFactory(programme=cast.programme, host=cast.host)
    lacking = [selectors.missing(workplace)]

    named(workplace, cast)
    lacking.append(selectors.missing(workplace))
    for managers_present in (0, 0, 1):
        note(workplace, cast, managers_present=managers_present)
    lacking.append(selectors.missing(workplace))
    workplaces.declare_ready(workplace=workplace, by=cast.clerk, at=AT)

    steps = StatusChange.objects.filter(subject=f"placements.workplace:{workplace.pk}").order_by("pk")
    assert [len(rows) for rows in lacking] == [4, 2, 0]
    assert list(steps.values_list("was", "became", "by")) == [
        ("interested", "preparing", cast.clerk.pk),
        ("preparing", "ready", cast.clerk.pk),
    ]
    assert Workplace.objects.get(pk=workplace.pk).status == Status.READY


def test_the_programme_says_how_many_sessions(db):
    programme = ProgrammeFactory(staff_sessions=1)
    workplace = WorkplaceFactory(named=True, programme=programme)
    StaffSessionFactory(workplace=workplace, managers_present=1)

    assert selectors.missing(workplace) == []


def test_declaring_ready_too_early_is_refused_and_says_what_is_missing(cast):
    workplace = WorkplaceFactory(named=True, programme=cast.programme, host=cast.host)

    with pytest.raises(workplaces.NotYetReady) as refusal:
        workplaces.declare_ready(workplace=workplace, by=cast.clerk, at=AT)

    assert [label in refusal.value.message for label in selectors.missing(workplace)] == [True, True]
    assert Workplace.objects.get(pk=workplace.pk).status == Status.PREPARING


def test_a_ready_workplace_is_not_declared_ready_again(cast):
    with pytest.raises(WrongStatus):
        workplaces.declare_ready(workplace=cast.workplace, by=cast.clerk, at=AT)


@pytest.mark.parametrize("gone", ["manager_name", "contact_name"])
def test_a_ready_workplace_keeps_its_manager_and_contact_person(cast, gone):
    with pytest.raises(Refused) as refusal:
        named(cast.workplace, cast, **{gone: ""})

    assert refusal.value.field == gone
    assert getattr(Workplace.objects.get(pk=cast.workplace.pk), gone) != ""


@pytest.mark.parametrize("gone", ["manager_name", "contact_name"])
def test_the_database_refuses_a_ready_workplace_without_either(cast, gone):
    with pytest.raises(IntegrityError), transaction.atomic():
        Workplace.objects.filter(pk=cast.workplace.pk).update(**{gone: ""})


def test_a_manager_is_found_by_address_in_the_organisation_that_owns_the_unit(cast):
    department = OrganisationFactory(parent=cast.manager.organisation)
    workplace = WorkplaceFactory(programme=cast.programme, host=cast.host, owner=department)

    named(workplace, cast, manager_email=cast.manager.user.email)

    assert Workplace.objects.get(pk=workplace.pk).manager == cast.manager.user


@pytest.mark.parametrize("who", ["manager elsewhere", "orderer here", "gone", "nobody"])
def test_no_account_is_linked_by_mistake(cast, who):
    member = {
        "manager elsewhere": lambda: MembershipFactory(manager=True),
        "orderer here": lambda: MembershipFactory(role=Role.ORDERER, organisation=cast.workplace.owner),
        "gone": lambda: MembershipFactory(role=Role.UNIT_MANAGER, organisation=cast.workplace.owner, ended_at=AT),
        "nobody": lambda: None,
    }[who]()

    named(cast.workplace, cast, manager_email=member.user.email if member else "")

    assert Workplace.objects.get(pk=cast.workplace.pk).manager is None


def test_when_the_manager_changes_the_sight_of_those_who_work_there_moves(cast):
    placement = cast.start()
    successor = MembershipFactory(role=Role.UNIT_MANAGER, organisation=cast.workplace.owner).user
    later = AT + dt.timedelta(days=30)

    workplaces.name_people(
        workplace=cast.workplace,
        manager_name="Ny Chef",
        manager_email=successor.email,
        contact_name="Bo Ek",
        by=cast.clerk,
        at=later,
    )

    sights = PersonAccess.objects.filter(person=placement.person, role=Role.UNIT_MANAGER).order_by("pk")
    assert list(sights.values_list("user", "since", "until")) == [
        (cast.manager.user.pk, AT, later),
        (successor.pk, later, None),
    ]


def test_saving_the_same_manager_again_moves_nothing(cast):
    placement = cast.start()

    named(cast.workplace, cast, manager_email=cast.manager.user.email, contact_name="Eva Ny")

    sights = PersonAccess.objects.filter(person=placement.person, role=Role.UNIT_MANAGER)
    assert list(sights.values_list("user", "until")) == [(cast.manager.user.pk, None)]


def test_noting_a_staff_session(cast):
    workplace = WorkplaceFactory(programme=cast.programme, host=cast.host)

    first, second = note(workplace, cast), note(workplace, cast, head_count=3, managers_present=3, themes=[])

    assert list(
        StaffSession.objects.filter(workplace=workplace)
        .order_by("number")
        .values_list("pk", "number", "held_on", "head_count", "managers_present", "themes", "led_by", "noted_at")
    ) == [
        (first.pk, 1, ON, 8, 1, ["role", "worries"], cast.clerk.pk, AT),
        (second.pk, 2, ON, 3, 3, [], cast.clerk.pk, AT),
    ]
    assert Workplace.objects.get(pk=workplace.pk).status == Status.PREPARING


def test_a_session_sent_twice_is_noted_once(cast):
    workplace = WorkplaceFactory(programme=cast.programme, host=cast.host)
    key = uuid.uuid4()

    first = note(workplace, cast, key=key)
    again = note(workplace, cast, key=key, at=AT + dt.timedelta(seconds=1))

    assert again == first
    assert workplace.staff_sessions.count() == 1


def test_somebody_elses_form_cannot_be_used(cast):
    workplace = WorkplaceFactory(programme=cast.programme, host=cast.host)
    key = uuid.uuid4()
    note(workplace, cast, key=key)

    with pytest.raises(Refused):
        note(workplace, cast, key=key, by=cast.manager.user, at=AT + dt.timedelta(seconds=1))

    assert workplace.staff_sessions.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"held_on": ON + dt.timedelta(days=1)}, "held_on"),
        ({"head_count": 0, "managers_present": 0}, "head_count"),
        ({"head_count": 2, "managers_present": 3}, "managers_present"),
        ({"managers_present": -1}, "managers_present"),
    ],
)
def test_a_session_that_cannot_be(cast, wrong, field):
    workplace = WorkplaceFactory(programme=cast.programme, host=cast.host)

    with pytest.raises(Refused) as refusal:
        note(workplace, cast, **wrong)

    assert refusal.value.field == field
    assert workplace.staff_sessions.count() == 0


def test_today_is_swedish(cast):
    workplace = WorkplaceFactory(programme=cast.programme, host=cast.host)
    just_after_midnight = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC)

    session = note(workplace, cast, held_on=dt.date(2026, 3, 3), at=just_after_midnight)

    assert session.held_on == dt.date(2026, 3, 3)


def test_nothing_happens_at_a_closed_workplace(cast):
    workplace = WorkplaceFactory(closed=True, programme=cast.programme, host=cast.host)

    for attempt in (
        lambda: note(workplace, cast),
        lambda: named(workplace, cast),
        lambda: workplaces.declare_ready(workplace=workplace, by=cast.clerk, at=AT),
        lambda: closing.close(workplace=workplace, by=cast.clerk, at=AT),
    ):
        with pytest.raises(workplaces.WorkplaceClosed):
            attempt()

    assert (workplace.staff_sessions.count(), Workplace.objects.get(pk=workplace.pk).manager_name) == (0, "")


def test_closing(cast):
    closing.close(workplace=cast.workplace, by=cast.clerk, at=AT)

    assert Workplace.objects.get(pk=cast.workplace.pk).status == Status.CLOSED


def test_a_workplace_is_not_closed_while_somebody_works_there(cast):
    cast.start()

    with pytest.raises(Refused):
        closing.close(workplace=cast.workplace, by=cast.clerk, at=AT)

    assert Workplace.objects.get(pk=cast.workplace.pk).status == Status.HAS_PEER


@pytest.mark.parametrize(
    ("was", "to"),
    [(was, to) for was in Status for to in Status if to not in Workplace.STEPS[was]],
)
def test_every_step_that_leads_nowhere_is_refused(cast, was, to):
    ready_on = ON if was not in (*Workplace.EARLY, Status.PREPARING) else None
    workplace = WorkplaceFactory(ready=True, status=was, ready_on=ready_on)

    with pytest.raises(WrongStatus):
        move(workplace, to, by=cast.clerk, at=AT)

    assert Workplace.objects.get(pk=workplace.pk).status == was


@pytest.mark.parametrize(
    "wrong",
    [{"head_count": 0, "managers_present": 0}, {"head_count": 2, "managers_present": 3}, {"number": 1}],
)
def test_the_database_refuses_staff_sessions_that_cannot_be(db, wrong):
    workplace = StaffSessionFactory(number=1).workplace

    with pytest.raises(IntegrityError), transaction.atomic():
        StaffSessionFactory(workplace=workplace, **({"number": 2} | wrong))


def test_who_sees_which_workplace(cast):
    elsewhere = WorkplaceFactory(programme=cast.programme)
    leader = MembershipFactory(role=Role.COURSE_LEADER, organisation=cast.host)

    seen = {
        member.role: set(Workplace.objects.visible_to(member))
        for member in [
            MembershipFactory(national=True),
            cast.coordinator,
            leader,
            cast.manager,
            cast.supervisor,
            MembershipFactory(orderer=True),
            MembershipFactory(peer=True),
            MembershipFactory(dpo=True),
            MembershipFactory(administrator=True),
        ]
    }

    assert seen == {
        Role.NATIONAL_COORDINATOR: {cast.workplace, elsewhere},
        Role.REGIONAL_COORDINATOR: {cast.workplace},
        Role.COURSE_LEADER: {cast.workplace},
        Role.UNIT_MANAGER: {cast.workplace},
        Role.SUPERVISOR: set(),
        Role.ORDERER: set(),
        Role.PEER_SUPPORTER: set(),
        Role.DATA_PROTECTION_OFFICER: set(),
        Role.SYSTEM_ADMINISTRATOR: set(),
    }

"""A certified person starts at a workplace, and leaves it."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from peersupport.accounts.permissions import Role
from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus
from peersupport.directory.models import PersonAccess
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory, RegistrationFactory
from peersupport.shared.refusals import Refused
from placements.actions import placements
from placements.actions.workplaces import WorkplaceClosed
from placements.models import FollowUp, Placement, SupervisionPlan, Workplace
from placements.tests.conftest import AT, ON, make_cast
from placements.tests.factories import PHASES, PlacementFactory, WorkplaceFactory
from training.models import Certificate, Participation


def test_starting_a_placement(cast):
    participation, employer = cast.certified(), OrganisationFactory()

    placement = cast.start(participation=participation, employer=employer, percent=80)

    stored = Placement.objects.get(pk=placement.pk)
    assert (stored.person, stored.host, stored.participation, stored.workplace) == (
        participation.person,
        cast.host,
        participation,
        cast.workplace,
    )
    assert (stored.employer, stored.supervisor, stored.percent, stored.starts_on, stored.status) == (
        employer,
        cast.supervisor.user,
        80,
        ON,
        Placement.Status.ACTIVE,
    )
    assert (stored.override_reason, stored.overridden_by, stored.overridden_at) == ("", None, None)


def test_a_placement_gets_a_plan_of_its_own(cast):
    placement = cast.start()
    cast.programme.supervision_phases.update(every_days=3)

    plan = SupervisionPlan.objects.get(placement=placement)
    assert (plan.phases, plan.next_due_on) == (PHASES, dt.date(2026, 3, 9))


def test_a_placement_that_is_noted_late_is_planned_from_tomorrow(cast):
    placement = cast.start(starts_on=dt.date(2025, 9, 1))

    assert placement.plan.next_due_on == dt.date(2026, 3, 3)


def test_a_programme_without_phases_plans_nothing(cast):
    cast.programme.supervision_phases.all().delete()

    assert SupervisionPlan.objects.get(placement=cast.start()).next_due_on is None


def test_follow_ups_are_on_the_placements_own_clock(cast):
    placement = cast.start(starts_on=dt.date(2026, 1, 31))

    assert list(FollowUp.objects.filter(placement=placement).order_by("months").values_list("months", "due_on")) == [
        (1, dt.date(2026, 2, 28)),
        (3, dt.date(2026, 4, 30)),
        (6, dt.date(2026, 7, 31)),
        (12, dt.date(2027, 1, 31)),
    ]


def test_supervisor_and_manager_see_the_person_from_now_on(cast):
    placement = cast.start()

    given = PersonAccess.objects.filter(person=placement.person).order_by("role")
    assert list(given.values_list("role", "user", "because", "since", "until")) == [
        (Role.SUPERVISOR, cast.supervisor.user.pk, f"placements.placement:{placement.pk}", AT, None),
        (Role.UNIT_MANAGER, cast.manager.user.pk, f"placements.placement:{placement.pk}", AT, None),
    ]


def test_a_form_sent_twice_starts_one_placement(cast):
    participation, key = cast.certified(), uuid.uuid4()

    first = cast.start(participation=participation, key=key)
    again = cast.start(participation=participation, key=key, at=AT + dt.timedelta(seconds=2))

    assert again == first
    assert Placement.objects.count() == 1


@pytest.mark.parametrize("why", ["admitted", "revoked", "suspended", "run out", "no certificate"])
def test_only_a_valid_certificate_lets_somebody_start(cast, why):
    participation = cast.certified()
    certificate = Certificate.objects.get(participation=participation)
    if why == "admitted":
        participation.status = Participation.Status.ADMITTED
    elif why == "revoked":
        Certificate.objects.update(revoked_at=AT, revoked_by=cast.clerk)
    elif why == "suspended":
        Certificate.objects.update(suspended_at=AT, suspended_by=cast.clerk)
    elif why == "run out":
        Certificate.objects.update(valid_until=ON - dt.timedelta(days=1))
    else:
        certificate.copies.all().delete()
        certificate.delete()

    with pytest.raises(placements.NotCertified):
        cast.start(participation=participation)

    assert (Placement.objects.count(), PersonAccess.objects.count()) == (0, 0)


@pytest.mark.parametrize("who", ["of another host", "another role", "no longer", "switched off"])
def test_the_supervisor_has_to_be_one_of_the_hosts(cast, who):
    member = {
        "of another host": lambda: MembershipFactory(supervisor=True),
        "another role": lambda: cast.coordinator,
        "no longer": lambda: MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host, ended_at=AT),
        "switched off": lambda: MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host, user__is_active=False),
    }[who]()

    with pytest.raises(Refused) as refusal:
        cast.start(supervisor=member.user)

    assert (refusal.value.field, Placement.objects.count()) == ("supervisor", 0)


@pytest.mark.parametrize("status", [Workplace.Status.INTERESTED, Workplace.Status.PREPARING])
def test_a_workplace_that_is_not_ready_is_refused_with_what_is_missing(cast, status):
    unit = WorkplaceFactory(programme=cast.programme, host=cast.host, status=status, manager_name="Inga Lind")

    with pytest.raises(placements.NotReady) as refusal:
        cast.start(workplace=unit)

    assert (refusal.value.field, Placement.objects.count()) == ("override_reason", 0)
    assert "0" in refusal.value.message or "3" in refusal.value.message


def test_a_reason_of_a_few_letters_is_no_reason(cast):
    unit = WorkplaceFactory(programme=cast.programme, host=cast.host)

    with pytest.raises(placements.NotReady) as refusal:
        cast.start(workplace=unit, override_reason="Bråttom")

    assert (refusal.value.field, Placement.objects.count()) == ("override_reason", 0)


def test_a_written_reason_passes_over_a_workplace_that_is_not_ready_and_is_kept(cast):
    unit = WorkplaceFactory(programme=cast.programme, host=cast.host)
    reason = "Tredje personalträffen hålls samma vecka."

    placement = cast.start(workplace=unit, override_reason=reason)

    stored = Placement.objects.get(pk=placement.pk)
    assert (stored.override_reason, stored.overridden_by, stored.overridden_at) == (reason, cast.clerk, AT)


def test_no_reason_is_kept_for_a_workplace_that_is_ready(cast):
    placement = cast.start(override_reason="Det var inte klart när vi började skriva.")

    assert Placement.objects.get(pk=placement.pk).override_reason == ""


def test_nobody_starts_at_a_closed_workplace(cast):
    unit = WorkplaceFactory(closed=True, programme=cast.programme, host=cast.host)

    with pytest.raises(WorkplaceClosed):
        cast.start(workplace=unit, override_reason="En riktigt bra och lång anledning.")

    assert Placement.objects.count() == 0


@pytest.mark.parametrize("percent", [0, 101])
def test_a_percent_that_is_none(cast, percent):
    with pytest.raises(Refused) as refusal:
        cast.start(percent=percent)

    assert refusal.value.field == "percent"


@pytest.mark.parametrize("starts_on", [ON + dt.timedelta(days=731), dt.date(9999, 12, 31)])
def test_a_start_beyond_what_anybody_plans(cast, starts_on):
    with pytest.raises(Refused) as refusal:
        cast.start(starts_on=starts_on)

    assert refusal.value.field == "starts_on"


def test_two_half_time_placements_are_one_person(cast):
    participation, other = cast.certified(), WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host)
    cast.start(participation=participation, percent=50)

    cast.start(participation=participation, percent=50, workplace=other)

    assert sorted(Placement.objects.active().values_list("person", "percent")) == [(participation.person_id, 50)] * 2


def test_nobody_works_more_than_full_time(cast):
    participation, other = cast.certified(), WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host)
    cast.start(participation=participation, percent=60)

    with pytest.raises(Refused) as refusal:
        cast.start(participation=participation, percent=50, workplace=other)

    assert (refusal.value.field, Placement.objects.count()) == ("percent", 1)
    assert ("60" in refusal.value.message, "40" in refusal.value.message) == (True, True)


def test_a_placement_that_ended_takes_no_percent(cast):
    participation, other = cast.certified(), WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host)
    placements.end(
        placement=cast.start(participation=participation), ends_on=ON, reason="own_wish", by=cast.clerk, at=AT
    )

    cast.start(participation=participation, workplace=other)

    assert Placement.objects.active().filter(person=participation.person).count() == 1


def test_one_placement_at_a_time_at_a_workplace(cast):
    participation = cast.certified()
    cast.start(participation=participation, percent=40)

    with pytest.raises(Refused) as refusal:
        cast.start(participation=participation, percent=40, starts_on=ON + dt.timedelta(days=90))

    assert (refusal.value.field, Placement.objects.count()) == ("starts_on", 1)


def test_coming_back_to_a_workplace_the_day_after(cast):
    participation = cast.certified()
    placements.end(
        placement=cast.start(participation=participation), ends_on=ON, reason="own_wish", by=cast.clerk, at=AT
    )

    back = cast.start(participation=participation, starts_on=ON + dt.timedelta(days=1))

    assert Placement.objects.open().get() == back


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_workplace", [True, False])
def test_of_many_clerks_at_once_one_places_the_person(same_workplace):
    with transaction.atomic():  # a person and the host's registration of them come together
        cast = make_cast()
        participation = cast.certified()
        others = WorkplaceFactory.create_batch(5, ready=True, programme=cast.programme, host=cast.host)
    units = [cast.workplace] * 5 if same_workplace else others
    all_ready = Barrier(5)

    def press(unit):
        all_ready.wait()
        try:
            cast.start(participation=participation, workplace=unit, percent=10 if same_workplace else 60)
        except Refused as refusal:
            return refusal.field
        finally:
            connection.close()
        return "started"

    with ThreadPoolExecutor(5) as clerks:
        outcomes = sorted(clerks.map(press, units))

    assert outcomes == sorted(["started", *["starts_on" if same_workplace else "percent"] * 4])
    assert Placement.objects.count() == 1


def test_ending_a_placement(cast):
    placement = cast.start()
    later = AT + dt.timedelta(days=100)

    placements.end(placement=placement, ends_on=dt.date(2026, 6, 1), reason="own_wish", by=cast.clerk, at=later)

    stored = Placement.objects.get(pk=placement.pk)
    step = StatusChange.objects.get(subject=f"placements.placement:{placement.pk}", became="ended")
    assert (stored.status, stored.ends_on) == (Placement.Status.ENDED, dt.date(2026, 6, 1))
    assert (step.was, step.became, step.by, step.at) == ("active", "ended", cast.clerk, later)
    assert SupervisionPlan.objects.get(placement=placement).next_due_on is None
    assert list(FollowUp.objects.waiting()) == []
    assert set(PersonAccess.objects.values_list("until", flat=True)) == {later}


def test_a_placement_that_never_began_ends_on_its_first_day(cast):
    first_day = ON + dt.timedelta(days=30)
    placement = cast.start(starts_on=first_day)

    placements.end(placement=placement, ends_on=first_day, reason="own_wish", by=cast.clerk, at=AT)

    assert Placement.objects.get(pk=placement.pk).ends_on == first_day


@pytest.mark.parametrize("days", [-1, 1])
def test_the_last_day_is_neither_before_the_first_nor_in_the_future(cast, days):
    placement = cast.start()

    with pytest.raises(Refused) as refusal:
        placements.end(
            placement=placement, ends_on=ON + dt.timedelta(days=days), reason="own_wish", by=cast.clerk, at=AT
        )

    stored = Placement.objects.get(pk=placement.pk)
    assert (refusal.value.field, stored.status, stored.ends_on) == ("ends_on", Placement.Status.ACTIVE, None)


def test_a_placement_ends_once(cast):
    placement = cast.start()
    placements.end(placement=placement, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)

    with pytest.raises(WrongStatus):
        placements.end(placement=placement, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)


def test_one_of_two_placements_ended_leaves_the_sight_that_the_other_gave(cast):
    participation, other = cast.certified(), WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host)
    first = cast.start(participation=participation, percent=50)
    second = cast.start(participation=participation, percent=50, workplace=other)

    placements.end(placement=first, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)

    left = PersonAccess.objects.open().filter(person=participation.person)
    assert list(left.values_list("role", "because")) == [(Role.SUPERVISOR, f"placements.placement:{second.pk}")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": 0},
        {"percent": 101},
        {"ends_on": dt.date(2026, 3, 1)},
        {"override_reason": "Skriven utan namn"},
        {"overridden_at": AT},
    ],
)
def test_the_database_refuses_placements_that_cannot_be(db, wrong):
    placement = PlacementFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(**wrong)


def test_the_database_refuses_a_person_whom_another_host_answers_for(db):
    placement, stranger = PlacementFactory(), RegistrationFactory()

    with transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(host=stranger.host)
        with pytest.raises(IntegrityError, match="placements_placement_registered"), transaction.atomic():
            connection.check_constraints()
        transaction.set_rollback(True)


def test_who_sees_which_placement(cast):
    peer = MembershipFactory(peer=True, organisation=cast.host)
    own = cast.start(participation=cast.certified(user=peer.user))
    colleague = MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host)
    other = cast.start(supervisor=colleague.user, workplace=WorkplaceFactory(ready=True, host=cast.host))
    elsewhere = PlacementFactory(supervisor=cast.supervisor.user)  # without access to the person

    seen = {
        member.role: set(Placement.objects.visible_to(member))
        for member in [
            MembershipFactory(national=True),
            cast.coordinator,
            cast.supervisor,
            cast.manager,
            peer,
            MembershipFactory(role=Role.COURSE_LEADER, organisation=cast.host),
            MembershipFactory(orderer=True),
            MembershipFactory(dpo=True),
            MembershipFactory(administrator=True),
        ]
    }

    assert seen == {
        Role.NATIONAL_COORDINATOR: {own, other, elsewhere},
        Role.REGIONAL_COORDINATOR: {own, other},
        Role.SUPERVISOR: {own},
        Role.UNIT_MANAGER: {own},
        Role.PEER_SUPPORTER: {own},
        Role.COURSE_LEADER: set(),
        Role.ORDERER: set(),
        Role.DATA_PROTECTION_OFFICER: set(),
        Role.SYSTEM_ADMINISTRATOR: set(),
    }


def test_what_ended_is_closed_to_supervisor_and_manager(cast):
    placement = cast.start()

    placements.end(placement=placement, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)

    seen = [set(Placement.objects.visible_to(m)) for m in (cast.coordinator, cast.supervisor, cast.manager)]
    assert seen == [{placement}, set(), set()]


def test_nobody_starts_before_their_course_was_over(cast):
    participation = cast.certified()
    type(participation.cohort).objects.update(ends_on=ON)
    participation.cohort.refresh_from_db()

    with pytest.raises(Refused) as refusal:
        cast.start(participation=participation, starts_on=ON - dt.timedelta(days=1))

    assert (refusal.value.field, Placement.objects.count()) == ("starts_on", 0)

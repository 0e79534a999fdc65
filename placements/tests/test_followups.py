"""Follow-ups: made when a placement starts, noted when they were held."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from peersupport.accounts.permissions import Role
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Refused
from placements.actions import followups, placements
from placements.models import FollowUp
from placements.tests.conftest import AT, ON
from placements.tests.factories import FollowUpFactory, WorkplaceFactory

A_MONTH_ON = dt.datetime(2026, 4, 2, 9, 0, tzinfo=dt.UTC)


def first_of(placement):
    return FollowUp.objects.get(placement=placement, months=1)


def test_holding_a_follow_up(cast):
    placement = cast.start()

    followups.hold(follow_up=first_of(placement), held_on=dt.date(2026, 4, 1), by=cast.manager.user, at=A_MONTH_ON)

    stored = first_of(placement)
    assert (stored.held_on, stored.held_by) == (dt.date(2026, 4, 1), cast.manager.user)
    assert list(FollowUp.objects.waiting().values_list("months", flat=True).order_by("months")) == [3, 6, 12]


@pytest.mark.parametrize("held_on", [dt.date(2026, 4, 3), ON - dt.timedelta(days=1)])
def test_a_follow_up_is_held_neither_in_the_future_nor_before_the_start(cast, held_on):
    placement = cast.start()

    with pytest.raises(Refused) as refusal:
        followups.hold(follow_up=first_of(placement), held_on=held_on, by=cast.manager.user, at=A_MONTH_ON)

    assert (refusal.value.field, first_of(placement).held_on) == ("held_on", None)


def test_a_follow_up_is_noted_once(cast):
    placement = cast.start()
    followups.hold(follow_up=first_of(placement), held_on=ON, by=cast.manager.user, at=A_MONTH_ON)

    with pytest.raises(Refused):
        followups.hold(
            follow_up=first_of(placement), held_on=dt.date(2026, 4, 1), by=cast.supervisor.user, at=A_MONTH_ON
        )

    assert (first_of(placement).held_on, first_of(placement).held_by) == (ON, cast.manager.user)


def test_nothing_is_noted_after_the_end(cast):
    placement = cast.start()
    placements.end(placement=placement, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)

    with pytest.raises(Refused):
        followups.hold(follow_up=first_of(placement), held_on=ON, by=cast.clerk, at=A_MONTH_ON)

    assert first_of(placement).held_on is None


@pytest.mark.parametrize("half", [{"held_on": ON}, {"months": 3}])
def test_the_database_keeps_when_and_by_whom_together_and_marks_once(db, half):
    follow_up = FollowUpFactory()
    FollowUpFactory(placement=follow_up.placement, months=3)

    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(**half)


def test_who_sees_which_follow_up(cast):
    peer = MembershipFactory(peer=True, organisation=cast.host)
    own = first_of(cast.start(participation=cast.certified(user=peer.user)))
    colleague = MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host)
    unit = WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host)
    other = first_of(cast.start(supervisor=colleague.user, workplace=unit))
    elsewhere = FollowUpFactory()
    FollowUp.objects.exclude(months=1).delete()

    seen = {
        member.role: set(FollowUp.objects.visible_to(member))
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
        Role.PEER_SUPPORTER: set(),
        Role.COURSE_LEADER: set(),
        Role.ORDERER: set(),
        Role.DATA_PROTECTION_OFFICER: set(),
        Role.SYSTEM_ADMINISTRATOR: set(),
    }

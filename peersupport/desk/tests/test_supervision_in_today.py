"""What Today says of supervision, and to whom."""

import datetime as dt

import pytest

from peersupport.accounts.permissions import Role
from peersupport.desk.rules.supervision import managers_to_meet, supervision_late
from peersupport.directory.tests.factories import MembershipFactory
from placements.tests.conftest import ON, make_cast

DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


def test_late_stands_there_for_coordinators_once_the_flag_of_the_phase_is_reached():
    cast = make_cast()
    cast.start()

    assert [len(supervision_late(cast.coordinator, ON + n * DAY)) for n in (8, 14, 15)] == [0, 0, 1]


def test_a_supervisor_is_reminded_of_a_check_in_with_the_manager():
    cast = make_cast()
    cast.programme.check_in_weeks = [2, 6, 12]
    cast.programme.save()
    cast.start()
    colleague = MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host)

    assert [len(managers_to_meet(who, ON + 7 * DAY)) for who in (cast.supervisor, colleague)] == [1, 0]

"""Today tells a unit's manager which surveys there are to hand out."""

import datetime as dt

import pytest

from peersupport.desk.rules import RULES
from peersupport.desk.today import queue
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory
from placements.actions import surveys
from placements.models import Group, Survey
from placements.tests.conftest import make_cast

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 4, 2)
AT = dt.datetime(2026, 4, 2, 8, 0, tzinfo=dt.UTC)


def items(membership: Membership) -> list[tuple]:
    groups = queue(RULES, membership, on=ON).groups
    return sorted((item.title, item.due) for group in groups for item in group.items if "/enkater/" in item.url)


def test_the_manager_is_told_until_it_is_handed_out():
    cast = make_cast()
    surveys.open_for(follow_up=cast.start().follow_ups.get(months=1), on=ON, at=AT)
    due = ON + dt.timedelta(days=7)

    assert items(cast.manager) == [
        ("Dela ut enkäten: De som verksamheten är till för", due),
        ("Dela ut enkäten: Personal", due),
    ]
    assert [items(one) for one in (cast.coordinator, cast.supervisor, MembershipFactory(manager=True))] == [[]] * 3

    surveys.hand_out(survey=Survey.objects.get(group=Group.STAFF), asked=4, on=ON)
    surveys.close(survey=Survey.objects.get(group=Group.USERS), on=ON + dt.timedelta(days=29), at=AT)

    assert items(cast.manager) == []

"""Today tells those who decide which requests to research wait, and never whoever noted one."""

import datetime as dt

import pytest

from peersupport.desk.rules import RULES
from peersupport.desk.today import queue
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory
from placements.tests.factories import ResearchRequestFactory

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 3, 10)


def items(membership: Membership) -> list[tuple]:
    groups = queue(RULES, membership, on=ON).groups
    return [(item.title, item.text, item.due) for group in groups for item in group.items if "/forskning/" in item.url]


def test_whoever_decides_is_told_but_not_of_their_own():
    national, regional = MembershipFactory(national=True), MembershipFactory(regional=True)
    ResearchRequestFactory(title="Kamrater", asked_by=national.user, host=regional.organisation)
    ResearchRequestFactory(title="Beslutad", approved=True)

    told = [items(one) for one in (national, regional, MembershipFactory(dpo=True))]

    assert told == [[], [], [("Besluta om en begäran till forskning", "Kamrater", dt.date(2026, 3, 16))]]

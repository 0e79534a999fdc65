"""Check-ins: noted by each role for itself, in codes, and read by coordinators."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from peersupport.accounts.permissions import Role
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Conflict, Refused
from placements.actions import check_ins
from placements.models import CheckIn, FollowUp
from placements.tests.conftest import Cast
from placements.tests.factories import CheckInFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 4, 2, 9, 0, tzinfo=dt.UTC)
SAID = {
    "role_description": "yes",
    "within_hours": "partly",
    "recommends": "yes",
    "funded_until": dt.date(2027, 6, 30),
    "obstacles": ["records", "team"],
}


def noted(cast: Cast, role: str = Role.UNIT_MANAGER, *, version: int = 0, **changes) -> CheckIn:
    follow_up = FollowUp.objects.filter(months=1).first() or cast.start().follow_ups.get(months=1)
    who = {"by": cast.manager.user, "at": changes.pop("at", AT)}
    return check_ins.note(follow_up=follow_up, role=role, version=version, **SAID | changes, **who)


def test_each_role_notes_once_and_corrects_its_own(cast):
    noted(cast)
    noted(cast, Role.SUPERVISOR, recommends="unknown")
    noted(cast, version=1, recommends="no", obstacles=[])

    rows = CheckIn.objects.order_by("role").values_list("role", "recommends", "version")
    assert list(rows) == [(Role.SUPERVISOR, "unknown", 1), (Role.UNIT_MANAGER, "no", 2)]


@pytest.mark.parametrize("version", [0, 2])
def test_who_saves_last_is_told(cast, version):
    noted(cast)

    with pytest.raises(Conflict):
        noted(cast, version=version, recommends="no")

    assert CheckIn.objects.get().recommends == "yes"


def test_nothing_is_noted_before_the_placement_begins(cast):
    with pytest.raises(Refused):
        noted(cast, at=dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC))

    assert not CheckIn.objects.exists()


def test_coordinators_read_both_and_each_role_its_own(cast):
    of_manager, of_supervisor = noted(cast), noted(cast, Role.SUPERVISOR)
    CheckInFactory()
    both = {of_manager, of_supervisor}

    assert {
        member.role: set(CheckIn.objects.visible_to(member)) & both
        for member in (
            cast.coordinator,
            cast.manager,
            cast.supervisor,
            MembershipFactory(regional=True),
            MembershipFactory(orderer=True),
            MembershipFactory(manager=True),
        )[:3]
    } == {
        Role.REGIONAL_COORDINATOR: both,
        Role.UNIT_MANAGER: {of_manager},
        Role.SUPERVISOR: {of_supervisor},
    }
    strangers = [MembershipFactory(regional=True), MembershipFactory(orderer=True), MembershipFactory(manager=True)]
    assert [set(CheckIn.objects.visible_to(member)) for member in strangers] == [set(), set(), set()]


@pytest.mark.parametrize(
    "fault", [{"role": "orderer"}, {"recommends": "maybe"}, {"within_hours": ""}, {"obstacles": ["weather"]}]
)
def test_the_database_knows_the_codes(fault):
    row = CheckInFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.filter(pk=row.pk).update(**fault)


def test_each_role_once():
    row = CheckInFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CheckInFactory(follow_up=row.follow_up)


def test_the_manager_notes_on_the_follow_ups_page(client: Client, cast):
    today = timezone.localdate()
    placement = cast.start(starts_on=today - dt.timedelta(days=40), at=timezone.now())
    path = f"/uppfoljning/{placement.follow_ups.get(months=1).pk}/"
    client.force_login(cast.manager.user)
    assert "Inget är noterat än" in client.get(path).content.decode()

    answer = client.post(f"{path}avstamning/", {"version": "0", **SAID, "funded_until": "2027-06-30"})
    page = client.get(path).content.decode()

    assert answer.url == path
    assert all(words in page for words in ("Enhetschef", "30 juni 2027", "Oro i arbetsgruppen, Journal, system eller"))

"""An owner of workplaces goes up in another organisation: its units and whom it employs follow."""

import pytest
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.actions import merge
from peersupport.directory.models import Membership, PersonAccess
from peersupport.directory.tests.factories import JANUARY, OrganisationFactory
from peersupport.shared.refusals import Refused
from placements.models import Placement, Workplace
from placements.tests.conftest import make_cast
from placements.tests.factories import WorkplaceFactory

pytestmark = pytest.mark.django_db


def test_a_manager_still_sees_the_unit_and_who_works_there():
    cast, new = make_cast(), OrganisationFactory()
    old = cast.workplace.owner
    placement = cast.start(starts_on=timezone.localdate(), at=timezone.now())
    Placement.objects.filter(pk=placement.pk).update(employer=old)

    merge.merge(old=old, into=new, by=UserFactory(), at=timezone.now())

    manager = Membership.objects.get(pk=cast.manager.pk)
    placement.refresh_from_db()
    assert (manager.organisation, placement.employer) == (new, new)
    assert list(Workplace.objects.visible_to(manager)) == [cast.workplace]
    assert list(PersonAccess.objects.given_to(manager).values_list("person", flat=True)) == [placement.person_id]


def test_a_closed_unit_stays_where_it_was():
    old, new = OrganisationFactory(), OrganisationFactory()
    closed = WorkplaceFactory(owner=old, status=Workplace.Status.CLOSED)

    merge.merge(old=old, into=new, by=UserFactory(), at=JANUARY)

    assert Workplace.objects.get(pk=closed.pk).owner == old


def test_units_of_the_same_name_are_seen_to_first():
    first = WorkplaceFactory(name="Vega")
    second = WorkplaceFactory(name="Vega", programme=first.programme)

    with pytest.raises(Refused) as refusal:
        merge.merge(old=first.owner, into=second.owner, by=UserFactory(), at=JANUARY)

    assert (refusal.value.field, Workplace.objects.get(pk=first.pk).owner) == ("into", first.owner)

"""What an organisation is to us, from one day to another."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.actions import organisation_roles, organisations
from peersupport.directory.models import Organisation, OrganisationRole
from peersupport.directory.tests.factories import JANUARY, OrganisationFactory, OrganisationRoleFactory
from peersupport.shared.refusals import Refused

pytestmark = pytest.mark.django_db
Role = OrganisationRole.Role
FIRST, SECOND, THIRD = (dt.date(2026, month, 1) for month in (1, 2, 3))


def who() -> dict:
    return {"by": UserFactory(), "at": JANUARY}


def test_one_organisation_is_all_of_it_at_once():
    organisation = OrganisationFactory()

    for role in (Role.PARTNER, Role.ORDERER, Role.WORKPLACE_OWNER):
        organisation_roles.begin(organisation=organisation, role=role, since=FIRST, **who())

    assert OrganisationRole.objects.open().filter(organisation=organisation).count() == 3


def test_a_role_ends_on_a_day_and_can_begin_again_on_another():
    role, ended = OrganisationRoleFactory(since=FIRST), who()

    organisation_roles.end(role=role, until=SECOND, **ended)
    organisation_roles.begin(organisation=role.organisation, role=role.role, since=THIRD, **who())

    role.refresh_from_db()
    assert (role.until, role.ended_by, role.ended_at) == (SECOND, ended["by"], JANUARY)
    assert (role.is_over(SECOND), role.is_over(THIRD)) == (False, True)
    assert OrganisationRole.objects.count() == 2


@pytest.mark.parametrize("since", [FIRST, SECOND, THIRD])
def test_nobody_has_a_role_twice_at_the_same_time(since):
    role = OrganisationRoleFactory(since=SECOND)
    organisation_roles.end(role=role, until=THIRD, **who())

    with pytest.raises(organisation_roles.HasItThen) as refusal:
        organisation_roles.begin(organisation=role.organisation, role=role.role, since=since, **who())

    assert (refusal.value.field, OrganisationRole.objects.count()) == ("since", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "friend"},
        {"until": FIRST},
        {"ended_at": JANUARY},
        {"since": THIRD, "until": SECOND, "ended_at": JANUARY, "ended_by": True},
    ],
    ids=str,
)
def test_the_database_refuses_what_is_half_or_wrong(wrong):
    if "ended_by" in wrong:
        wrong = {**wrong, "ended_by": UserFactory()}

    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationRoleFactory(**wrong)


def test_a_role_ends_once_and_not_before_it_began():
    role = OrganisationRoleFactory(since=SECOND)

    with pytest.raises(Refused) as early:
        organisation_roles.end(role=role, until=FIRST, **who())
    for _time in range(2):
        organisation_roles.end(role=role, until=SECOND, **who())
    with pytest.raises(Refused) as again:
        organisation_roles.end(role=role, until=THIRD, **who())

    role.refresh_from_db()
    assert (early.value.field, again.value.field, role.until) == ("until", "until", SECOND)


@pytest.mark.parametrize("action", ["begin", "have", "end"])
def test_who_runs_cohorts_is_decided_with_the_details_alone(action):
    host = organisations.add(name="NSPH Test", kind="association", is_host=True, **who())
    role = OrganisationRole.objects.get(organisation=host)
    given = {"role": role, "until": THIRD} if action == "end" else {"role": Role.HOST, "since": FIRST}
    where = {} if action == "end" else {"organisation": OrganisationFactory()}

    with pytest.raises(organisation_roles.HostElsewhere):
        getattr(organisation_roles, action)(**given, **where, **who())


def decide(host: Organisation, is_host: bool) -> None:
    version = Organisation.objects.get(pk=host.pk).version
    details = {"version": version, "name": "NSPH Test", "kind": "association", "is_host": is_host}
    organisations.change(organisation=host, **details, **who())


def test_the_column_and_the_role_of_a_host_say_the_same():
    host = organisations.add(name="NSPH Test", kind="association", is_host=True, by=None, at=JANUARY)
    said = []
    for is_host in (True, False, False, True):
        decide(host, is_host)
        host.refresh_from_db()
        said.append((host.is_host, list(OrganisationRole.objects.values_list("role", "since", "until"))))

    hosts = ("host", JANUARY.date(), None)
    assert said == [
        (True, [hosts]),
        (False, [("host", JANUARY.date(), JANUARY.date())]),
        (False, [("host", JANUARY.date(), JANUARY.date())]),
        (True, [hosts]),
    ]


def test_to_have_a_role_is_safe_to_repeat():
    organisation = OrganisationFactory()

    rows = [
        organisation_roles.have(organisation=organisation, role=Role.ORDERER, since=day, by=None, at=JANUARY)
        for day in (FIRST, THIRD)
    ]

    assert rows[0] == rows[1]
    assert OrganisationRole.objects.get().since == FIRST


def test_a_role_that_has_ended_before_that_day_is_had_anew():
    role = OrganisationRoleFactory(since=FIRST)
    organisation_roles.end(role=role, until=SECOND, **who())
    organisation_roles.have(organisation=role.organisation, role=role.role, since=THIRD, **who())

    assert list(OrganisationRole.objects.order_by("since").values_list("until", flat=True)) == [SECOND, None]

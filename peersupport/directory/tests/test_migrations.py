"""Rows that were there before a migration, and what it makes of them."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Membership, OrganisationRole, PersonAccess
from peersupport.directory.tests.factories import (
    JANUARY,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
)

BEFORE, AFTER = ("directory", "0003_who_ended_and_changed"), ("directory", "0005_sight_is_a_membership")
OLD_SIGHT = "INSERT INTO directory_personaccess (person_id, user_id, role, because, since) VALUES (%s, %s, %s, %s, %s)"

NEW_ORGANISATION = """
    INSERT INTO directory_organisation (name, kind, is_host, org_number) VALUES ('A', 'other', false, '')
    RETURNING version"""


@pytest.fixture
def migrated(transactional_db):
    """Go back to a migration, and in the end always forward to the newest."""

    def to(*targets: tuple[str, str]) -> None:
        MigrationExecutor(connection).migrate(list(targets))

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_an_old_sight_is_somebodys_where_they_had_the_role(migrated):
    coordinator = MembershipFactory(national=True)
    person, stranger = PersonFactory(), UserFactory()
    elsewhere = MembershipFactory(supervisor=True)
    here = MembershipFactory(supervisor=True, user=elsewhere.user)
    RegistrationFactory(person=person, host=here.organisation)
    ended = MembershipFactory(leader=True, ended_at=JANUARY)
    migrated(BEFORE)
    with connection.cursor() as cursor:
        for user, role in [(here.user, "supervisor"), (ended.user, "course_leader"), (stranger, "supervisor")]:
            cursor.execute(OLD_SIGHT, [person.pk, user.pk, role, "tests:1", JANUARY])
        cursor.execute("UPDATE directory_membership SET ended_by_id = NULL")

    migrated(AFTER)

    assert list(PersonAccess.objects.order_by("pk").values_list("user", "organisation")) == [
        (here.user_id, here.organisation_id),  # of the two places with the role, the one that answers for the person
        (ended.user_id, ended.organisation_id),
        (stranger.pk, here.organisation_id),  # never had the role: the host that answers for the person
    ]
    assert Membership.objects.get(pk=ended.pk).ended_by == coordinator.user
    with connection.cursor() as cursor:
        cursor.execute(NEW_ORGANISATION)
        assert cursor.fetchone() == (1,)


def test_a_host_of_before_has_the_role_since_somebody_first_worked_there(migrated):
    worked_at = MembershipFactory(leader=True).organisation
    empty, _orderer = OrganisationFactory(host=True), OrganisationFactory()
    migrated(("directory", "0008_invoicing"))

    migrated(("directory", "0010_hosts_have_the_role"))

    roles = OrganisationRole.objects.values_list("organisation", "role", "since", "until")
    assert set(roles.exclude(organisation=empty)) == {(worked_at.pk, "host", JANUARY.date(), None)}
    assert set(roles.values_list("organisation", flat=True)) == {worked_at.pk, empty.pk}

"""Who opens the pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from peersupport.directory.models import Membership, Organisation
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from programs.tests.invoicing import supplier


@pytest.fixture
def signed_in() -> Callable[[Membership], Client]:
    """A browser in which this membership's user has signed in."""

    def sign_in(membership: Membership) -> Client:
        client = Client()
        client.force_login(membership.user)
        return client

    return sign_in


@pytest.fixture
def national(db) -> Membership:
    return MembershipFactory(national=True)


@pytest.fixture
def orderer(db) -> Membership:
    return MembershipFactory(orderer=True)


@pytest.fixture
def host(db) -> Organisation:
    """An association that may send invoices."""
    return supplier()


@pytest.fixture
def payer(db) -> Organisation:
    return OrganisationFactory(name="Haninge kommun", org_number="2120000142")

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from peersupport.accounts.permissions import Role
from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import (
    Contact,
    County,
    Invitation,
    Invoicing,
    Membership,
    Municipality,
    Organisation,
    OrganisationName,
    OrganisationRole,
    Person,
    PersonAccess,
    Registration,
)

JANUARY = dt.datetime(2026, 1, 12, 9, 0, tzinfo=dt.UTC)


class CountyFactory(DjangoModelFactory):
    class Meta:
        model = County
        django_get_or_create = ("code",)

    code = "01"
    name = "Stockholms län"
    short_name = "Stockholm"
    region = "Region Stockholm"


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ("code",)

    code = "0180"
    name = "Stockholm"
    county = factory.SubFactory(CountyFactory)
    longitude = 18.0
    latitude = 59.3


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    class Params:
        host = factory.Trait(
            kind=Organisation.Kind.ASSOCIATION, is_host=True, name=factory.Sequence("Förening {}".format)
        )
        merged = factory.Trait(
            merged_into=factory.SubFactory("peersupport.directory.tests.factories.OrganisationFactory"),
            merged_at=JANUARY,
            merged_by=factory.SubFactory(UserFactory),
        )

    name = factory.Sequence("Kommun {}".format)
    kind = Organisation.Kind.MUNICIPALITY


class OrganisationRoleFactory(DjangoModelFactory):
    class Meta:
        model = OrganisationRole

    class Params:
        ended = factory.Trait(until=dt.date(2026, 6, 30), ended_at=JANUARY, ended_by=factory.SubFactory(UserFactory))

    organisation = factory.SubFactory(OrganisationFactory)
    role = OrganisationRole.Role.ORDERER
    since = JANUARY.date()
    added_at = JANUARY
    added_by = factory.SubFactory(UserFactory)


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    class Params:
        ended = factory.Trait(until=dt.date(2026, 6, 30), ended_at=JANUARY, ended_by=factory.SubFactory(UserFactory))

    organisation = factory.SubFactory(OrganisationFactory)
    role = Contact.Role.ORDERING
    name = "Kontakt Karlsson"
    email = factory.Sequence("kontakt{}@example.org".format)
    since = JANUARY.date()
    added_at = JANUARY
    added_by = factory.SubFactory(UserFactory)


class OrganisationNameFactory(DjangoModelFactory):
    class Meta:
        model = OrganisationName

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence("Köping {}".format)
    until = JANUARY.date()
    changed_at = JANUARY
    changed_by = factory.SubFactory(UserFactory)


class InvoicingFactory(DjangoModelFactory):
    class Meta:
        model = Invoicing

    organisation = factory.SubFactory(OrganisationFactory)
    e_scheme = Invoicing.Scheme.ORG_NUMBER
    e_id = "2120000142"
    changed_at = JANUARY
    changed_by = factory.SubFactory(UserFactory)


class MembershipFactory(DjangoModelFactory):
    """A user in an organisation; coordinators, leaders and supervisors belong to a host unless told otherwise."""

    class Meta:
        model = Membership

    class Params:
        national = factory.Trait(role=Role.NATIONAL_COORDINATOR)
        regional = factory.Trait(role=Role.REGIONAL_COORDINATOR)
        leader = factory.Trait(role=Role.COURSE_LEADER)
        orderer = factory.Trait(role=Role.ORDERER, organisation=factory.SubFactory(OrganisationFactory))
        manager = factory.Trait(role=Role.UNIT_MANAGER, organisation=factory.SubFactory(OrganisationFactory))
        supervisor = factory.Trait(role=Role.SUPERVISOR)
        peer = factory.Trait(role=Role.PEER_SUPPORTER)
        dpo = factory.Trait(role=Role.DATA_PROTECTION_OFFICER)
        administrator = factory.Trait(role=Role.SYSTEM_ADMINISTRATOR)

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory, host=True)
    role = Role.NATIONAL_COORDINATOR
    started_at = JANUARY
    ended_by = factory.LazyAttribute(lambda membership: UserFactory() if membership.ended_at else None)
    ended_at = None


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    email = factory.Sequence("inbjuden{}@example.org".format)
    given_name = "Inbjuden"
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.ORDERER
    invited_by = factory.SubFactory(UserFactory)
    invited_at = JANUARY


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    given_name = "Test"
    family_name = factory.Sequence("Person {}".format)
    email = factory.Sequence("person{}@example.org".format)
    created_at = JANUARY


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = Registration
        django_get_or_create = ("person", "host")

    person = factory.SubFactory(PersonFactory)
    host = factory.SubFactory(OrganisationFactory, host=True)
    registered_at = JANUARY


class PersonAccessFactory(DjangoModelFactory):
    class Meta:
        model = PersonAccess

    class Params:
        member = factory.SubFactory(MembershipFactory, supervisor=True)

    person = factory.SubFactory(PersonFactory)
    user = factory.SelfAttribute("member.user")
    organisation = factory.SelfAttribute("member.organisation")
    role = factory.SelfAttribute("member.role")
    because = "tests:1"
    since = JANUARY

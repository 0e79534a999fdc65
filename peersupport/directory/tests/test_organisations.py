"""Organisations, their names and numbers; and the country they lie in."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DataError, IntegrityError, connection, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory import tree
from peersupport.directory.actions import geography, organisations
from peersupport.directory.forms.numbers import OrgNumberField
from peersupport.directory.models import County, Municipality, Organisation
from peersupport.directory.tests.factories import (
    JANUARY,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    RegistrationFactory,
)
from peersupport.shared.refusals import Conflict, Refused

pytestmark = pytest.mark.django_db
ORG_NUMBER = "2120000142"


def who() -> dict:
    return {"by": UserFactory(), "at": JANUARY}


def test_an_organisation_lies_in_its_municipalitys_county():
    municipality = MunicipalityFactory()

    added = organisations.add(name="Haninge kommun", kind="municipality", municipality=municipality, **who())

    assert Organisation.objects.get(pk=added.pk).county_id == "01"


def test_a_name_is_taken_once_in_one_place_of_the_tree():
    parent = OrganisationFactory()
    organisations.add(name="Socialförvaltningen", kind="municipality", parent=parent, **who())
    organisations.add(name="Socialförvaltningen", kind="municipality", parent=OrganisationFactory(), **who())

    with pytest.raises(organisations.NameTaken) as refusal:
        organisations.add(name="Socialförvaltningen", kind="municipality", parent=parent, **who())

    assert (refusal.value.field, Organisation.objects.filter(name="Socialförvaltningen").count()) == ("name", 2)


def test_a_number_is_taken_once():
    organisations.add(name="A", kind="other", org_number=ORG_NUMBER, **who())
    second = organisations.add(name="B", kind="other", **who())

    with pytest.raises(organisations.NumberTaken) as refusal:
        organisations.change(organisation=second, version=1, name="B", kind="other", org_number=ORG_NUMBER, **who())

    assert refusal.value.field == "org_number"
    assert Organisation.objects.get(pk=second.pk).org_number == ""


def test_of_two_who_change_an_organisation_at_once_the_second_is_told():
    organisation = OrganisationFactory(name="A")
    first = who()
    organisations.change(organisation=organisation, version=1, name="B", kind="other", **first)

    with pytest.raises(Conflict):
        organisations.change(organisation=organisation, version=1, name="C", kind="other", **who())

    row = Organisation.objects.get(pk=organisation.pk)
    assert (row.name, row.version, row.changed_by, row.changed_at) == ("B", 2, first["by"], JANUARY)


@pytest.mark.parametrize("own", ["staff", "people"])
def test_a_host_with_staff_or_people_of_its_own_goes_on_being_one(own):
    host = OrganisationFactory(host=True)
    if own == "staff":
        MembershipFactory(peer=True, organisation=host)
    else:
        RegistrationFactory(host=host)

    with pytest.raises(Refused) as refusal:
        organisations.change(organisation=host, version=1, name="A", kind="association", is_host=False, **who())

    assert (refusal.value.field, Organisation.objects.get(pk=host.pk).is_host) == ("is_host", True)


def test_a_host_without_anybody_can_stop_being_one():
    host = OrganisationFactory(host=True)

    organisations.change(organisation=host, version=1, name="A", kind="association", is_host=False, **who())

    assert Organisation.objects.get(pk=host.pk).is_host is False


@pytest.mark.parametrize("number", ["123", "21200001421", "212000-014"])
def test_a_number_of_another_length_is_refused_by_the_database(number):
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        OrganisationFactory(org_number=number)


@pytest.mark.parametrize("typed", ["212000-0142", "2120000142", " 212000 0142 ", "212000–0142"])
def test_a_number_is_read_as_people_write_it(typed):
    assert OrgNumberField().clean(typed) == ORG_NUMBER


@pytest.mark.parametrize(
    "typed", ["212000-0143", "212000", "abc", "19121212-1212", "121212-1212", "٢١٢٠٠٠٠١٤٢", "1" * 500]
)
def test_a_number_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError):
        OrgNumberField().clean(typed)


def department(name="Socialförvaltningen", **of):
    return OrganisationFactory(name=name, kind="department", **of)


def chain(length: int) -> list[Organisation]:
    """A municipality with a department, a department of that, and so on."""
    made = [OrganisationFactory()]
    while len(made) < length:
        made.append(department(f"Nivå {len(made)}", parent=made[-1]))
    return made


def moved(organisation: Organisation, parent: Organisation | None, kind: str = "department") -> None:
    details = {"version": organisation.version, "name": organisation.name, "kind": kind, "parent": parent}
    organisations.change(organisation=organisation, **details, **who())


def test_an_organisation_is_made_a_part_of_another():
    unit, home = department(parent=OrganisationFactory()), OrganisationFactory()

    moved(unit, home)

    assert Organisation.objects.get(pk=unit.pk).parent == home


@pytest.mark.parametrize("below", [0, 1, 2])
def test_nothing_is_a_part_of_itself_or_of_its_parts(below):
    line = chain(3)

    with pytest.raises(organisations.WrongPlace) as refusal:
        moved(line[0], line[below])

    assert (refusal.value.field, Organisation.objects.get(pk=line[0].pk).parent) == ("parent", None)


def test_a_tree_is_at_most_five_levels_deep():
    line, pair = chain(5), chain(2)
    organisations.add(name="Enhet Ek", kind="unit", parent=line[3], **who())

    with pytest.raises(organisations.WrongPlace):
        organisations.add(name="Enhet Alm", kind="unit", parent=line[4], **who())
    with pytest.raises(organisations.WrongPlace):
        moved(pair[0], line[3])

    assert Organisation.objects.get(pk=pair[0].pk).parent is None


@pytest.mark.parametrize("kind", Organisation.PARTS)
def test_a_department_or_unit_is_always_a_part_of_something(kind):
    with pytest.raises(organisations.WrongPlace) as refusal:
        organisations.add(name="Enhet Ek", kind=kind, **who())
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(kind=kind)

    assert refusal.value.field == "parent"


@pytest.mark.parametrize(("length", "queries"), [(1, 0), (2, 1), (5, 1)])
def test_the_way_to_an_organisation_is_one_question_at_most(length, queries, django_assert_num_queries):
    line = chain(length)

    with django_assert_num_queries(queries):
        path = tree.path_to(line[-1])

    assert path == line


def test_a_part_has_the_number_of_the_nearest_that_has_one():
    line = chain(4)
    top = tree.legal_person(tree.path_to(line[3]))
    Organisation.objects.filter(pk=line[0].pk).update(org_number=ORG_NUMBER)
    municipality = tree.legal_person(tree.path_to(line[3]))
    Organisation.objects.filter(pk=line[2].pk).update(org_number="2321000016")
    company = tree.legal_person(tree.path_to(line[3]))

    assert (top, municipality, company) == (line[0], line[0], line[2])
    assert municipality.written_number == "212000-0142"


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_circle():
    one, two = OrganisationFactory(), OrganisationFactory()
    user, start, told = UserFactory(), threading.Barrier(2), []

    def move(organisation: Organisation, parent: Organisation) -> None:
        details = {"version": 1, "name": organisation.name, "kind": "municipality", "parent": parent}
        try:
            start.wait()
            organisations.change(organisation=organisation, **details, by=user, at=JANUARY)
        except organisations.WrongPlace as refusal:
            told.append(refusal.field)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == ["parent"]
    assert Organisation.objects.filter(parent=None).count() == 1


def test_nobody_sees_other_organisations_than_their_role_meets():
    own, other = OrganisationFactory(host=True), OrganisationFactory()

    assert set(Organisation.objects.visible_to(MembershipFactory(regional=True, organisation=own))) == {own, other}
    assert list(Organisation.objects.visible_to(MembershipFactory(supervisor=True, organisation=own))) == [own]


def test_a_region_changes_its_own_host_and_those_that_are_none():
    own, other_host, orderer = OrganisationFactory(host=True), OrganisationFactory(host=True), OrganisationFactory()
    region = MembershipFactory(regional=True, organisation=own)

    assert set(Organisation.objects.managed_by(region)) == {own, orderer}
    assert [o.may_be_changed_by(region) for o in (own, other_host, orderer)] == [True, False, True]


def test_geography_loads_the_same_twice_and_deletes_nothing(capsys):
    County.objects.create(code="99", name="Gamla län", short_name="Gamla", region="Region Gamla")

    call_command("load_geography")
    call_command("load_geography")

    assert capsys.readouterr().out == "21 counties and 290 municipalities\n" * 2
    assert (County.objects.count(), Municipality.objects.count()) == (22, 290)
    assert Municipality.objects.get(code="0120").name == "Värmdö"


def test_geography_follows_the_files_when_a_name_has_changed():
    geography.load()
    Municipality.objects.filter(code="1981").update(name="Gamla Sala")

    geography.load()

    assert Municipality.objects.get(code="1981").name == "Sala"


def test_swedish_order_puts_the_last_letters_last():
    for name in ["Öberg", "Ek", "Ängla", "Åsa", "Édouard"]:
        OrganisationFactory(name=name)

    names = list(Organisation.objects.order_by("sort_name").values_list("name", flat=True))

    assert names == ["Édouard", "Ek", "Åsa", "Ängla", "Öberg"]

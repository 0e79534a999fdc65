"""Where invoices go, and what a reference looks like."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory import invoicing, references
from peersupport.directory.actions import invoicing as actions
from peersupport.directory.forms.invoicing import InvoicingForm, MasksField
from peersupport.directory.models import Invoicing, Organisation
from peersupport.directory.tests.factories import JANUARY, InvoicingFactory, OrganisationFactory
from peersupport.shared.refusals import Conflict

pytestmark = pytest.mark.django_db


def who() -> dict:
    return {"by": UserFactory(), "at": JANUARY}


def part_of(parent: Organisation) -> Organisation:
    return OrganisationFactory(kind="department", parent=parent)


def written(is_host: bool = False, **typed) -> InvoicingForm:
    organisation = OrganisationFactory(host=True) if is_host else OrganisationFactory()
    return InvoicingForm({"version": "1", "payment_days": "30", **typed}, organisation=organisation)


def test_the_first_details_are_kept_with_who_and_when():
    organisation, first = OrganisationFactory(), who()

    actions.change(organisation=organisation, e_scheme="0088", e_id="7350000000009", **first)

    row = Invoicing.objects.get(organisation=organisation)
    assert (str(row), row.version, row.changed_by, row.changed_at) == ("0088:7350000000009", 2, first["by"], JANUARY)


def test_of_two_who_write_the_first_details_the_second_is_told():
    organisation = OrganisationFactory()
    actions.change(organisation=organisation, street="Box 1", postal_code="13681", city="Haninge", **who())

    with pytest.raises(Conflict):
        actions.change(organisation=organisation, **who())

    assert Invoicing.objects.get(organisation=organisation).written_place == "136 81 Haninge"


@pytest.mark.parametrize(
    "wrong",
    [
        {"e_scheme": "9999"},
        {"e_id": ""},
        {"e_scheme": ""},
        {"e_scheme": "0088"},
        {"e_id": "212000-014"},
        {"street": "Box 1"},
        {"street": "Box 1", "postal_code": "136 8", "city": "Haninge"},
        {"recipient": "Fakturor"},
        {"bankgiro": "50501"},
        {"vat_number": "SE2120000142"},
        {"payment_days": 0},
        {"payment_days": 366},
    ],
    ids=str,
)
def test_the_database_refuses_what_is_half_or_wrong(wrong):
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        InvoicingFactory(**wrong)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"e_scheme": "0007", "e_id": "212000-0142"}, {"e_id": "2120000142"}),
        ({"e_scheme": "0088", "e_id": "735 0000 00000 9"}, {"e_id": "7350000000009"}),
        ({"street": "Box 1", "postal_code": "136 81", "city": "Haninge"}, {"postal_code": "13681"}),
        ({"reference_masks": " zz999999, FM9999 "}, {"reference_masks": ["ZZ999999", "FM9999"]}),
        ({"is_host": True, "bankgiro": "5050-1055"}, {"bankgiro": "50501055"}),
        ({"is_host": True, "vat_number": "se 212000-0142 01"}, {"vat_number": "SE212000014201"}),
    ],
    ids=str,
)
def test_numbers_are_read_as_people_write_them(typed, kept):
    form = written(**typed)

    assert form.errors == {}
    assert {name: form.cleaned_data[name] for name in kept} == kept


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"e_scheme": "0007", "e_id": "212000-0143"}, "e_id"),
        ({"e_scheme": "0007", "e_id": "121212-1212"}, "e_id"),
        ({"e_scheme": "0088", "e_id": "7350000000008"}, "e_id"),
        ({"e_scheme": "0088", "e_id": "96385074"}, "e_id"),
        ({"e_scheme": "0088"}, "e_id"),
        ({"e_id": "212000-0142"}, "e_scheme"),
        ({"street": "Box 1", "city": "Haninge"}, "postal_code"),
        ({"street": "Box 1", "postal_code": "036 81", "city": "Haninge"}, "postal_code"),
        ({"is_host": True, "bankgiro": "5050-1056"}, "bankgiro"),
        ({"is_host": True, "bankgiro": "18"}, "bankgiro"),
        ({"is_host": True, "vat_number": "SE212000014202"}, "vat_number"),
        ({"is_host": True, "vat_number": "٢١٢٠٠٠٠١٤٢٠١"}, "vat_number"),
    ],
    ids=str,
)
def test_what_is_no_number_or_half_an_address_is_said_beside_its_field(typed, field):
    assert list(written(**typed).errors) == [field]


def test_only_hosts_say_how_they_are_paid():
    assert "bankgiro" in written(is_host=True).fields
    assert "bankgiro" not in written().fields


@pytest.mark.parametrize("typed", ["(Z+)+", "Z" * 31, ", ".join(["Z9"] * 11), "Z*", "ZZ\\d"])
def test_what_is_no_mask_is_refused(typed):
    with pytest.raises(ValidationError):
        MasksField().clean(typed)


@pytest.mark.parametrize(
    ("reference", "masks", "answer"),
    [
        ("ZZ123456", ["ZZ999999"], True),
        ("zz123456", ["ZZ999999"], True),
        (" ZZ123456 ", ["ZZ999999"], True),
        ("ZZ12345", ["ZZ999999"], False),
        ("ZZ1234567", ["ZZ999999"], False),
        ("AB123456", ["ZZ999999"], False),
        ("ZZ12345٣", ["ZZ999999"], False),
        ("P09-N002-2001", ["A99-A999-9999"], True),
        ("FM1234", ["999999999", "AA9999"], True),
        ("vad som helst", [], True),
        ("1" * 100_000, ["ZZ999999"], False),
    ],
)
def test_a_reference_fits_one_of_the_masks(reference, masks, answer):
    assert references.fits(reference, masks) is answer


@pytest.mark.parametrize("levels", [1, 3])
def test_a_part_has_the_details_of_the_nearest_above_it_in_one_question(levels, django_assert_num_queries):
    owner = part = InvoicingFactory(organisation=OrganisationFactory(name="Stad")).organisation
    InvoicingFactory()
    for _level in range(levels - 1):
        part = part_of(part)

    with django_assert_num_queries(1):
        details = invoicing.details_of(part)

    assert details.organisation_id == owner.pk


def test_a_part_that_is_emptied_has_those_above_it_again():
    whole = InvoicingFactory().organisation
    part = part_of(whole)
    actions.change(organisation=part, reference_masks=["9999"], **who())
    own = invoicing.details_of(part).organisation_id
    actions.change(organisation=part, version=2, **who())

    assert (own, invoicing.details_of(part).organisation_id) == (part.pk, whole.pk)


def test_nobody_above_has_details():
    assert invoicing.details_of(part_of(OrganisationFactory())) is None


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (
            {"reference_masks": ["ZZ999999"], "reference_hint": "ZZ och sex siffror."},
            "Referensen stämmer inte. Så här ska den se ut: ZZ och sex siffror.",
        ),
        (
            {"reference_masks": ["ZZ999999", "FM9999"]},
            "Referensen stämmer inte. Skriv den som ZZ999999 eller FM9999, där 9 är en siffra och A en bokstav.",
        ),
        ({"reference_hint": "ZZ och sex siffror"}, ""),
    ],
    ids=str,
)
def test_a_wrong_reference_is_told_in_the_organisations_own_words(details, words):
    part = part_of(InvoicingFactory(**details).organisation)

    assert invoicing.buyer_reference_fault(part, "4711") == words
    assert invoicing.buyer_reference_fault(part, "zz123456") == ""


def test_any_reference_will_do_where_nothing_is_said_of_them():
    assert invoicing.buyer_reference_fault(OrganisationFactory(), "4711") == ""

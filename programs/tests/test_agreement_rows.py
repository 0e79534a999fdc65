"""What the database itself refuses of agreements, whoever writes."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from programs.models import Agreement
from programs.tests.factories import AgreementEntryFactory, AgreementExtensionFactory, AgreementFactory

pytestmark = pytest.mark.django_db

BROKEN = [
    ("number", "", "agreement_has_a_number"),
    ("kind", "loan", "agreement_kind_known"),
    ("kind", "call_off", "only_call_offs_have_a_framework"),
    ("status", "lost", "agreement_status_known"),
    ("valid_until", dt.date(2025, 12, 31), "agreement_ends_after_it_begins"),
    ("ceiling_seats", 0, "agreement_ceilings_positive"),
    ("ceiling_amount", 0, "agreement_ceilings_positive"),
]


@pytest.mark.parametrize(("field", "value", "rule"), BROKEN, ids=str)
def test_the_database_refuses(field, value, rule):
    agreement = AgreementFactory()

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**{field: value})


def test_only_a_call_off_is_called_off_from_a_framework():
    framework = AgreementFactory(framework=True)
    AgreementFactory(kind=Agreement.Kind.CALL_OFF, parent=framework)

    with pytest.raises(IntegrityError, match="only_call_offs_have_a_framework"), transaction.atomic():
        AgreementFactory(parent=framework)


def test_a_number_stands_once_between_the_same_two():
    agreement = AgreementFactory(number="KS 2026/114")
    AgreementFactory(number="KS 2026/114")  # two others have one like it

    with pytest.raises(IntegrityError, match="agreement_number_once"), transaction.atomic():
        AgreementFactory(number="KS 2026/114", host=agreement.host, orderer=agreement.orderer)


def test_an_extension_makes_it_longer():
    with pytest.raises(IntegrityError, match="extension_makes_it_longer"), transaction.atomic():
        AgreementExtensionFactory(until=dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("change", "reason", "rule"),
    [
        (2, "lost", "agreement_entry_"),
        (2, "rolled_out", "agreement_entry_goes_one_way"),
        (-2, "rolled_in", "agreement_entry_goes_one_way"),
        (0, "rolled_in", "agreement_entry_goes_one_way"),
    ],
)
def test_seats_go_out_of_one_and_into_another(change, reason, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        AgreementEntryFactory(change=change, reason=reason)


def test_seats_are_not_rolled_over_to_where_they_are():
    agreement = AgreementFactory()

    with pytest.raises(IntegrityError, match="agreement_entry_between_two"), transaction.atomic():
        AgreementEntryFactory(agreement=agreement, other=agreement)


@pytest.mark.parametrize("make", [AgreementExtensionFactory, AgreementEntryFactory], ids=["extension", "entry"])
def test_what_was_logged_is_never_changed(make):
    row = make()

    for change in (row.delete, row.save):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            change()

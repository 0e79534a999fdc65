"""actions.agreements: drafted, in force, extended, ended; how much of one is used, and what goes on into the next."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.shared.refusals import Conflict, Refused
from programs import selectors
from programs.actions import agreements
from programs.models import Agreement, AgreementEntry, AgreementExtension, Order
from programs.tests.crowd import at_once
from programs.tests.factories import (
    AgreementFactory,
    CohortFactory,
    ProgrammeFactory,
)
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


@pytest.fixture
def plan(who):
    return {
        "kind": "direct",
        "number": "KS 2026/114",
        "programme": ProgrammeFactory(),
        "orderer": OrganisationFactory(),
        "host": OrganisationFactory(host=True),
        "valid_from": dt.date(2026, 1, 1),
        "valid_until": dt.date(2026, 12, 31),
        "ceiling_seats": 10,
        **who,
    }


def call_off_of(framework: Agreement, **other) -> dict:
    sides = {"kind": "call_off", "parent": framework, "host": framework.host, "programme": framework.programme}
    return {**sides, **other}


def with_use(agreement: Agreement) -> Agreement:
    return selectors.agreements_with_use(Agreement.objects.filter(pk=agreement.pk)).get()


def use_of(agreement: Agreement) -> selectors.Use:
    return selectors.use_of_agreement(with_use(agreement))


def next_after(agreement: Agreement, **other) -> Agreement:
    sides = {name: getattr(agreement, name) for name in ("orderer", "host", "programme")}
    period = {"valid_from": dt.date(2027, 1, 1), "valid_until": dt.date(2027, 12, 31)}
    return AgreementFactory(**{**sides, **period, **other})


def ordered(agreement: Agreement, quantity: int, **line) -> Order:
    """Seats that were ordered under an agreement."""
    placed = order(CohortFactory(programme=agreement.programme, **line), quantity, orderer=agreement.orderer)
    Order.objects.filter(pk=placed.pk).update(agreement=agreement)
    return placed


def test_an_agreement_begins_as_a_draft(plan):
    made = agreements.create(**plan)

    made.refresh_from_db()
    assert (made.status, made.ceiling_seats, made.ceiling_amount, made.version) == ("draft", 10, None, 1)
    history = selectors.agreement_history(agreement=made)
    assert [(one.text, one.by) for one in history] == [("Avtalet skrevs som utkast", str(plan["by"]))]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: {"host": OrganisationFactory()}, "host"),
        (lambda: {"valid_until": dt.date(2025, 12, 31)}, "valid_until"),
        (lambda: {"kind": "call_off"}, "parent"),
        (lambda: {"parent": AgreementFactory(framework=True)}, "parent"),
        (lambda: call_off_of(AgreementFactory()), "parent"),
        (lambda: call_off_of(AgreementFactory(framework=True, status="ended")), "parent"),
        (lambda: call_off_of(AgreementFactory(framework=True), host=OrganisationFactory(host=True)), "parent"),
        (lambda: call_off_of(AgreementFactory(framework=True), valid_from=dt.date(2025, 1, 1)), "parent"),
    ],
)
def test_an_agreement_that_does_not_add_up_is_refused(wrong, field, plan):
    asked = plan | wrong()
    before = Agreement.objects.count()

    with pytest.raises(Refused) as refusal:
        agreements.create(**asked)

    assert (refusal.value.field, Agreement.objects.count()) == (field, before)


def test_an_agreement_has_two_sides(plan):
    with pytest.raises(Refused) as refusal:
        agreements.create(**plan | {"orderer": plan["host"]})

    assert refusal.value.field == "orderer"


def test_a_number_is_used_once_between_the_same_two(plan):
    agreements.create(**plan)

    with pytest.raises(Refused) as refusal:
        agreements.create(**plan)

    assert refusal.value.field == "number"


def test_a_draft_can_be_rewritten_and_an_agreement_only_put_right(plan, who):
    agreement = agreements.create(**plan)
    agreements.change(agreement=agreement, version=1, kind="iop", valid_until=dt.date(2027, 6, 30))
    agreements.activate(agreement=agreement, **who)

    agreements.change(agreement=agreement, version=2, ceiling_seats=12, ceiling_amount=Decimal(900_000))
    with pytest.raises(WrongStatus):
        agreements.change(agreement=agreement, version=3, valid_until=dt.date(2028, 6, 30))

    agreement.refresh_from_db()
    assert (agreement.kind, agreement.ceiling_seats, agreement.version) == ("iop", 12, 3)
    assert agreement.valid_until == dt.date(2027, 6, 30)


def test_what_has_ended_stays_as_it_was(who):
    agreement = AgreementFactory()
    agreements.end(agreement=agreement, **who)

    with pytest.raises(WrongStatus):
        agreements.change(agreement=agreement, version=1, ceiling_seats=12)
    with pytest.raises(WrongStatus):
        agreements.activate(agreement=agreement, **who)


def test_who_changes_what_somebody_else_has_changed_is_told():
    agreement = AgreementFactory()
    agreements.change(agreement=agreement, version=1, ceiling_seats=12)

    with pytest.raises(Conflict):
        agreements.change(agreement=agreement, version=1, ceiling_seats=14)

    assert Agreement.objects.get().ceiling_seats == 12


def test_an_extension_is_logged(who):
    agreement = AgreementFactory()

    agreements.extend(agreement=agreement, until=dt.date(2027, 12, 31), reference="KS 2026/201", **who)

    agreement.refresh_from_db()
    assert (agreement.valid_until, agreement.version) == (dt.date(2027, 12, 31), 2)
    logged = AgreementExtension.objects.get()
    assert (logged.was, logged.until, logged.by) == (dt.date(2026, 12, 31), dt.date(2027, 12, 31), who["by"])
    (told,) = selectors.agreement_history(agreement=agreement)
    assert told.text == "Förlängt från 2026-12-31 till 2027-12-31, KS 2026/201"


def test_an_extension_is_longer_and_of_an_agreement_in_force(who):
    agreement = AgreementFactory()

    with pytest.raises(Refused) as refusal:
        agreements.extend(agreement=agreement, until=agreement.valid_until, **who)
    with pytest.raises(WrongStatus):
        agreements.extend(agreement=AgreementFactory(draft=True), until=dt.date(2028, 1, 1), **who)

    assert (refusal.value.field, AgreementExtension.objects.count()) == ("until", 0)


@pytest.mark.parametrize("foreign", ["orderer", "programme", "agreement"])
def test_only_orders_of_the_same_two_come_under_an_agreement(foreign):
    agreement = AgreementFactory()
    placed = ordered(agreement, 1)
    wrong = {"orderer": OrganisationFactory, "programme": ProgrammeFactory, "agreement": AgreementFactory}
    Order.objects.update(**{foreign: wrong[foreign]()})

    with pytest.raises(Refused) as refusal:
        agreements.cover(agreement=agreement, offered=[placed], chosen=[placed])

    assert refusal.value.field == "orders"


def test_only_an_agreement_in_force_covers_orders():
    agreement = AgreementFactory(status="ended")

    with pytest.raises(WrongStatus):
        agreements.cover(agreement=agreement, offered=[], chosen=[])


def test_unused_seats_go_on_into_the_next_period(who):
    old = AgreementFactory(ceiling_seats=10)
    new = next_after(old, ceiling_seats=5)
    ordered(old, 7)

    agreements.roll_over(key=uuid4(), old=old, new=new, seats=3, **who)

    assert (use_of(old).of_seats, use_of(old).seats_left, use_of(new).of_seats) == (7, 0, 8)
    rows = AgreementEntry.objects.order_by("change").values_list("agreement", "other", "change", "reason", "by")
    assert list(rows) == [
        (old.pk, new.pk, -3, "rolled_out", who["by"].pk),
        (new.pk, old.pk, 3, "rolled_in", who["by"].pk),
    ]
    told = [selectors.agreement_history(agreement=one)[0].text for one in (old, new)]
    assert told == [f"3 platser fördes över till {new.number}", f"3 platser fördes över från {old.number}"]


def test_a_ceiling_stays_above_what_was_rolled_over(who):
    old = AgreementFactory(ceiling_seats=10)
    agreements.roll_over(key=uuid4(), old=old, new=next_after(old), seats=6, **who)

    with pytest.raises(Refused) as refusal:
        agreements.change(agreement=old, version=1, ceiling_seats=5)

    assert refusal.value.field == "ceiling_seats"


def test_what_was_rolled_over_whole_does_not_warn_of_nothing(who):
    old = AgreementFactory(ceiling_seats=10)
    agreements.roll_over(key=uuid4(), old=old, new=next_after(old), seats=10, **who)

    assert (use_of(old).of_seats, use_of(old).seats_percent) == (0, 0)


def test_a_form_sent_twice_rolls_over_once(who):
    old, key = AgreementFactory(), uuid4()
    new = next_after(old)

    for _twice in range(2):
        agreements.roll_over(key=key, old=old, new=new, seats=2, **who)

    assert AgreementEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("new", "count", "field"),
    [
        (next_after, 11, "seats"),
        (next_after, 0, "seats"),
        (lambda old: old, 1, "new"),
        (lambda old: next_after(old, orderer=OrganisationFactory()), 1, "new"),
        (lambda old: next_after(old, valid_from=dt.date(2025, 1, 1)), 1, "new"),
        (lambda old: next_after(old, status="ended"), 1, "new"),
        (lambda old: next_after(old, ceiling_seats=None, ceiling_amount=1), 1, "new"),
    ],
)
def test_what_can_not_be_rolled_over_is_refused(new, count, field, who):
    old = AgreementFactory(ceiling_seats=10)

    with pytest.raises(Refused) as refusal:
        agreements.roll_over(key=uuid4(), old=old, new=new(old), seats=count, **who)

    assert (refusal.value.field, AgreementEntry.objects.count()) == (field, 0)


@pytest.mark.parametrize("old", [{"ceiling_seats": None}, {"status": "draft"}])
def test_only_what_has_a_ceiling_and_held_can_be_rolled_over(old, who):
    agreement = AgreementFactory(**old)

    with pytest.raises(Refused):
        agreements.roll_over(key=uuid4(), old=agreement, new=next_after(agreement), seats=1, **who)


@pytest.mark.django_db(transaction=True)
def test_two_who_roll_over_at_once_share_what_is_unused(who):
    old = AgreementFactory(ceiling_seats=10)
    new = next_after(old)

    def roll_over(_n: int) -> bool:
        agreements.roll_over(key=uuid4(), old=old, new=new, seats=6, **who)
        return True

    results = at_once(roll_over, [1, 2])

    assert sorted(type(result).__name__ for result in results) == ["Refused", "bool"]
    assert use_of(old).of_seats == 4


@pytest.mark.parametrize(
    ("role", "seen"),
    [("national", {"own", "draft", "other"}), ("regional", {"own", "draft"}), ("orderer", {"own"}), ("leader", set())],
)
def test_who_sees_which_agreements(role, seen):
    membership = MembershipFactory(**{role: True})
    side = {"orderer" if role == "orderer" else "host": membership.organisation}
    AgreementFactory(number="own", **side)
    AgreementFactory(number="draft", draft=True, **side)
    AgreementFactory(number="other")

    assert {one.number for one in Agreement.objects.visible_to(membership)} == seen

"""How much of an agreement is used, and when it warns."""

import datetime as dt
from decimal import Decimal

import pytest

from peersupport.accounts.tests.factories import UserFactory
from programs import selectors
from programs.actions import orders, seats
from programs.models import Agreement, OrderLine
from programs.tests.factories import AgreementFactory, CohortFactory, FundingSourceFactory, OrderLineFactory
from programs.tests.steps import MARCH
from programs.tests.test_agreements import call_off_of, ordered, use_of, with_use

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def test_used_is_what_was_ordered_under_it_and_what_it_pays_for(who):
    agreement = AgreementFactory(ceiling_seats=20, ceiling_amount=Decimal(1_000_000))
    ordered(agreement, 4, seat_price=50_000)
    orders.cancel(order=ordered(agreement, 2, seat_price=50_000), **who)
    OrderLineFactory(order__agreement=agreement, waiting=True, quantity=3, unit_price=50_000)
    staff = {"kind": OrderLine.Kind.STAFF_TRAINING, "status": OrderLine.Status.ORDERED, "county": None, "track": ""}
    OrderLineFactory(order__agreement=agreement, cohort=None, quantity=1, unit_price=10_000, **staff)
    source = FundingSourceFactory(programme=agreement.programme, kind="agreement", agreement=agreement)
    seats.fund(cohort=CohortFactory(programme=agreement.programme, seat_price=40_000), funding=source, count=2, **who)
    ordered(AgreementFactory(), 5)

    use = use_of(agreement)

    assert (use.seats, use.amount) == (9, Decimal(440_000))
    assert (use.seats_percent, use.amount_percent) == (45, 44)


def test_what_is_called_off_counts_in_the_framework_too():
    framework = AgreementFactory(framework=True, ceiling_seats=20)
    call_off = AgreementFactory(**call_off_of(framework), ceiling_seats=5)
    ordered(call_off, 3)

    assert [(use.seats, use.of_seats) for use in (use_of(framework), use_of(call_off))] == [(3, 20), (3, 5)]


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (dt.date(2026, 6, 1), []),
        (dt.date(2026, 5, 31), ["Det slutar om 90 dagar, 2026-05-31."]),
        (dt.date(2026, 3, 3), ["Det slutar om 1 dag, 2026-03-03."]),
        (dt.date(2026, 3, 1), ["Det skulle sluta 2026-03-01: förläng det eller avsluta det."]),
    ],
)
def test_ninety_days_before_its_end_it_warns(until, told):
    agreement = with_use(AgreementFactory(valid_until=until))

    assert selectors.warnings(agreement, on=DAY) == told
    assert selectors.agreements_to_see_to(Agreement.objects.all(), on=DAY).exists() == bool(told)


@pytest.mark.parametrize(("count", "told"), [(7, []), (8, ["8 av 10 platser är använda: 80 %."])])
def test_at_eighty_percent_it_warns(count, told):
    agreement = AgreementFactory()
    ordered(agreement, count)

    assert selectors.warnings(with_use(agreement), on=DAY) == told
    assert selectors.agreements_to_see_to(Agreement.objects.all(), on=DAY).exists() == bool(told)


def test_at_eighty_percent_of_the_money_it_warns():
    agreement = AgreementFactory(ceiling_seats=None, ceiling_amount=Decimal(80_000))
    ordered(agreement, 1, seat_price=68_000)

    (found,) = selectors.agreements_to_see_to(Agreement.objects.all(), on=DAY)

    assert (found.used_percent, selectors.warnings(found, on=DAY)) == (
        85,
        ["68\xa0000 av 80\xa0000 kr är använda: 85 %."],
    )


@pytest.mark.parametrize("status", ["draft", "ended"])
def test_only_what_is_in_force_warns(status):
    agreement = with_use(AgreementFactory(status=status, valid_until=DAY))

    assert selectors.warnings(agreement, on=DAY) == []
    assert not selectors.agreements_to_see_to(Agreement.objects.all(), on=DAY).exists()

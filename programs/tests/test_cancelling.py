"""What it costs to call an order off, and ten minutes to change one's mind."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.registry import KINDS
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.actions import cohorts, orders, seats, waiting
from programs.models import Cancellation, Charge, Offer, Order, OrderLine, Seat, SeatEntry
from programs.tests.crowd import at_once
from programs.tests.factories import CancellationFactory, CancellationStepFactory, CohortFactory, OrderLineFactory
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
LATER = MARCH + 11 * MINUTE
START = dt.date(2026, 8, 17)
TERMS = [(30, 0), (8, 50), (None, 100)]


def before_the_start(days: int) -> dt.datetime:
    return dt.datetime.combine(START - dt.timedelta(days=days), dt.time(12), tzinfo=dt.UTC)


def under_terms(cohort, quantity=2, *, confirmed=True, **other) -> Order:
    if not cohort.programme.terms():
        for days_before, percent in TERMS:
            CancellationStepFactory(programme=cohort.programme, days_before=days_before, percent=percent)
    placed = order(cohort, quantity, **other)
    if confirmed:
        orders.confirm(order=placed, by=UserFactory(), at=MARCH)
    return placed


@pytest.fixture
def cohort():
    return CohortFactory(capacity=12)


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": LATER}


@pytest.mark.parametrize(
    ("days", "percent", "amount"),
    [(31, 0, 0), (30, 0, 0), (29, 50, 68000), (8, 50, 68000), (7, 100, 136000), (0, 100, 136000), (-1, 100, 136000)],
)
def test_it_costs_what_the_orders_terms_say_of_that_day(days, percent, amount, cohort):
    placed, by = under_terms(cohort), UserFactory()

    orders.cancel(order=placed, by=by, at=before_the_start(days))

    kept = Cancellation.objects.get()
    assert (kept.quantity, kept.percent, kept.amount, kept.by) == (2, percent, amount, by)
    assert taken(cohort) == (0, 0)


def test_the_terms_are_those_that_were_in_force_when_it_was_sent(cohort):
    placed = under_terms(cohort)
    cohort.programme.cancellation_steps.all().delete()
    CancellationStepFactory(programme=cohort.programme, days_before=None, percent=100)

    orders.cancel(order=placed, by=UserFactory(), at=before_the_start(20))

    assert Cancellation.objects.get().percent == 50


def test_it_costs_nothing_before_it_is_confirmed(cohort):
    orders.cancel(order=under_terms(cohort, confirmed=False), by=UserFactory(), at=before_the_start(1))

    assert Cancellation.objects.get().amount == 0


@pytest.mark.parametrize(("minutes", "amount"), [(0, 0), (9, 0), (10, 136000)])
def test_it_costs_nothing_for_ten_minutes_whatever_the_terms_say(minutes, amount, cohort):
    sent_at = before_the_start(1)
    placed = under_terms(cohort, at=sent_at)

    orders.cancel(order=placed, by=UserFactory(), at=sent_at + minutes * MINUTE)

    assert Cancellation.objects.get().amount == amount


def test_a_line_that_waits_costs_nothing(who):
    placed = order(CohortFactory(capacity=1), 2, if_short="wait")
    Order.objects.update(status="confirmed", terms=[[None, 100]])

    orders.cancel(order=placed, **who)

    assert Cancellation.objects.get().amount == 0


def test_the_cost_is_rounded_to_the_oere_half_away_from_nought():
    line = OrderLineFactory.build(quantity=1, unit_price=Decimal("0.01"))

    assert selectors.Fee(line, 1, 50).amount == Decimal("0.01")
    assert selectors.Fee(line, 1, 49).amount == Decimal("0.00")


def test_nobody_pays_more_than_they_were_told(cohort):
    placed = under_terms(cohort)

    with pytest.raises(orders.CostsMore) as refused:
        orders.cancel(order=placed, fee=Decimal(67999), by=UserFactory(), at=before_the_start(20))

    assert (refused.value.fee, Order.objects.get().status, Cancellation.objects.count()) == (68000, "confirmed", 0)
    orders.cancel(order=placed, fee=Decimal(68000), by=UserFactory(), at=before_the_start(20))
    assert Order.objects.get().status == "cancelled"


def test_who_called_it_off_takes_it_back_with_seats_numbers_and_cost(cohort):
    placed, by, at = under_terms(cohort, 3), UserFactory(), before_the_start(20)
    before = list(Seat.objects.order_by("pk").values())
    orders.cancel(order=placed, by=by, at=at)

    orders.undo_cancel(order=placed, by=by, at=at + 9 * MINUTE)

    assert (Order.objects.get().status, OrderLine.objects.get().status) == ("confirmed", "held")
    assert list(Seat.objects.order_by("pk").values()) == before
    assert taken(cohort) == (3, 3)
    assert list(Cancellation.objects.order_by("pk").values_list("amount", flat=True)) == [102000, -102000]
    assert set(SeatEntry.objects.filter(why="undone").values_list("was", "became")) == {("released", "confirmed")}


def owed() -> list[tuple]:
    """What stands to be paid: by seat its share, and what that comes to."""
    rows = Charge.objects.standing().order_by("pk")
    return [(charge.seat.number, charge.percent, charge.price) for charge in rows]


def test_each_seat_called_off_late_is_charged_for_its_share(cohort):
    placed = under_terms(cohort)

    orders.cancel(order=placed, by=UserFactory(), at=before_the_start(20))

    assert owed() == [(f"{placed.number}/01", 50, 34000), (f"{placed.number}/02", 50, 34000)]


def test_nothing_is_charged_for_what_costs_nothing(cohort):
    orders.cancel(order=under_terms(cohort), by=UserFactory(), at=before_the_start(40))

    assert not Charge.objects.exists()


def test_what_is_undone_is_not_owed_and_owed_anew_when_it_is_called_off_again(cohort):
    placed, by, at = under_terms(cohort, 1), UserFactory(), before_the_start(20)
    orders.cancel(order=placed, by=by, at=at)
    orders.undo_cancel(order=placed, by=by, at=at + MINUTE)
    assert owed() == []

    orders.cancel(order=placed, by=by, at=at + 2 * MINUTE)

    assert owed() == [(f"{placed.number}/01", 50, 34000)]


def test_an_order_undone_can_be_called_off_and_undone_again(cohort):
    placed, by, at = under_terms(cohort), UserFactory(), before_the_start(20)
    for minute in (0, 2):
        orders.cancel(order=placed, by=by, at=at + minute * MINUTE)
        orders.undo_cancel(order=placed, by=by, at=at + (minute + 1) * MINUTE)

    assert states(placed) == ["confirmed"] * 2
    assert sum(Cancellation.objects.values_list("amount", flat=True)) == 0


def test_a_line_that_waited_waits_again(who):
    placed = order(CohortFactory(capacity=1), 2, if_short="wait")
    orders.cancel(order=placed, **who)

    orders.undo_cancel(order=placed, **who)

    assert (Order.objects.get().status, OrderLine.objects.get().status) == ("sent", "waiting")


def test_seats_given_back_before_stay_given_back(cohort, who):
    placed = order(cohort, 3)
    seats.release(seat=Seat.objects.first(), **who)
    orders.cancel(order=placed, **who)

    orders.undo_cancel(order=placed, **who)

    assert states(placed) == ["released", "reserved", "reserved"]


def test_what_others_took_meanwhile_can_not_be_taken_back(who):
    cohort = CohortFactory(capacity=3)
    placed = order(cohort, 3)
    orders.cancel(order=placed, **who)
    order(cohort, 2)

    with pytest.raises(Refused, match="1"):
        orders.undo_cancel(order=placed, **who)

    assert (Order.objects.get(pk=placed.pk).status, taken(cohort)) == ("cancelled", (2, 2))


@pytest.fixture
def in_line(cohort, who, orderer):
    """Twelve seats called off, of which two are offered to the order that waits; the first order and the offer."""
    placed = order(cohort, 12)
    order(cohort, 2, if_short="wait", orderer=orderer.organisation, by=orderer.user)
    orders.cancel(order=placed, **who)
    waiting.pass_on(cohort=cohort, at=LATER)
    return placed, Offer.objects.get()


def test_those_in_line_are_kept_the_seats_at_once_and_told_when_nothing_can_be_undone(in_line, cohort):
    _placed, offer = in_line
    letter = Letter.objects.get(kind="seats_offered")

    assert (offer.status, offer.seats, taken(cohort)[0]) == ("open", 2, 2)
    assert (letter.created_at, letter.not_before) == (LATER, LATER + 10 * MINUTE)


def test_who_undoes_in_time_gets_the_seats_back_before_those_in_line_hear_of_them(in_line, cohort, who):
    placed, offer = in_line

    orders.undo_cancel(order=placed, **who | {"at": LATER + 9 * MINUTE})

    offer.refresh_from_db()
    assert (offer.status, states(placed), taken(cohort)) == ("withdrawn", ["reserved"] * 12, (12, 12))
    assert KINDS["seats_offered"].still_wanted({offer.pk}) == set()
    told = selectors.order_history(order=offer.line.order, lines=[offer.line])
    assert [one.text for one in told][:2] == ["Ett erbjudande om 2 platser togs tillbaka", "2 platser erbjöds"]


def test_who_was_offered_seats_that_were_taken_back_is_offered_as_many_the_next_time(in_line, cohort, who):
    placed, offer = in_line
    orders.undo_cancel(order=placed, **who)

    orders.cancel(order=placed, **who | {"at": LATER + MINUTE})

    assert list(Offer.objects.order_by("pk").values_list("line", "seats", "status")) == [
        (offer.line_id, 2, "withdrawn"),
        (offer.line_id, 2, "open"),
    ]


def test_who_calls_off_while_seats_are_offered_and_undoes_it_has_the_offer_again(in_line, cohort, who):
    _first, offer = in_line
    waits = offer.line.order
    other = order(cohort, 12, if_short="wait", at_least=11)
    orders.cancel(order=waits, by=who["by"], at=LATER + MINUTE)
    assert list(Offer.objects.open().values_list("line__order", "seats")) == [(other.pk, 12)]

    orders.undo_cancel(order=waits, by=who["by"], at=LATER + 2 * MINUTE)

    assert list(Offer.objects.open().values_list("line__order", "seats")) == [(waits.pk, 2)]


def test_what_is_left_after_an_undo_is_offered_again(who):
    cohort = CohortFactory(capacity=3)
    placed = order(cohort, 2)
    wish = order(cohort, 3, if_short="wait").lines.get()
    orders.cancel(order=placed, **who)
    OrderLine.objects.filter(pk=wish.pk).update(at_least=1)

    orders.undo_cancel(order=placed, **who)

    assert list(Offer.objects.order_by("pk").values_list("seats", "status")) == [(3, "withdrawn"), (1, "open")]
    assert Letter.objects.filter(not_before=LATER).count() == 0


@pytest.mark.parametrize("by_hand", [False, True], ids=["accepted", "offered by hand"])
def test_what_those_in_line_have_by_now_can_not_be_taken_back(by_hand, in_line, cohort, who):
    placed, offer = in_line
    if by_hand:
        waiting.withdraw(offer=offer, **who)
        waiting.offer(line=offer.line, cohort=cohort, count=2, **who)
    else:
        waiting.accept(offer=offer, **who)

    with pytest.raises(Refused, match="10"):
        orders.undo_cancel(order=placed, **who)

    assert Order.objects.get(pk=placed.pk).status == "cancelled"


@pytest.mark.parametrize("late", [True, False], ids=["too late", "somebody else"])
def test_only_who_called_it_off_can_undo_it_and_for_ten_minutes(late, cohort, who):
    placed = order(cohort, 2)
    orders.cancel(order=placed, **who)
    other = {"at": LATER + 10 * MINUTE} if late else {"by": UserFactory()}

    with pytest.raises(Refused):
        orders.undo_cancel(order=placed, **{**who, **other})

    assert Order.objects.get().status == "cancelled"


def test_an_order_that_is_not_called_off_has_nothing_to_undo(cohort, who):
    with pytest.raises(WrongStatus):
        orders.undo_cancel(order=order(cohort, 2), **who)


def test_an_order_that_ended_seat_by_seat_has_nothing_to_undo(cohort, who):
    placed = order(cohort, 1)
    seats.release(seat=Seat.objects.get(), **who)

    with pytest.raises(Refused):
        orders.undo_cancel(order=placed, **who)


def test_nothing_is_taken_back_in_a_cohort_that_has_started(cohort, who):
    placed = order(cohort, 1)
    order(cohort, 1)
    orders.cancel(order=placed, **who)
    cohorts.start(cohort=cohort, **who)

    with pytest.raises(orders.CohortClosed):
        orders.undo_cancel(order=placed, **who)


@pytest.mark.django_db(transaction=True)
def test_an_undo_pressed_by_many_at_once_and_orders_for_the_seats_never_oversell():
    cohort, by = CohortFactory(capacity=3), UserFactory()
    placed, orderer = order(cohort, 3), MembershipFactory(orderer=True).organisation
    orders.cancel(order=placed, by=by, at=LATER)

    def press(n: int) -> None:
        if n % 2:
            order(cohort, 1, orderer=orderer, by=by)
        else:
            orders.undo_cancel(order=Order.objects.get(pk=placed.pk), by=by, at=LATER)

    results = at_once(press, list(range(20)))

    assert [result for result in results[::2] if result is None] in ([], [None])
    assert taken(cohort) == (3, 3)


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(amount=0), lambda rows: rows.delete()], ids=["update", "delete"]
)
def test_what_it_cost_stays_written(change):
    CancellationFactory()

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        change(Cancellation.objects.all())

    assert Cancellation.objects.get().amount == 68000


BROKEN = [
    ({"quantity": 0}, "cancellation_of_something"),
    ({"percent": 101}, "cancellation_is_a_percentage"),
    ({"amount": -1}, "cancellation_costs_or_takes_away"),
]


@pytest.mark.parametrize(("values", "rule"), BROKEN, ids=lambda value: str(value)[:40])
def test_the_database_refuses_cancellations_that_mean_nothing(values, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        CancellationFactory(**values)


def test_the_database_refuses_to_undo_twice_and_to_undo_into_a_cost():
    first = CancellationFactory()
    CancellationFactory(line=first.line, undoes=first, amount=-68000)

    with pytest.raises(IntegrityError, match="unique"), transaction.atomic():
        CancellationFactory(line=first.line, undoes=first, amount=-68000)
    with pytest.raises(IntegrityError, match="cancellation_costs_or_takes_away"), transaction.atomic():
        CancellationFactory(line=first.line, undoes=CancellationFactory(), amount=1)


# The pages
def sent_long_ago(orderer, days: int, **other) -> Order:
    """An order of two seats, confirmed, in a cohort that starts so many days from today."""
    starts_on = timezone.localdate() + dt.timedelta(days=days)
    cohort = CohortFactory(starts_on=starts_on, ends_on=starts_on + dt.timedelta(days=30))
    return under_terms(cohort, orderer=orderer.organisation, **other)


def test_an_orderer_reads_what_it_costs_calls_off_and_changes_their_mind(orderer, signed_in):
    placed, client = sent_long_ago(orderer, 20), signed_in(orderer)
    address = f"/bestallningar/{placed.number}/"

    asked = client.get(f"{address}avboka/").content.decode()
    assert "Det kostar 50 % av priset: 68\xa0000 kr, enligt villkoren som gällde när ni beställde." in asked
    client.post(f"{address}avboka/", {"fee": "68000"})
    assert (Order.objects.get().status, Cancellation.objects.get().amount) == ("cancelled", 68000)
    page = client.get(address).content.decode()
    assert ("angra/" in page, "Avbokningen kostade 50 % av priset: 68\xa0000,00 kr" in page) == (True, True)
    client.post(f"{address}angra/")
    assert (Order.objects.get().status, states(placed)) == ("confirmed", ["confirmed"] * 2)


def test_who_was_told_another_cost_is_told_the_new_one_and_decides(orderer, signed_in):
    placed, client = sent_long_ago(orderer, 20), signed_in(orderer)

    told = client.post(f"/bestallningar/{placed.number}/avboka/", {"fee": "0"})

    assert (told.status_code, Order.objects.get().status) == (200, "confirmed")
    assert told.context["form"]["fee"].value() == "68000.00"
    client.post(f"/bestallningar/{placed.number}/avboka/", {"fee": "68000.00"})
    assert Order.objects.get().status == "cancelled"


def test_lines_of_several_cohorts_are_each_told(orderer, signed_in):
    placed = sent_long_ago(orderer, 20)
    day = timezone.localdate() + dt.timedelta(days=90)
    far = CohortFactory(programme=placed.programme, starts_on=day, ends_on=day)
    OrderLineFactory(order=placed, cohort=far, quantity=1)

    page = signed_in(orderer).get(f"/bestallningar/{placed.number}/avboka/")

    assert page.context["cost"] == "Det kostar 68\xa0000 kr sammanlagt, enligt villkoren som gällde när ni beställde."
    assert [cost.partition(": ")[2] for cost in page.context["costs"]] == ["50 %, 68\xa0000 kr", "0 %, 0 kr"]


def test_others_see_no_button_to_undo(orderer, national, signed_in):
    placed = order(CohortFactory(), 1, orderer=orderer.organisation)
    signed_in(orderer).post(f"/bestallningar/{placed.number}/avboka/", {"fee": "0"})

    client = signed_in(national)
    assert "angra/" not in client.get(f"/bestallningar/{placed.number}/").content.decode()
    client.post(f"/bestallningar/{placed.number}/angra/")
    assert Order.objects.get().status == "cancelled"


def test_nobody_calls_off_or_undoes_what_is_not_theirs(orderer, signed_in):
    placed, client = order(CohortFactory(), 1), signed_in(orderer)

    for verb in ("avboka", "angra"):
        assert client.post(f"/bestallningar/{placed.number}/{verb}/", {"fee": "0"}).status_code == 404
    assert client.get(f"/bestallningar/{placed.number}/avboka/").status_code == 404
    assert Order.objects.get().status == "sent"

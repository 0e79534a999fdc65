"""Random histories of orders, answers, changes, cancellations, promises, holds, offers and transfers, always checked.

Nothing is ever oversold, every number is the ledger's sum, and the ledger played from its start gives today's state.
"""

import contextlib
import datetime as dt
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import OrganisationFactory
from peersupport.shared.calendar import Quarter
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.actions import changes, cohorts, contingents, holds, orders, seats, transfers, waiting
from programs.models import Cohort, Contingent, Offer, Order, OrderLine, Seat, SeatEntry
from programs.tests.factories import CohortFactory, FundingSourceFactory, ProgrammeFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db
PICK = st.integers(min_value=0, max_value=1000)
FEW = st.integers(min_value=1, max_value=5)


class Histories(RuleBasedStateMachine):
    """Two cohorts of five, the first full and with a line; two orderers, one user who does everything; days go by."""

    @initialize()
    def begin(self) -> None:
        self.world = transaction.atomic()
        self.world.__enter__()
        self.by, self.at = UserFactory(), MARCH
        self.programme = ProgrammeFactory(hold_days=5)
        made = {"programme": self.programme, "capacity": 5, "release_on": MARCH.date()}
        self.cohorts = CohortFactory.create_batch(2, **made)
        Cohort.objects.update(county=self.cohorts[0].county)
        self.orderers = OrganisationFactory.create_batch(2)
        for orderer, wanted in zip(self.orderers, [3, 2], strict=True):  # or most histories would be over too soon
            orders.confirm(order=order(self.cohorts[0], wanted, orderer=orderer, by=self.by), **self.who)
        order(self.cohorts[0], 2, if_short="wait", orderer=self.orderers[0], by=self.by)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    @property
    def who(self) -> dict:
        return {"by": self.by, "at": self.at}

    def one(self, rows, n: int):
        """One of what there is, or None."""
        found = list(rows.order_by("pk"))
        return found[n % len(found)] if found else None

    def attempt(self, action, /, **arguments) -> None:
        """What an action refuses leaves everything as it was; the invariants see to it."""
        if None not in arguments.values():
            with_refusals(action, **arguments)
            self.at += dt.timedelta(seconds=1)  # no two things happen in the same moment

    @rule(n=PICK, count=FEW, if_short=st.sampled_from(["ask", "wait", "take"]), orderer=PICK)
    def place(self, n: int, count: int, if_short: str, orderer: int) -> None:
        what = {"quantity": count, "if_short": if_short, "orderer": self.orderers[orderer % 2]}
        self.attempt(order, cohort=self.cohorts[n % 2], **what, **self.who)

    @rule(n=PICK)
    def confirm(self, n: int) -> None:
        self.attempt(orders.confirm, order=self.one(Order.objects.all(), n), **self.who)

    @rule(n=PICK)
    def cancel(self, n: int) -> None:
        self.attempt(orders.cancel, order=self.one(Order.objects.all(), n), **self.who)

    @rule(n=PICK, minutes=st.integers(min_value=1, max_value=12))
    def cancel_and_undo(self, n: int, minutes: int) -> None:
        regretted = self.one(Order.objects.exclude(status__in=Order.OVER), n)
        self.attempt(orders.cancel, order=regretted, **self.who)
        self.at += dt.timedelta(minutes=minutes)
        self.attempt(orders.undo_cancel, order=regretted, **self.who)

    @rule(n=PICK, reason=st.sampled_from(Order.DeclineReason))
    def decline(self, n: int, reason: Order.DeclineReason) -> None:
        what = {"reason": reason, "words": "Vi kan inte."}
        self.attempt(orders.decline, order=self.one(Order.objects.sent(), n), **what, **self.who)

    @rule(n=PICK, quantity=st.integers(min_value=1, max_value=6))
    def change_quantity(self, n: int, quantity: int) -> None:
        line = self.one(OrderLine.objects.exclude(status="cancelled").select_related("order"), n)
        if line is not None:
            what = {"version": line.order.version, "quantity": quantity}
            self.attempt(changes.change_quantity, line=line, **what, **self.who)

    @rule(n=PICK, quantity=FEW)
    def split(self, n: int, quantity: int) -> None:
        line = self.one(OrderLine.objects.filter(status="held").select_related("order__orderer", "cost_bearer"), n)
        if line is not None:
            other = next(one for one in self.orderers if one != line.is_paid_by)
            what = {"version": line.order.version, "quantity": min(quantity, line.quantity), "cost_bearer": other}
            self.attempt(changes.split, line=line, **what, **self.who)

    @rule(n=PICK, cohort=PICK)
    def place_a_waiting_line(self, n: int, cohort: int) -> None:
        line = self.one(OrderLine.objects.waiting(), n)
        self.attempt(orders.place_line, line=line, cohort=self.cohorts[cohort % 2], **self.who)

    @rule(n=PICK, verb=st.sampled_from([seats.assign, seats.free, seats.deliver, seats.release]))
    def change_a_seat(self, n: int, verb) -> None:
        self.attempt(verb, seat=self.one(Seat.objects.select_related("cohort", "line"), n), **self.who)

    @rule(n=PICK, count=FEW)
    def fund(self, n: int, count: int) -> None:
        funding = FundingSourceFactory(programme=self.programme)
        self.attempt(seats.fund, cohort=self.cohorts[n % 2], funding=funding, count=count, **self.who)

    @rule(n=PICK, orderer=PICK, count=st.integers(min_value=0, max_value=4))
    def promise(self, n: int, orderer: int, count: int) -> None:
        what = {"organisation": self.orderers[orderer % 2], "count": count, "until": dt.date(2026, 7, 1)}
        self.attempt(contingents.promise, cohort=self.cohorts[n % 2], **what, **self.who)

    @rule(n=PICK)
    def let_go(self, n: int) -> None:
        promised = self.one(Contingent.objects.select_related("cohort"), n)
        self.attempt(contingents.let_go, contingent=promised, **self.who)

    @rule(n=PICK, count=FEW)
    def transfer(self, n: int, count: int) -> None:
        line = self.one(OrderLine.objects.filter(status="held"), n)
        if line is not None:
            other = next(cohort for cohort in self.cohorts if cohort.pk != line.cohort_id)
            self.attempt(transfers.transfer, line=line, cohort=other, count=count, **self.who)

    @rule(n=PICK, verb=st.sampled_from([waiting.accept, waiting.decline, waiting.withdraw]))
    def answer_an_offer(self, n: int, verb) -> None:
        self.attempt(verb, offer=self.one(Offer.objects.open(), n), **self.who)

    @rule(n=PICK, fewest=FEW)
    def take_fewer(self, n: int, fewest: int) -> None:
        self.attempt(waiting.accept_fewer, line=self.one(OrderLine.objects.waiting(), n), at_least=fewest, at=self.at)

    @rule(days=st.integers(min_value=1, max_value=4))
    def days_go_by(self, days: int) -> None:
        self.at += dt.timedelta(days=days)
        for late in Order.objects.sent().order_by("pk"):
            holds.expire(order=late, at=self.at)
        for offer in Offer.objects.open().order_by("pk"):
            waiting.expire(offer=offer, at=self.at)
        for cohort in self.cohorts:
            waiting.pass_on(cohort=cohort, at=self.at)

    @rule(n=PICK, keep=st.sets(PICK, max_size=3))
    def answer_release(self, n: int, keep: set[int]) -> None:
        placed = self.one(Order.objects.all(), n)
        if placed is not None:
            kept = {seat.pk for number, seat in enumerate(Seat.objects.filter(line__order=placed)) if number in keep}
            self.attempt(holds.answer_release, order=placed, keep=kept, **self.who)

    @rule(n=PICK, verb=st.sampled_from([cohorts.start, cohorts.cancel]), sure=st.integers(min_value=0, max_value=9))
    def end_a_cohort(self, n: int, verb, sure: int) -> None:
        if sure == 0:  # seldom, or every history would end soon
            self.attempt(verb, cohort=self.cohorts[n % 2], **self.who)

    @rule(quarter=st.sampled_from([Quarter(2026, 1), Quarter(2026, 2)]))
    def read_a_statement(self, quarter: Quarter) -> None:
        told = selectors.order_flows(lines=OrderLine.objects.of_seats(), quarter=quarter)
        assert all(one.flow.adds_up for one in told)
        assert all(one.flow.handed_over == 0 for one in told)
        if Quarter.of(self.at.date()) == quarter:
            waiting = sum(line.quantity for line in OrderLine.objects.waiting())
            assert sum(one.flow.waiting for one in told) == waiting

    @invariant()
    def nothing_is_oversold_and_the_counter_is_the_sum(self) -> None:
        sums = selectors.seat_sums(by="cohort")
        for cohort in Cohort.objects.all():
            counted = sums.get(cohort.pk, selectors.Seats())
            assert cohort.seats_taken == counted.taken <= cohort.capacity
            assert cohort.seats_left == cohort.capacity - counted.taken == selectors.seats_left(cohort=cohort)

    @invariant()
    def the_ledger_replayed_gives_todays_state(self) -> None:
        replayed: dict[int, tuple] = {}
        for entry in SeatEntry.objects.filter(seat__isnull=False).order_by("pk"):
            where = (entry.cohort_id, entry.line_id)
            assert (entry.was, *where) == replayed.get(entry.seat_id, ("", *where))
            if entry.became:
                replayed[entry.seat_id] = (entry.became, *where)
            else:
                del replayed[entry.seat_id]  # into the other cohort or line with the next row
        assert replayed == {seat.pk: (seat.status, seat.cohort_id, seat.line_id) for seat in Seat.objects.all()}

    @invariant()
    def what_is_shown_is_the_sum(self) -> None:
        held = Counter(str(seat.line.order.orderer) for seat in taking_seats().filter(line__isnull=False))
        assert selectors.seats_by_orderer(programme=self.programme) == dict(held)
        assert selectors.seats_ordered(programme=self.programme) == held.total()

    @invariant()
    def a_line_has_the_seats_that_it_says(self) -> None:
        sums = selectors.seat_sums(by="line", line__isnull=False)
        for line in OrderLine.objects.of_seats():
            assert sums.get(line.pk, selectors.Seats()).held == (line.quantity if line.status == "held" else 0)

    @invariant()
    def what_is_offered_is_kept_for_a_line_that_waits(self) -> None:
        sums = selectors.seat_sums(by="line", offer__isnull=False)
        offered = {offer.line_id: offer.seats for offer in Offer.objects.open().filter(line__status="waiting")}
        assert {line: seats.offered for line, seats in sums.items() if seats.offered} == offered
        assert Offer.objects.open().count() == len(offered)

    @invariant()
    def no_promise_is_used_up_twice(self) -> None:
        assert all(sums.guaranteed >= 0 for sums in selectors.seat_sums(by="contingent").values())


def with_refusals(action, /, **arguments) -> None:
    with contextlib.suppress(Refused):
        action(**arguments)


def taking_seats():
    return Seat.objects.taking_a_place().select_related("line__order__orderer")


def test_nothing_is_lost_or_sold_twice_whatever_happens():
    # no shrinking: with a database in every step it would take an hour to make a failure shorter
    quiet = settings(
        max_examples=12,
        stateful_step_count=30,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        database=None,
    )
    run_state_machine_as_test(Histories, settings=quiet)

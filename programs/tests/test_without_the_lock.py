"""Negative control: what the races of test_races.py would do without the lock, and without the constraint.

The product has no switch for this. The naive sale is written beside this file, served by a web server of its own, and
the constraint is dropped in the test's own database. If this did not oversell, the tests of the lock would prove
nothing.
"""

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, connection

from peersupport.accounts.tests.factories import PASSWORD
from peersupport.directory.tests.factories import MembershipFactory
from programs.actions.seats import NotEnoughSeats
from programs.models import Cohort, Seat
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory, OrderLineFactory
from programs.tests.naive import sell_naively
from programs.tests.served import served
from programs.tests.visitor import Visitor, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
BACKSTOP = next(rule for rule in Cohort._meta.constraints if rule.name == "cohort_never_oversold")
UNLOCKED, LOCKED = "programs.tests.unlocked_server", "django.core.wsgi:get_wsgi_application()"


@pytest.fixture
def without_the_constraint() -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.remove_constraint(Cohort, BACKSTOP)
    yield
    forget_what_was_sold()
    with connection.schema_editor() as editor:
        editor.add_constraint(Cohort, BACKSTOP)


def forget_what_was_sold() -> None:
    """The ledger refuses to have rows deleted, but not to be emptied."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE programs_seatentry")
    Seat.objects.all().delete()
    Cohort.objects.update(seats_taken=0)


def sold_of_twelve(sale: Callable) -> int:
    """How many seats of a new cohort of twelve 200 sales at once sell."""
    line = OrderLineFactory(cohort=CohortFactory(capacity=12))
    at_once(lambda number: sale(line, f"T/{number}"), list(range(200)))
    return line.seats.count()


def test_without_lock_and_constraint_twelve_seats_are_oversold(without_the_constraint):
    assert any(sold_of_twelve(sell_naively) > 12 for _round in range(5))


def test_without_the_lock_the_constraint_alone_still_sells_no_more_than_twelve():
    def sell(line, number: str) -> None:
        try:
            sell_naively(line, number)
        except IntegrityError as broken:
            raise NotEnoughSeats(0) from broken

    assert sold_of_twelve(sell) == 12


def bought_of_twelve(url: str) -> tuple[int, int]:
    """200 orders of a seat at once over HTTP, for a new cohort of twelve: how many were promised one, and have one."""
    cohort, orderer = CohortFactory(capacity=12), MembershipFactory(orderer=True, user__password=PASSWORD)
    visitor = Visitor(url).sign_in(orderer.user.email, PASSWORD)
    written = {"order__draft": True, "order__orderer": orderer.organisation, "status": "draft", "quantity": 1}
    drafts = OrderLineFactory.create_batch(200, cohort=cohort, order__programme=cohort.programme, **written)
    paths = [f"/bestall/utkast/{line.order_id}/skicka/" for line in drafts]
    visitor.get(paths[0])
    form = {"price": cohort.seat_price, **visitor.token}
    answers = all_at_once(lambda path: visitor.post(path, form), paths)
    assert {answer.status for answer in answers} <= {200, 302}
    promised = sum(answer.location.startswith("/bestall/klart/") for answer in answers)
    return promised, Seat.objects.filter(cohort=cohort).count()


def test_a_web_server_without_lock_and_constraint_oversells(without_the_constraint):
    with served(UNLOCKED) as url:
        rounds = (bought_of_twelve(url) for _round in range(5))
        assert any(promised > 12 and sold > 12 for promised, sold in rounds)


def test_the_products_own_pages_sell_twelve_by_the_lock_alone(without_the_constraint):
    """The same server, crowd and database, and no constraint: what differs is the lock."""
    with served(LOCKED) as url:
        assert bought_of_twelve(url) == (12, 12)

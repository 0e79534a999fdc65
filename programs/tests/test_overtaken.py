"""What was read before a lock was had may be old: whoever had to wait acts on what is so by then."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import pytest
from django.db import connection

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import OrganisationFactory
from programs.actions import changes, cohorts, orders, seats, transfers
from programs.models import Order, OrderLine, Seat
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db(transaction=True)
WAITS_FOR_ME = (
    "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
)


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def version() -> int:
    return Order.objects.get().version


def overtaken(second: Callable[[], object], first: Callable[[], object]) -> object:
    """What ``second`` comes to when it has to wait for ``first``, which it met half-way: the result, or a refusal."""
    with ThreadPoolExecutor(1) as pool:
        with acting_as(SYSTEM):
            first()
            outcome = pool.submit(_alone, second)
            _until_it_waits()
        return outcome.result(timeout=10)


def _alone(call: Callable[[], object]) -> object:
    try:
        with acting_as(SYSTEM):
            return call()
    except WrongStatus as refusal:
        return refusal
    finally:
        connection.close()


def _until_it_waits() -> None:
    end = monotonic() + 2  # the lock timeout is three seconds
    while monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(WAITS_FOR_ME)
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    raise AssertionError("It did not wait for a lock")


def test_a_line_is_not_divided_once_its_cohort_is_called_off(who):
    cohort = CohortFactory()
    line = order(cohort, 3).lines.get()
    payer = OrganisationFactory(name="Region Skåne")

    outcome = overtaken(
        lambda: changes.split(line=line, version=version(), quantity=1, cost_bearer=payer, **who),
        lambda: cohorts.cancel(cohort=cohort, **who),
    )

    assert isinstance(outcome, WrongStatus)
    assert list(OrderLine.objects.values_list("status", "quantity")) == [("waiting", 3)]


def test_a_line_is_placed_with_as_many_seats_as_it_wants_by_then(who):
    cohort = CohortFactory(capacity=4)
    wish = {"programme": cohort.programme, "county": cohort.county, "track": cohort.track}
    line = order(None, 4, **wish).lines.get()

    overtaken(
        lambda: orders.place_line(line=line, cohort=cohort, **who),
        lambda: changes.change_quantity(line=line, version=version(), quantity=2, **who),
    )

    assert OrderLine.objects.values_list("status", "quantity").get() == ("held", 2)
    assert (states(line.order), taken(cohort)) == (["reserved"] * 2, (2, 2))


def test_a_seat_that_was_moved_meanwhile_is_given_back_where_it_is(who):
    here = CohortFactory()
    there = CohortFactory(programme=here.programme)
    line = order(here, 3).lines.get()
    seat = Seat.objects.latest("number")

    overtaken(
        lambda: seats.release(seat=seat, **who),
        lambda: transfers.transfer(line=line, cohort=there, count=2, **who),
    )

    lines = OrderLine.objects.order_by("pk").values_list("cohort", "quantity")
    assert list(lines) == [(here.pk, 1), (there.pk, 1)]
    assert (taken(here), taken(there)) == ((1, 1), (1, 1))
    assert Order.objects.get().status == "sent"

"""What beat starts: one row that can't be seen to now keeps no other one waiting."""

import datetime as dt
import logging
import threading

import pytest
from django.db import connection, transaction

from peersupport.jobs.sweeps import each
from peersupport.shared.refusals import Refused
from programs import tasks
from programs.models import Order
from programs.tests.factories import CohortFactory
from programs.tests.steps import order

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = dt.date(2026, 1, 10)


@pytest.fixture
def overdue():
    """Two orders whose holds have run out."""
    placed = order(CohortFactory(), 1), order(CohortFactory(), 1)
    Order.objects.update(held_until=LONG_AGO)
    return placed


def test_an_order_that_somebody_holds_is_left_for_the_next_run_and_the_others_are_not(overdue, caplog):
    held, _other = overdue
    locked, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Order.objects.select_for_update().get(pk=held.pk)
            locked.set()
            done.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(20)
    try:
        with caplog.at_level(logging.WARNING, logger="peersupport.jobs.sweeps"):
            tasks.end_holds()
    finally:
        done.set()
        holder.join()

    assert [Order.objects.get(pk=one.pk).status for one in overdue] == ["sent", "expired"]
    assert caplog.messages == [f"programs.order:{held.pk} is left for the next run: OperationalError"]
    tasks.end_holds()
    assert Order.objects.get(pk=held.pk).status == "expired"


def test_a_refusal_ends_no_sweep_and_its_words_are_not_logged(overdue, caplog):
    seen = []

    def refuse_the_first(order: Order) -> None:
        seen.append(order)
        if len(seen) == 1:
            raise Refused("Alva Ek sits in one of the seats")

    with caplog.at_level(logging.WARNING, logger="peersupport.jobs.sweeps"):
        each(overdue, refuse_the_first)

    assert seen == list(overdue)
    assert caplog.messages == [f"programs.order:{overdue[0].pk} is left for the next run: Refused"]

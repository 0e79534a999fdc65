"""The one door through which a status changes, and the history that cannot be changed."""

import datetime as dt
import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit import status
from peersupport.audit.models import StatusChange
from programs.models import Order
from programs.tests.factories import OrderFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC)
SENT, CONFIRMED, CANCELLED = Order.Status.SENT, Order.Status.CONFIRMED, Order.Status.CANCELLED


def test_a_lock_is_for_the_row_itself_and_lets_others_point_to_it():
    order = OrderFactory()

    with CaptureQueriesContext(connection) as asked:
        Order.objects.locked().select_related("programme", "orderer").get(pk=order.pk)

    assert asked[0]["sql"].endswith('FOR NO KEY UPDATE OF "programs_order"')


def test_a_step_is_taken_and_remembered():
    order, user = OrderFactory(), UserFactory()

    status.move(order, CONFIRMED, by=user, at=NOON)

    step = StatusChange.objects.get()
    assert (order.status, Order.objects.get().status) == (CONFIRMED, CONFIRMED)
    assert (step.subject, step.was, step.became, step.by, step.at) == (
        f"programs.order:{order.pk}",
        SENT,
        CONFIRMED,
        user,
        NOON,
    )


def test_a_step_of_a_locked_row_asks_for_it_no_more(django_assert_num_queries):
    order, user = Order.objects.locked().get(pk=OrderFactory().pk), UserFactory()

    with django_assert_num_queries(2):
        status.move_locked(order, CONFIRMED, by=user, at=NOON)

    assert Order.objects.get().status == CONFIRMED
    assert StatusChange.objects.values_list("was", "became", "by").get() == (SENT, CONFIRMED, user.pk)


def test_a_step_of_a_locked_row_that_the_table_lacks_is_refused():
    order = OrderFactory(status=Order.Status.DECLINED)

    with pytest.raises(status.WrongStatus):
        status.move_locked(order, CONFIRMED, by=None, at=NOON)

    assert (Order.objects.get().status, StatusChange.objects.count()) == (Order.Status.DECLINED, 0)


def test_a_rule_may_take_a_step_without_a_person():
    order = OrderFactory()

    status.move(order, CANCELLED, by=None, at=NOON)

    assert StatusChange.objects.get().by is None


def test_other_fields_change_in_the_same_step():
    order = OrderFactory()

    status.move(order, CONFIRMED, by=None, at=NOON, reference="Ny referens")

    assert Order.objects.values_list("status", "reference").get() == (CONFIRMED, "Ny referens")


@pytest.mark.parametrize(
    ("now", "to"),
    [(now, to) for now in Order.STEPS for to in Order.Status if to not in Order.STEPS[now]],
)
def test_a_step_that_the_table_lacks_is_refused_and_leaves_no_trace(now, to):
    order = OrderFactory(status=now)

    with pytest.raises(status.WrongStatus, match=f"status är ”{order.get_status_display()}”"):
        status.move(order, to, by=None, at=NOON)

    assert (Order.objects.get().status, StatusChange.objects.count()) == (now, 0)


def test_what_is_stored_decides_not_what_was_read_before():
    order = OrderFactory()
    stale = Order.objects.get(pk=order.pk)
    status.move(order, Order.Status.DECLINED, by=None, at=NOON, decline_reason="full")

    with pytest.raises(status.WrongStatus):
        status.move(stale, CONFIRMED, by=None, at=NOON)

    assert Order.objects.get().status == Order.Status.DECLINED


def test_a_verb_may_take_fewer_steps_than_the_table_knows():
    order = OrderFactory(status=CANCELLED)

    with pytest.raises(status.WrongStatus):
        status.move(order, CONFIRMED, by=None, at=NOON, only_from=[SENT])
    status.move(order, CONFIRMED, by=None, at=NOON, only_from=[SENT, CANCELLED])

    assert Order.objects.get().status == CONFIRMED


def test_the_beginning_is_remembered_too():
    order = OrderFactory()

    status.begin(order, by=None, at=NOON)

    assert list(StatusChange.objects.values_list("was", "became")) == [("", SENT)]


@pytest.mark.parametrize(
    "change",
    [lambda rows: rows.update(became="sent"), lambda rows: rows.delete()],
    ids=["update", "delete"],
)
def test_history_is_written_once(change):
    order = OrderFactory()
    status.move(order, CONFIRMED, by=None, at=NOON)

    with pytest.raises(DatabaseError), transaction.atomic():
        change(StatusChange.objects.all())

    assert list(StatusChange.objects.values_list("became", flat=True)) == [CONFIRMED]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_is_told():
    order = OrderFactory()
    outcomes, ready = [], threading.Barrier(2)

    def press():
        own = Order.objects.get(pk=order.pk)
        ready.wait()
        try:
            with transaction.atomic():
                status.move(own, CONFIRMED, by=None, at=NOON)
            outcomes.append("moved")
        except status.WrongStatus:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["moved", "refused"]
    assert StatusChange.objects.count() == 1


def remembered(row) -> StatusChange:
    return StatusChange(subject=status.subject_of(row), was=row.status, became=CONFIRMED, at=NOON)


@pytest.mark.parametrize("count", [1, 3])
def test_many_take_a_step_together(count, django_assert_num_queries):
    orders = OrderFactory.create_batch(count)

    with django_assert_num_queries(3):
        status.move_all(orders, CONFIRMED, remember=remembered, reference="Ny referens")

    assert {order.status for order in orders} == {CONFIRMED}
    assert set(Order.objects.values_list("status", "reference")) == {(CONFIRMED, "Ny referens")}
    assert list(StatusChange.objects.values_list("was", flat=True)) == [SENT] * count


def test_when_one_of_many_may_not_none_does():
    orders = OrderFactory.create_batch(2)
    Order.objects.filter(pk=orders[1].pk).update(status=CANCELLED)

    with pytest.raises(status.WrongStatus):
        status.move_all(orders, CONFIRMED, only_from=[SENT], remember=remembered)

    assert list(Order.objects.order_by("pk").values_list("status", flat=True)) == [SENT, CANCELLED]
    assert not StatusChange.objects.exists()


def test_none_at_all_is_no_step(django_assert_num_queries):
    with django_assert_num_queries(0):
        status.move_all([], CONFIRMED, remember=remembered)

"""Holds that run out or are made longer, and seats that are asked back on the release date."""

import datetime as dt

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.shared.refusals import Refused
from programs import selectors, tasks
from programs.actions import changes, cohorts, holds, orders, seats, transfers
from programs.models import Cohort, Order, OrderLine, Seat
from programs.tests.factories import (
    CohortFactory,
    ContingentFactory,
    OfferFactory,
    OrderLineFactory,
    SeatEntryFactory,
)
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def days_later(days: int) -> dt.datetime:
    return MARCH + days * DAY


def test_a_hold_runs_out_on_the_day_after_its_last(who):
    cohort = CohortFactory(programme__hold_days=14)
    placed = order(cohort, 3)

    on_the_last_day = holds.expire(order=placed, at=days_later(14))
    after_it = holds.expire(order=placed, at=days_later(15))
    again = holds.expire(order=placed, at=days_later(15))

    assert (on_the_last_day, after_it, again) == (False, True, False)
    assert (Order.objects.get().status, states(placed)) == ("expired", ["released"] * 3)
    assert OrderLine.objects.get().status == "cancelled"
    assert set(Seat.objects.values_list("entries__why", flat=True)) == {"ordered", "expired"}
    assert taken(cohort) == (0, 0)


def test_what_is_confirmed_or_waits_for_seats_runs_out_never(who):
    cohort = CohortFactory(capacity=3)
    confirmed, waits = order(cohort, 2), order(cohort, 2, if_short="wait")
    orders.confirm(order=confirmed, **who)

    assert [holds.expire(order=one, at=days_later(100)) for one in (confirmed, waits)] == [False, False]


def test_an_order_that_holds_nothing_keeps_its_place_in_line_whatever_its_day_says():
    waits = order(CohortFactory(capacity=1), 2, if_short="wait")
    Order.objects.update(held_until=MARCH.date())

    assert holds.expire(order=waits, at=days_later(1)) is False
    assert OrderLine.objects.get().status == "waiting"


@pytest.fixture
def in_part(who):
    """An order of which two seats are held, and three wait because their cohort was called off."""
    cohort = CohortFactory(programme__hold_days=14)
    called_off = CohortFactory(programme=cohort.programme)
    placed = order(cohort, 5)
    transfers.transfer(line=placed.lines.get(), cohort=called_off, count=3, **who)
    cohorts.cancel(cohort=called_off, **who)
    return placed


def lines_of(placed: Order) -> list[tuple[int, str]]:
    return list(placed.lines.order_by("pk").values_list("quantity", "status"))


def test_what_waits_stays_in_line_when_the_rest_of_its_order_is_given_back(in_part):
    held, waits = in_part.lines.order_by("pk")
    staff = OrderLineFactory(order=in_part, kind="staff", quantity=1, status="ordered", cohort=held.cohort)

    expired = [holds.expire(order=in_part, at=days_later(days)) for days in (15, 15)]

    in_part.refresh_from_db()
    staff.refresh_from_db()
    assert expired == [True, False]
    assert (in_part.status, in_part.held_until) == ("sent", None)
    assert lines_of(in_part) == [(2, "cancelled"), (3, "waiting"), (1, "ordered")]
    assert (staff.cohort, staff.county) == (None, waits.county)
    assert list(held.seats.values_list("status", flat=True)) == ["released"] * 2
    assert list(waits.offers.values_list("cohort", "seats", "status")) == [(held.cohort_id, 3, "open")]


def test_what_waits_keeps_its_offer_when_the_rest_of_its_order_is_given_back(in_part):
    waits = in_part.lines.get(status="waiting")
    cohort = CohortFactory(programme=in_part.programme, county=waits.county, track=waits.track)
    offer = OfferFactory(line=waits, cohort=cohort, seats=3)

    holds.expire(order=in_part, at=days_later(15))

    offer.refresh_from_db()
    assert offer.status == "open"


def test_a_hold_ends_only_where_seats_are_held(in_part, who):
    on = in_part.held_until
    ended = [Order.objects.holds_ending(on).count()]

    changes.cancel_line(line=in_part.lines.get(status="held"), **who)

    ended.append(Order.objects.holds_ending(on).count())
    assert (ended, lines_of(in_part)) == ([1, 0], [(2, "cancelled"), (3, "waiting")])
    assert KINDS["hold_expires"].still_wanted({in_part.pk}) == set()
    assert reminded("hold_expires", on) == []


@pytest.mark.parametrize("email", ["bestall@kommun.example", ""])
def test_who_has_no_account_is_asked_by_the_contact_persons_address(email):
    """Seats that are about to go, seats that are asked back, and a reference that is missing."""
    cohort = CohortFactory(programme__hold_days=3, release_on=MARCH.date())
    placed = order(cohort, 1)
    Order.objects.update(contact_email=email, reference="", reference_later=True)
    kinds = ["hold_expires", "release_date", "reference_missing"]

    for kind, days in zip(kinds, [0, 0, 7], strict=True):
        at = days_later(days)
        post_many(KINDS[kind], on=at.date(), at=at)

    told = Letter.objects.filter(kind__in=kinds).values_list("kind", "subject_id", "user", "address")
    assert sorted(told) == (sorted((kind, placed.pk, None, email) for kind in kinds) if email else [])


def test_a_seat_with_somebody_in_it_is_left_for_a_coordinator(who):
    placed = order(CohortFactory(), 2)
    seats.assign(seat=Seat.objects.first(), **who)

    assert holds.expire(order=placed, at=days_later(100)) is False
    assert Order.objects.get().status == "sent"


def test_an_order_that_is_left_alone_keeps_what_it_is_offered(who):
    placed = order(CohortFactory(), 1)
    seats.assign(seat=Seat.objects.first(), **who)
    offer = OfferFactory(line__order=placed)

    holds.expire(order=placed, at=days_later(100))

    offer.refresh_from_db()
    assert offer.status == "open"


def test_the_task_ends_holds_and_promises_once():
    past = dt.date(2026, 1, 10)
    cohort = CohortFactory(capacity=5)
    placed = order(cohort, 2)
    Order.objects.update(held_until=past)
    promised = ContingentFactory(cohort=cohort, until=past)
    SeatEntryFactory(
        seat=None, line=None, cohort=cohort, contingent=promised, count=2, became="guaranteed", why="promised"
    )

    tasks.end_holds()
    tasks.end_holds()

    placed.refresh_from_db()
    assert placed.status == "expired"
    assert list(promised.entries.order_by("pk").values_list("why", "count")) == [("promised", 2), ("let_go", 2)]
    assert taken(cohort) == (0, 0)


def test_a_hold_is_made_longer(who):
    placed = order(CohortFactory(programme__hold_days=14), 1)

    holds.extend(order=placed, until=dt.date(2026, 4, 30), at=MARCH)

    assert holds.expire(order=placed, at=days_later(30)) is False
    assert Order.objects.get().held_until == dt.date(2026, 4, 30)


@pytest.mark.parametrize("until", [dt.date(2026, 3, 2), dt.date(2026, 8, 17)], ids=["today", "first day"])
def test_a_hold_ends_ahead_and_before_the_course(until):
    placed = order(CohortFactory(), 1)

    with pytest.raises(Refused) as refused:
        holds.extend(order=placed, until=until, at=MARCH)

    assert refused.value.field == "until"


def test_only_what_waits_for_an_answer_is_held_longer(who):
    placed = order(CohortFactory(), 1)
    orders.confirm(order=placed, **who)

    with pytest.raises(WrongStatus):
        holds.extend(order=placed, until=dt.date(2026, 4, 30), at=MARCH)


@pytest.fixture
def asked(who):
    """An order of four confirmed seats whose release date has come; somebody sits in the first."""
    cohort = CohortFactory(release_on=MARCH.date())
    placed = order(cohort, 4, by=who["by"])
    orders.confirm(order=placed, **who)
    seats.assign(seat=Seat.objects.order_by("number").first(), **who)
    return placed


def test_seats_are_kept_or_given_back(asked, who):
    second = Seat.objects.order_by("number")[1]

    given = holds.answer_release(order=asked, keep=[second.pk], **who)

    assert given == 2
    assert states(asked) == ["assigned", "confirmed", "released", "released"]
    assert list(Seat.objects.exclude(kept_at=None).values_list("pk", "kept_by")) == [(second.pk, who["by"].pk)]
    assert OrderLine.objects.get().quantity == 2
    assert taken(Cohort.objects.get()) == (2, 2)


def test_who_gives_back_all_has_no_order_left(who):
    cohort = CohortFactory(release_on=MARCH.date())
    placed = order(cohort, 2)
    orders.confirm(order=placed, **who)

    holds.answer_release(order=placed, keep=[], **who)

    assert (Order.objects.get().status, OrderLine.objects.get().status) == ("cancelled", "cancelled")
    assert selectors.step_to_undo(order=Order.objects.get(), **who) is None


def test_what_is_answered_is_not_asked_again(asked, who):
    holds.answer_release(order=asked, keep=Seat.objects.values_list("pk", flat=True), **who)

    with pytest.raises(Refused):
        holds.answer_release(order=asked, keep=[], **who)

    assert states(asked) == ["assigned"] + ["confirmed"] * 3


def test_nothing_is_asked_back_before_the_day(asked, who):
    Cohort.objects.update(release_on=MARCH.date() + DAY)

    with pytest.raises(Refused):
        holds.answer_release(order=asked, keep=[], **who)

    assert taken(Cohort.objects.get()) == (4, 4)


def test_a_cohort_that_has_started_keeps_its_seats(asked, who):
    Cohort.objects.update(status="running")

    with pytest.raises(Refused):
        holds.answer_release(order=asked, keep=[], **who)

    assert taken(Cohort.objects.get()) == (4, 4)


def reminded(name: str, on: dt.date) -> list[tuple]:
    post_many(KINDS[name], on=on, at=MARCH)
    return list(Letter.objects.filter(kind=name).order_by("pk").values_list("subject_id", "user", "expires_at__date"))


@pytest.mark.parametrize(("days", "is_reminded"), [(-1, False), (0, True), (3, True), (4, False)])
def test_a_hold_that_runs_out_within_three_days_is_told(days, is_reminded, orderer):
    placed = order(CohortFactory(), 1, orderer=orderer.organisation, by=orderer.user)
    last = MARCH.date() + days * DAY
    Order.objects.update(held_until=last)

    assert [row[:2] for row in reminded("hold_expires", MARCH.date())] == (
        [(placed.pk, orderer.user.pk)] if is_reminded else []
    )


def test_who_orders_there_now_is_asked_when_the_sender_does_no_longer(orderer, who):
    """The sender has no role there: the coordinator who wrote the order, or somebody who has left."""
    cohort = CohortFactory(release_on=MARCH.date())
    placed = order(cohort, 2, orderer=orderer.organisation, by=who["by"])

    twice = [reminded("release_date", day) for day in (MARCH.date(), MARCH.date() + DAY)]

    assert [[row[:2] for row in rows] for rows in twice] == [[(placed.pk, orderer.user.pk)]] * 2


@pytest.mark.parametrize(
    ("days", "letters"), [([6], 0), ([7], 1), ([7, 8, 20], 1), ([7, 21], 2), ([9, 23, 36], 3), ([400], 1)], ids=str
)
def test_a_missing_reference_is_asked_for_every_second_week(days, letters, orderer):
    order(CohortFactory(), 1, orderer=orderer.organisation, by=orderer.user)
    Order.objects.update(reference="", reference_later=True)

    for day in days:
        post_many(KINDS["reference_missing"], on=MARCH.date() + day * DAY, at=days_later(day))

    assert Letter.objects.filter(kind="reference_missing").count() == letters


def test_a_reminder_is_sent_while_nobody_has_answered(who):
    placed = order(CohortFactory(release_on=MARCH.date()), 1)
    Order.objects.update(reference="", reference_later=True)

    kinds = ("hold_expires", "release_date", "reference_missing")
    assert [KINDS[kind].still_wanted({placed.pk}) for kind in kinds] == [{placed.pk}] * 3


def test_a_reminder_is_not_sent_when_it_has_been_answered(asked, who):
    kinds = ("hold_expires", "release_date", "reference_missing")
    holds.answer_release(order=asked, keep=Seat.objects.values_list("pk", flat=True), **who)

    assert [KINDS[kind].still_wanted({asked.pk}) for kind in kinds] == [set(), set(), set()]

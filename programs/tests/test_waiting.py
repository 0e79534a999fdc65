"""The waiting line: free places are offered in turn, kept until there is an answer, and passed on after it."""

import datetime as dt

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import CountyFactory, OrganisationFactory
from peersupport.shared.refusals import Refused
from programs import selectors, tasks
from programs.actions import cohorts, contingents, holds, orders, seats, transfers, waiting
from programs.models import Cohort, Offer, Order, OrderLine, Seat, SeatEntry
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order, states

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DEADLINE = dt.datetime(2026, 3, 9, 16, 0, tzinfo=dt.UTC)  # Monday at 17:00, for five days after 2 March is a Saturday


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


@pytest.fixture
def full():
    """A cohort of six whose seats are all ordered: three orders of two."""
    cohort = CohortFactory(capacity=6)
    for _n in range(3):
        order(cohort, 2)
    return cohort


def waits(cohort, quantity, **other) -> OrderLine:
    return order(cohort, quantity, if_short="wait", **other).lines.get()


def waits_for_next(cohort, quantity, **other) -> OrderLine:
    where = {"programme": cohort.programme, "county": cohort.county, "track": cohort.track}
    return order(None, quantity, **where, **other).lines.get()


def free(cohort, count, who) -> None:
    """Somebody gives back so many seats at once."""
    held = Seat.objects.filter(cohort=cohort, line__order__status="sent").taking_a_place().order_by("pk")
    for seat in held[:count]:
        seats.release(seat=seat, **who)


def offered(*lines: OrderLine) -> list[tuple]:
    """Status and number of the offers of each of these lines, in one list."""
    rows = Offer.objects.filter(line__in=lines).order_by("pk")
    return [(lines.index(row.line), row.status, row.seats) for row in rows.select_related("line")]


def places(cohort) -> tuple[int, int, int]:
    """Offered, held, and left for anybody."""
    sums, row = selectors.seats_of(cohort=cohort), Cohort.objects.get(pk=cohort.pk)
    assert sums.taken == row.seats_taken
    return sums.offered, sums.held, row.seats_left


def test_a_seat_that_is_given_back_is_offered_at_once_and_kept(full, who):
    line = waits(full, 1)

    free(full, 1, who)

    assert offered(line) == [(0, "open", 1)]
    assert places(full) == (1, 5, 0)
    assert Offer.objects.get().ends_at == DEADLINE
    with pytest.raises(orders.NotEnoughSeats):
        order(full, 1)


def test_an_accepted_offer_becomes_seats_at_the_price_that_was_told(full, who):
    line = waits(full, 2)
    Cohort.objects.update(seat_price=99000)
    free(full, 2, who)

    waiting.accept(offer=Offer.objects.get(), **who)

    line.refresh_from_db()
    assert (line.status, line.quantity, line.unit_price) == ("held", 2, 68000)
    assert states(line.order) == ["reserved", "reserved"]
    assert line.order.lines.get().order.held_until == dt.date(2026, 3, 16)
    assert places(full) == (0, 6, 0)
    assert list(SeatEntry.objects.filter(offer__isnull=False).order_by("pk").values_list("why", "count")) == [
        ("offered", 2),
        ("taken_up", 2),
    ]


def test_where_no_yes_is_needed_accepted_seats_are_confirmed(full, who):
    line = waits(full, 1)
    full.programme.needs_approval = False
    full.programme.save()
    free(full, 1, who)

    waiting.accept(offer=Offer.objects.get(), by=None, at=MARCH)

    assert (Order.objects.get(lines=line).status, states(line.order)) == ("confirmed", ["confirmed"])


def test_the_line_of_a_confirmed_order_gets_confirmed_seats(full, who):
    line = waits(full, 1)
    Order.objects.filter(lines=line).update(status="confirmed")
    free(full, 1, who)

    waiting.accept(offer=Offer.objects.get(), **who)

    assert states(line.order) == ["confirmed"]


def test_a_declined_offer_goes_to_the_next_in_line(full, who):
    first, second = waits(full, 1), waits(full, 1)
    free(full, 1, who)

    waiting.decline(offer=Offer.objects.get(), **who)

    assert offered(first, second) == [(0, "declined", 1), (1, "open", 1)]
    assert places(full) == (1, 5, 0)
    assert OrderLine.objects.waiting().count() == 2


def test_who_has_let_an_offer_go_is_asked_again_only_about_more(full, who):
    line = waits(full, 3, at_least=1)
    free(full, 1, who)
    waiting.decline(offer=Offer.objects.get(), **who)

    waiting.pass_on(cohort=full, at=MARCH)
    before = offered(line)
    free(full, 1, who)

    assert before == [(0, "declined", 1)]
    assert offered(line) == [(0, "declined", 1), (0, "open", 2)]


@pytest.mark.parametrize(("minutes", "ends"), [(-1, False), (0, True), (60, True)])
def test_an_offer_ends_when_the_time_to_answer_is_over(minutes, ends, full, who):
    first, second = waits(full, 1), waits(full, 1)
    free(full, 1, who)
    at = DEADLINE + dt.timedelta(minutes=minutes)

    ended = waiting.expire(offer=Offer.objects.get(), at=at)
    again = waiting.expire(offer=Offer.objects.order_by("pk").first(), at=at)

    assert (ended, again) == (ends, False)
    assert offered(first, second) == ([(0, "expired", 1), (1, "open", 1)] if ends else [(0, "open", 1)])


def test_nobody_accepts_when_the_time_is_over(full, who):
    waits(full, 1)
    free(full, 1, who)

    with pytest.raises(waiting.TooLate):
        waiting.accept(offer=Offer.objects.get(), by=who["by"], at=DEADLINE)

    assert offered(OrderLine.objects.waiting().get()) == [(0, "open", 1)]


@pytest.mark.parametrize("first", [waiting.accept, waiting.decline, waiting.withdraw])
@pytest.mark.parametrize("second", [waiting.accept, waiting.decline, waiting.withdraw])
def test_an_offer_is_answered_once(first, second, full, who):
    waits(full, 1)
    free(full, 1, who)
    first(offer=Offer.objects.get(), **who)
    before = places(full)

    with pytest.raises(WrongStatus):
        second(offer=Offer.objects.get(), **who)

    assert places(full) == before


def test_the_first_in_line_comes_first_whether_it_waits_for_this_cohort_or_the_next(full, who):
    later = waits(full, 1, at=MARCH + DAY)
    sooner = waits_for_next(full, 1)

    free(full, 1, who)

    assert offered(sooner, later) == [(0, "open", 1)]


def test_priority_comes_before_time(full, who):
    sooner, later = waits(full, 1), waits(full, 1)
    waiting.prioritise(line=later, priority=1, reason="Two were admitted by mistake", **who)

    free(full, 1, who)

    assert offered(sooner, later) == [(1, "open", 1)]


def test_other_counties_tracks_programmes_and_orders_that_are_over_do_not_stand_in_this_line(full, who):
    other = CohortFactory(programme=full.programme, county=full.county, track="psykiatri", capacity=1)
    order(other, 1)
    waits(other, 1)
    waits_for_next(other, 1)
    waits_for_next(CohortFactory(county=full.county), 1)
    elsewhere = CountyFactory(code="14", name="Västra Götalands län")
    waits_for_next(CohortFactory(programme=full.programme, county=elsewhere), 1)
    Order.objects.filter(lines=waits(full, 1)).update(status="declined", decline_reason="full")

    free(full, 1, who)

    assert (Offer.objects.count(), places(full)) == (0, (0, 5, 1))


def test_all_or_nothing_is_passed_until_all_of_it_fits(full, who):
    group, single = waits(full, 3), waits(full, 1)

    free(full, 1, who)
    passed = offered(group, single)
    free(full, 3, who)

    assert passed == [(1, "open", 1)]
    assert offered(group, single) == [(1, "open", 1), (0, "open", 3)]


def test_a_smallest_number_takes_what_there_is(full, who):
    group, single = waits(full, 4, at_least=2), waits(full, 1)
    Cohort.objects.update(capacity=9)

    waiting.pass_on(cohort=full, at=MARCH)
    waiting.accept(offer=Offer.objects.get(), **who)

    assert offered(group, single) == [(0, "accepted", 3)]
    group.refresh_from_db()
    assert (group.status, group.quantity, group.at_least) == ("held", 3, None)
    assert len(states(group.order)) == 3


FREES = {
    "release": lambda cohort, who: free(cohort, 1, who),
    "order called off": lambda _cohort, who: orders.cancel(order=Order.objects.earliest("pk"), **who),
    "hold expired": lambda _cohort, who: holds.expire(order=Order.objects.earliest("pk"), at=who["at"] + 30 * DAY),
    "more seats": lambda cohort, who: cohorts.change(
        cohort=cohort,
        **{
            name: getattr(cohort, name)
            for name in ("version", "name", "municipality", "place", "seat_price", "release_on")
        },
        capacity=7,
        leaders=[],
        at=who["at"],
    ),
    "moved": lambda cohort, who: transfers.transfer(
        line=OrderLine.objects.filter(status="held").first(),
        cohort=CohortFactory(programme=cohort.programme),
        count=1,
        **who,
    ),
}


@pytest.mark.parametrize("how", FREES)
def test_whatever_frees_places_offers_them(how, full, who):
    line = waits(full, 1)

    FREES[how](full, who)

    assert offered(line) == [(0, "open", 1)]


@pytest.mark.parametrize("how", ["let go", "fewer"])
def test_places_that_are_promised_no_longer_are_offered(how, who):
    cohort = CohortFactory(capacity=2)
    promise = {"cohort": cohort, "organisation": OrganisationFactory(), "until": dt.date(2026, 7, 1), **who}
    contingent = contingents.promise(count=2, **promise)
    line = waits(cohort, 1)

    contingents.let_go(contingent=contingent, **who) if how == "let go" else contingents.promise(count=1, **promise)

    assert offered(line) == [(0, "open", 1)]


def test_seats_that_are_asked_back_go_to_those_in_line(who):
    cohort = CohortFactory(capacity=2, release_on=MARCH.date())
    placed = order(cohort, 2)
    line = waits(cohort, 2)

    holds.answer_release(order=placed, keep=[], **who)

    assert offered(line) == [(0, "open", 2)]


def test_a_new_cohort_is_offered_to_those_who_wait_for_the_next_one(who):
    cohort = CohortFactory(draft=True, capacity=4)
    lines = [waits_for_next(cohort, 3), waits_for_next(cohort, 3), waits_for_next(cohort, 1)]

    cohorts.open_for_orders(cohort=cohort, **who)

    assert offered(*lines) == [(0, "open", 3), (2, "open", 1)]


@pytest.mark.parametrize("ending", [cohorts.start, cohorts.cancel])
def test_no_offer_outlives_the_time_of_ordering(ending, full, who):
    line = waits(full, 1)
    free(full, 1, who)

    ending(cohort=full, **who)

    assert offered(line) == [(0, "withdrawn", 1)]
    assert selectors.seats_of(cohort=full).offered == 0
    assert OrderLine.objects.get(pk=line.pk).status == "waiting"


def test_an_order_that_is_called_off_gives_its_offer_to_the_next(full, who):
    first, second = waits(full, 1), waits(full, 1)
    free(full, 1, who)

    orders.cancel(order=first.order, **who)

    assert offered(first, second) == [(0, "withdrawn", 1), (1, "open", 1)]


def test_an_offer_to_a_line_that_no_longer_waits_is_taken_back(full, who):
    first, second = waits(full, 1), waits(full, 1)
    free(full, 1, who)
    OrderLine.objects.filter(pk=first.pk).update(status="cancelled")

    waiting.pass_on(cohort=full, at=MARCH)

    assert offered(first, second) == [(0, "withdrawn", 1), (1, "open", 1)]


def test_a_coordinator_who_places_a_line_takes_its_offer_back(full, who):
    line = waits(full, 1)
    free(full, 1, who)

    orders.place_line(line=line, cohort=full, **who)

    assert (offered(line), places(full)) == ([(0, "withdrawn", 1)], (0, 6, 0))


def test_the_task_ends_what_nobody_answered_and_offers_what_is_free_and_can_run_twice(full, who):
    Cohort.objects.update(starts_on=dt.date(2040, 1, 9), ends_on=dt.date(2040, 2, 10))
    first, second, third = (waits(full, 1) for _n in range(3))
    free(full, 1, who)
    Offer.objects.update(offered_at=MARCH - 9 * DAY, ends_at=MARCH - DAY)
    Cohort.objects.update(capacity=7)

    tasks.mind_the_line()
    tasks.mind_the_line()

    assert offered(first, second, third) == [(0, "expired", 1), (1, "open", 1), (2, "open", 1)]


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC), DEADLINE),
        (dt.datetime(2026, 3, 30, 9, 0, tzinfo=dt.UTC), dt.datetime(2026, 4, 7, 15, 0, tzinfo=dt.UTC)),  # Easter
        (dt.datetime(2026, 8, 13, 9, 0, tzinfo=dt.UTC), dt.datetime(2026, 8, 16, 15, 0, tzinfo=dt.UTC)),
        (dt.datetime(2026, 8, 16, 16, 0, tzinfo=dt.UTC), None),
    ],
    ids=str,
)
def test_there_is_time_to_answer_until_a_working_day_before_the_course(today, until, full, who):
    line = waits(full, 1)

    free(full, 1, {**who, "at": today})

    assert [offer.ends_at for offer in line.offers.all()] == ([until] if until else [])


def test_a_programme_that_takes_no_orders_offers_nothing(full, who):
    line = waits(full, 1)
    full.programme.is_open = False
    full.programme.save()

    free(full, 1, who)

    assert offered(line) == []


def test_a_coordinator_offers_out_of_turn(full, who):
    first, second = waits(full, 3), waits(full, 2, at_least=1)
    free(full, 1, who)
    waiting.decline(offer=Offer.objects.get(), **who)

    waiting.offer(line=second, cohort=full, count=1, **who)

    assert offered(first, second) == [(1, "declined", 1), (1, "open", 1)]
    assert Offer.objects.open().get().offered_by == who["by"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": 4}, "count"),
        ({"count": 1}, "count"),
        ({"count": 3}, "quantity"),
        ({"cohort": "other"}, "cohort"),
        ({"at": dt.datetime(2026, 8, 16, 16, 0, tzinfo=dt.UTC)}, None),
    ],
    ids=str,
)
def test_an_offer_that_can_not_be_kept_is_refused(change, field, full, who):
    line = waits(full, 3, at_least=2)
    Cohort.objects.update(capacity=8)
    if "cohort" in change:
        change = {"cohort": CohortFactory(programme=full.programme)}

    with pytest.raises(Refused) as refused:
        waiting.offer(**{"line": line, "cohort": full, "count": 2, **who, **change})

    assert refused.value.field == field
    assert places(full) == (0, 6, 2)


def test_a_line_has_one_offer_at_a_time(full, who):
    line = waits(full, 1)
    free(full, 2, who)

    with pytest.raises(Refused):
        waiting.offer(line=line, cohort=full, count=1, **who)

    assert offered(line) == [(0, "open", 1)]


def test_who_would_take_fewer_is_offered_them_at_once(full, who):
    line = waits(full, 4)
    free(full, 2, who)

    waiting.accept_fewer(line=line, at_least=2, at=MARCH)

    assert offered(line) == [(0, "open", 2)]


def test_all_of_them_is_no_smallest_number(full, who):
    line = waits(full, 4, at_least=4)
    one = line.at_least

    waiting.accept_fewer(line=line, at_least=2, at=MARCH)
    two = OrderLine.objects.get(pk=line.pk).at_least
    waiting.accept_fewer(line=line, at_least=None, at=MARCH)

    assert (one, two, OrderLine.objects.get(pk=line.pk).at_least) == (None, 2, None)


@pytest.mark.parametrize("number", [0, 5])
def test_a_smallest_number_is_from_one_to_all(number, full):
    line = waits(full, 4)

    with pytest.raises(Refused) as refused:
        waiting.accept_fewer(line=line, at_least=number, at=MARCH)

    assert refused.value.field == "at_least"


def test_a_priority_needs_a_reason_and_keeps_who_and_when(full, who):
    line = waits(full, 1)
    with pytest.raises(Refused) as refused:
        waiting.prioritise(line=line, priority=2, reason=" ", **who)

    waiting.prioritise(line=line, priority=2, reason="Our mistake", **who)
    waiting.prioritise(line=line, priority=2, reason="Our mistake", by=UserFactory(), at=MARCH + DAY)

    line.refresh_from_db()
    assert refused.value.field == "reason"
    assert (line.priority, line.priority_reason, line.prioritised_by, line.prioritised_at) == (
        2,
        "Our mistake",
        who["by"],
        MARCH,
    )


def test_only_a_line_that_waits_has_a_place_in_line(full, who):
    held = OrderLine.objects.first()

    for change in (
        lambda: waiting.prioritise(line=held, priority=1, reason="Why not", **who),
        lambda: waiting.accept_fewer(line=held, at_least=1, at=MARCH),
    ):
        with pytest.raises(WrongStatus):
            change()

    held.refresh_from_db()
    assert (held.priority, held.at_least) == (0, None)


def test_an_offer_reads_as_sentences_in_the_orders_history(full, who):
    line = waits(full, 2)
    free(full, 2, who)
    waiting.decline(offer=Offer.objects.get(), **who)
    waiting.offer(line=line, cohort=full, count=2, **who)
    waiting.withdraw(offer=Offer.objects.open().get(), **who)
    waiting.offer(line=line, cohort=full, count=2, **who)
    waiting.accept(offer=Offer.objects.open().get(), **who)

    told = [one.text for one in selectors.order_history(order=line.order, lines=[line])]

    assert sorted(told) == sorted(
        [
            *["2 platser erbjöds"] * 3,
            "Ett erbjudande om 2 platser avböjdes",
            "Ett erbjudande om 2 platser togs tillbaka",
            "Ett erbjudande om 2 platser antogs",
            "Platserna placerades i en utbildning",
            "Beställningen skickades",
        ]
    )

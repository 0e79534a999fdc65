"""Seats under pressure: 200 requests at once for a cohort of twelve, twenty rounds, over every way to a seat.

A round mixes sent orders, orders made larger, waiting lines placed by a coordinator, offers accepted and seats moved
from another cohort, through the web server in the shape of ./run; afterwards exactly twelve seats are held. Then the
rates: sent orders by 16 clients, beside two floors that are bare Django views in the same kind of server (one
conditional UPDATE and one INSERT in SQL; the same through the ORM under select_for_update), and the same crowd before a
server without lock and constraint, which has to oversell: otherwise the rounds would prove nothing. What is answered
"full" counts as an attempt. Both answers lead on to a page, the receipt or the question what to do instead; that page
is no attempt, and the rate of both together is printed as well.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from queue import Empty, SimpleQueue

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

from bench.report import Figure

ROUNDS, CROWD, CAPACITY, CLIENTS = 20, 200, 12, 16
SHARE = CROWD // 5  # of a round, for each way to a seat
SHARE_OF_THE_FLOOR, SLOWEST = 0.25, 250  # of the ORM floor's rate; milliseconds, 95 of 100
PRODUCT, UNLOCKED, FLOORS = "django.core.wsgi:get_wsgi_application()", "programs.tests.unlocked_server", "bench.bare"
CSRF = "b" * 32
_AHEAD = {"starts_on": date(2099, 8, 17), "ends_on": date(2099, 9, 18)}
_AHEAD_OF_A_LINE = {f"cohort__{name}": day for name, day in _AHEAD.items()}


@dataclass(frozen=True)
class Shot:
    """One request that may get a seat. ``kind``: by which way."""

    kind: str
    path: str
    form: dict
    visitor: object = None


@dataclass(frozen=True)
class Rate:
    """What a crowd was answered: how many got a seat, all in how many seconds, the 95th percentile in milliseconds."""

    sold: int
    attempts: int
    seconds: float
    slow: float

    @property
    def per_second(self) -> float:
        return self.attempts / self.seconds


def main() -> list[Figure]:
    """Runs as the owner of the tables, in a test database of its own."""
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    django.setup()
    from programs.tests.served import served

    created = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with served(PRODUCT) as url:
            figures = [_exactly_twelve(url)]
            ours = _median([_orders(url) for _n in range(5)])
            with_pages = _median([_orders(url, _through_and_on) for _n in range(3)])
        with served(FLOORS) as url:
            sql, orm = (_median([_bare(url, floor) for _n in range(5)]) for floor in ("sql", "orm"))
        return [*figures, *_rates(ours, sql, orm, with_pages), _without_the_lock()]
    finally:
        connection.close()
        connection.creation.destroy_test_db(created, verbosity=0)


def _exactly_twelve(url: str) -> Figure:
    from programs.models import Cohort
    from programs.selectors import seats_of

    wrong, won = [], {}
    for _round in range(ROUNDS):
        cohort, shots = _mixed(url)
        answers = _at_once(_through, shots, threads=CROWD)
        broken = [answer.status for answer in answers if answer.status not in (200, 302)]
        sums, counter = seats_of(cohort=cohort), Cohort.objects.get(pk=cohort.pk).seats_taken
        if broken or (sums.held, sums.taken, counter) != (CAPACITY, CAPACITY, CAPACITY):
            wrong.append((sums, counter, broken))
        for kind, seats in _won(cohort).items():
            won[kind] = won.get(kind, 0) + seats
    ways = ", ".join(f"{kind} {seats}" for kind, seats in sorted(won.items()))
    note = f"{ROUNDS} rounds of {CROWD} at once; seats by way: {ways}" + (f"; wrong: {wrong[:2]}" if wrong else "")
    return Figure("rounds with other than twelve seats", len(wrong), "rounds", "0", not wrong, note=note)


def _won(cohort) -> dict[str, int]:
    """How many seats each way got in the end, by what its orders' reference says."""
    from programs.models import Seat

    held = Seat.objects.taking_a_place().filter(cohort=cohort).values_list("line__order__reference", flat=True)
    return {kind: list(held).count(kind) for kind in set(held)}


def _mixed(url: str):
    """A new cohort of twelve and 200 requests for its seats, by five ways in turn. Two are held and three offered."""
    from peersupport.directory.tests.factories import CountyFactory, MembershipFactory
    from programs.actions import waiting
    from programs.models import OrderLine
    from programs.tests.factories import CohortFactory, OrderLineFactory

    cohort = CohortFactory(capacity=CAPACITY, county=CountyFactory(code="01"), **_AHEAD)
    other = CohortFactory(capacity=SHARE, county=CountyFactory(code="14"), programme=cohort.programme, **_AHEAD)
    orderer, coordinator = MembershipFactory(orderer=True), MembershipFactory(national=True)
    buyer, boss = signed_in(url, orderer.user), signed_in(url, coordinator.user)
    who = {"by": coordinator.user, "at": timezone.now()}

    def lines(count: int, reference: str, **wanted) -> list[OrderLine]:
        order = {"order__programme": cohort.programme, "order__orderer": orderer.organisation}
        return OrderLineFactory.create_batch(count, quantity=1, order__reference=reference, **order, **wanted)

    larger = [_ordered(cohort, orderer, "larger") for _n in range(2)]
    moved = [_ordered(other, orderer, "moved") for _n in range(SHARE)]
    offered = lines(3, "offered", cohort=cohort, status="waiting")
    for line in offered:
        waiting.offer(line=line, cohort=cohort, count=1, **who)
    placed = lines(SHARE, "placed", cohort=cohort, status="waiting")
    drafts = lines(SHARE, "sent", cohort=cohort, status="draft", order__draft=True)
    ways = (
        [_send(line, buyer) for line in drafts],
        [_enlarge(larger[n % 2], buyer) for n in range(SHARE)],
        [_place(line, cohort, boss) for line in placed],
        [_accept(offered[n % 3], buyer) for n in range(SHARE)],
        [_move(line, cohort, boss) for line in moved],
    )
    return cohort, [shot for turn in zip(*ways, strict=True) for shot in turn]


def _ordered(cohort, orderer, reference: str):
    from programs.tests.steps import order

    who = {"orderer": orderer.organisation, "by": orderer.user}
    return order(cohort, 1, reference=reference, **who).lines.select_related("order").get()


def _send(line, visitor) -> Shot:
    form = {"version": line.order.version, "price": line.cohort.seat_price, "extras_price": "0"}
    return Shot("sent", f"/bestall/utkast/{line.order_id}/skicka/", form, visitor)


def _enlarge(line, visitor) -> Shot:
    form = {"version": line.order.version, "fee": "0", "quantity": "2"}
    return Shot("larger", f"/bestallningar/{line.order.number}/rader/{line.pk}/antal/", form, visitor)


def _place(line, cohort, visitor) -> Shot:
    form = {f"line{line.pk}-cohort": cohort.pk}
    return Shot("placed", f"/bestallningar/{line.order.number}/placera/{line.pk}/", form, visitor)


def _accept(line, visitor) -> Shot:
    path = f"/bestallningar/{line.order.number}/svara/{line.offers.get().pk}/"
    return Shot("offered", path, {"answer": "accept"}, visitor)


def _move(line, cohort, visitor) -> Shot:
    path = f"/bestallningar/{line.order.number}/flytta/{line.pk}/"
    return Shot("moved", path, {"cohort": cohort.pk, "count": "1"}, visitor)


def _orders(url: str, send: Callable | None = None) -> Rate:
    """200 drafts of a seat sent by 16 clients, for a new cohort of twelve."""
    from peersupport.directory.tests.factories import MembershipFactory
    from programs.tests.factories import CohortFactory, OrderLineFactory

    cohort, orderer = CohortFactory(capacity=CAPACITY, **_AHEAD), MembershipFactory(orderer=True)
    written = {"order__draft": True, "order__orderer": orderer.organisation, "order__programme": cohort.programme}
    drafts = OrderLineFactory.create_batch(CROWD, quantity=1, cohort=cohort, status="draft", **written)
    visitors = [signed_in(url, orderer.user) for _n in range(CLIENTS)]
    shots = [_send(line, visitors[n % CLIENTS]) for n, line in enumerate(drafts)]
    return _measured(send or _through, shots, lambda answer: answer.location.startswith("/bestall/klart/"))


def _bare(url: str, floor: str) -> Rate:
    """As many requests to a floor's view, for a new cohort of twelve of its own."""
    from programs.tests.factories import OrderLineFactory
    from programs.tests.visitor import Visitor

    line = OrderLineFactory(cohort__capacity=CAPACITY, quantity=CROWD, **_AHEAD_OF_A_LINE)
    shots = [Shot(floor, f"/{floor}/{line.pk}/", {}, Visitor(url)) for _n in range(CROWD)]
    return _measured(_through, shots, lambda answer: answer.text == "sold")


def _rates(ours: Rate, sql: Rate, orm: Rate, with_pages: Rate) -> list[Figure]:
    told = f"{with_pages.per_second:.0f} a second with the page that follows"
    note = f"{ours.sold} sold of {CROWD}; {told}; the SQL floor answers {sql.per_second:.0f} a second"
    enough, share = ours.per_second >= SHARE_OF_THE_FLOOR * orm.per_second, f"≥ {SHARE_OF_THE_FLOOR} of the ORM floor"
    sold = [f"{rate.sold / rate.seconds:.0f}" for rate in (ours, sql, orm)]
    return [
        Figure("attempts to order", ours.per_second, "a second", share, enough, orm.per_second, note),
        Figure(
            "orders sold",
            ours.sold / ours.seconds,
            "a second",
            "12 of 200",
            ours.sold == CAPACITY,
            orm.sold / orm.seconds,
            f"product, SQL, ORM: {', '.join(sold)} a second while the twelve last",
        ),
        Figure(
            "one order, 95 of 100",
            ours.slow,
            "ms",
            f"≤ {SLOWEST} ms",
            ours.slow <= SLOWEST,
            orm.slow,
            f"{CLIENTS} clients",
        ),
    ]


def _without_the_lock() -> Figure:
    """The naive server, and the constraint dropped: it has to sell more than there are."""
    from programs.models import Cohort
    from programs.tests.served import served

    backstop = next(rule for rule in Cohort._meta.constraints if rule.name == "cohort_never_oversold")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Cohort, backstop)
    with served(UNLOCKED) as url:
        most = max(_orders(url).sold for _n in range(5))
    return Figure("sold of twelve without the lock", most, "seats", "more than 12: the control", most > CAPACITY)


def _measured(call: Callable, shots: list[Shot], is_sold: Callable) -> Rate:
    took: SimpleQueue = SimpleQueue()

    def timed(shot: Shot):
        began = time.perf_counter()
        answer = call(shot)
        took.put(time.perf_counter() - began)
        return answer

    began = time.perf_counter()
    answers = _at_once(timed, shots, threads=CLIENTS)
    seconds = time.perf_counter() - began
    if strange := {answer.status for answer in answers} - {200, 302}:
        raise SystemExit(f"The server answered {strange}")
    times = sorted(took.get() for _n in shots)
    return Rate(sum(map(is_sold, answers)), len(shots), seconds, times[int(len(times) * 0.95)] * 1000)


def _median(rates: list[Rate]) -> Rate:
    """The rate of the median run. The first one warms the server up and doesn't count."""
    counted = sorted(rates[1:], key=lambda rate: rate.per_second)
    return counted[len(counted) // 2]


def _through(shot: Shot):
    return shot.visitor.post(shot.path, {**shot.form, "csrfmiddlewaretoken": CSRF})


def _through_and_on(shot: Shot):
    """The same, and the page that the answer leads to."""
    answer = _through(shot)
    if shot.visitor.get(answer.location).status != 200:
        raise SystemExit(f"{answer.location} isn't there")
    return answer


def _at_once(call: Callable, shots: list[Shot], *, threads: int) -> list:
    """Each shot once, by so many threads that take the next one as soon as they are free."""
    waiting: SimpleQueue = SimpleQueue()
    for shot in shots:
        waiting.put(shot)

    def shoot() -> list:
        answers = []
        while True:
            try:
                shot = waiting.get_nowait()
            except Empty:
                return answers
            answers.append(call(shot))

    with ThreadPoolExecutor(threads) as pool:
        return [answer for answers in pool.map(lambda _n: shoot(), range(threads)) for answer in answers]


def signed_in(url: str, user):
    """Somebody who has signed in, and has had a form."""
    from bench.sessions import session_of
    from programs.tests.visitor import Visitor

    visitor = Visitor(url)
    visitor.cookies = {settings.SESSION_COOKIE_NAME: session_of(user), settings.CSRF_COOKIE_NAME: CSRF}
    return visitor

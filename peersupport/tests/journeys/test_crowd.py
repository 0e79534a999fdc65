"""Two hundred orders at once for a cohort of twelve, through the web server of ./run, as browsers send them.

The same crowd before a server without the lock oversells: programs/tests/test_without_the_lock.py.
"""

import json
from datetime import date, timedelta

import pytest

from devstack.testkit import Stack
from peersupport.tests.controls import Page
from programs.tests.visitor import Answer, Visitor, all_at_once

pytestmark = pytest.mark.journey
CROWD, CAPACITY, SESSIONS = 200, 12, 5
ORDERERS = ("stockholm", "haninge")
RECEIPT = "/bestall/klart/"
FACTS = """
import json
from programs.models import Cohort, Order, Seat
cohort = Cohort.objects.get(name={name!r})
orders = Order.objects.filter(lines__cohort=cohort)
lines = list(orders.values_list("lines__status", "lines__quantity"))
print(json.dumps({{
    "taken": cohort.seats_taken,
    "seats": Seat.objects.filter(cohort=cohort).count(),
    "numbers": sorted(orders.values_list("number", flat=True)),
    "held": sum(quantity for status, quantity in lines if status == "held"),
    "waiting": sum(quantity for status, quantity in lines if status == "waiting"),
}}))
"""


def signed_in(stack: Stack, account: str) -> Visitor:
    return Visitor(stack.url).sign_in(f"{account}@demo.example", stack.password)


def form_of(answer: Answer, field: str) -> dict[str, list[str]]:
    """What a browser would send from this page, tokens and all."""
    assert answer.status == 200, answer
    return Page(answer.text).form_with(field).values


def open_cohort(stack: Stack, name: str) -> str:
    """The address where seats are ordered in a new cohort of twelve that the region's coordinator has opened."""
    coordinator = signed_in(stack, "regional")
    page = coordinator.get("/utbildningar/ny/")
    monday = date.today() + timedelta(days=60 - date.today().weekday())
    choices = Page(page.text).choices
    filled = {
        **form_of(page, "capacity"),
        **{one: next(value for value in choices[one] if value) for one in ("programme", "host", "county")},
        "name": name,
        "track": "other",
        "capacity": str(CAPACITY),
        "starts_on": monday.isoformat(),
    }
    answer = coordinator.post("/utbildningar/ny/", filled)
    assert answer.status == 302, answer.text
    coordinator.post(f"{answer.location}oppna/", coordinator.token)
    return f"/bestall/{answer.location.rstrip('/').rpartition('/')[2]}/"


def facts_about(stack: Stack, name: str) -> dict:
    return json.loads(stack.manage("shell", "--no-imports", "-c", FACTS.format(name=name)).splitlines()[-1])


def outcomes(answers: list[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Those that were promised something, and those that were asked what to do instead. There is nothing else."""
    assert {answer.status for answer in answers} <= {200, 302}
    placed = [answer for answer in answers if answer.location.startswith(RECEIPT)]
    asked = [answer for answer in answers if answer.status == 200]
    assert len(placed) + len(asked) == len(answers)
    return placed, asked


def test_two_hundred_orders_at_once_sell_twelve_seats(running_stack):
    path = open_cohort(running_stack, "Trängseln")
    visitors = [signed_in(running_stack, ORDERERS[n % len(ORDERERS)]) for n in range(SESSIONS)]
    crowd = [visitors[n % SESSIONS] for n in range(CROWD)]
    forms = [(visitor, form_of(visitor.get(path), "quantity")) for visitor in crowd]
    forms = [(visitor, {**form, "quantity": "1", "reference": "4711"}) for visitor, form in forms]
    assert len({form["key"][0] for _visitor, form in forms}) == CROWD

    answers = all_at_once(lambda one: one[0].post(path, one[1]), forms)
    placed, asked = outcomes(answers)
    some = [(visitor, answer) for visitor, answer in zip(crowd, answers, strict=True) if answer in asked][:20]
    again = [(visitor, {**form_of(answer, "quantity"), "if_short": "wait"}) for visitor, answer in some]
    waiting, _refused = outcomes(all_at_once(lambda one: one[0].post(path, one[1]), again))

    found = facts_about(running_stack, "Trängseln")
    assert (len(placed), len(asked), len(waiting)) == (CAPACITY, CROWD - CAPACITY, len(some))
    assert (found["taken"], found["seats"], found["held"]) == (CAPACITY,) * 3
    assert found["waiting"] == len(some)
    promised = [answer.location.removeprefix(RECEIPT).rstrip("/") for answer in [*placed, *waiting]]
    assert sorted(promised) == found["numbers"]
    assert found["numbers"] == without_gaps(found["numbers"])


def without_gaps(numbers: list[str]) -> list[str]:
    """As many numbers as there are, one after the other from the first."""
    prefix, _dash, first = numbers[0].rpartition("-")
    return [f"{prefix}-{number:04d}" for number in range(int(first), int(first) + len(numbers))]


def test_one_form_sent_twenty_times_is_one_order(running_stack):
    path = open_cohort(running_stack, "Dubbelklicket")
    visitor = signed_in(running_stack, "haninge")
    form = {**form_of(visitor.get(path), "quantity"), "quantity": "2", "reference": "4711"}

    placed, asked = outcomes(all_at_once(lambda _n: visitor.post(path, form), list(range(20))))

    found = facts_about(running_stack, "Dubbelklicket")
    assert ({answer.location for answer in placed}, asked) == ({f"{RECEIPT}{found['numbers'][0]}/"}, [])
    assert (len(found["numbers"]), found["taken"]) == (1, 2)

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
CROWD, CAPACITY, SESSIONS = 200, 12, 4  # sessions: as many for each orderer
ORDERERS = ("stockholm", "haninge")
RECEIPT = "/bestall/klart/"
DRAFTS = """
import json
from uuid import uuid4
from django.utils import timezone
from peersupport.directory.models import Membership
from programs.actions import drafts
from programs.models import Cohort, Wish
cohort = Cohort.objects.select_related("programme").get(name={name!r})
made = []
for n in range({count}):
    email = {accounts!r}[n % len({accounts!r})] + "@demo.example"
    orderer = Membership.objects.select_related("user", "organisation").get(user__email=email)
    where = dict(orderer=orderer.organisation, programme=cohort.programme, wish=Wish(cohort))
    draft = drafts.begin(key=uuid4(), quantity={quantity}, **where, by=orderer.user, at=timezone.now())
    drafts.change_payer(order=draft, version=1, payer=None, at=timezone.now(), reference="4711")
    made.append(draft.pk)
print(json.dumps(made))
"""
FACTS = """
import json
from programs.models import Cohort, Order, Seat
cohort = Cohort.objects.get(name={name!r})
orders = Order.objects.placed().filter(lines__cohort=cohort)
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


def open_cohort(stack: Stack, name: str) -> None:
    """A new cohort of twelve that the region's coordinator has opened for orders."""
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


def written_drafts(stack: Stack, name: str, *, count: int, quantity: int, accounts: tuple[str, ...]) -> list[str]:
    """The addresses of the last step of as many drafts, which the accounts have written in turn."""
    code = DRAFTS.format(name=name, count=count, quantity=quantity, accounts=accounts)
    made = json.loads(stack.manage("shell", "--no-imports", "-c", code).splitlines()[-1])
    return [f"/bestall/utkast/{pk}/skicka/" for pk in made]


def facts_about(stack: Stack, name: str) -> dict:
    return json.loads(stack.manage("shell", "--no-imports", "-c", FACTS.format(name=name)).splitlines()[-1])


def outcomes(answers: list[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Those that were promised something, and those that are led to the question what to do instead. There is nothing
    else.
    """
    assert {answer.status for answer in answers} == {302}
    placed = [answer for answer in answers if answer.location.startswith(RECEIPT)]
    asked = [answer for answer in answers if answer.location.endswith("/skicka/?kvar=0")]
    assert len(placed) + len(asked) == len(answers)
    return placed, asked


def test_two_hundred_orders_at_once_sell_twelve_seats(running_stack):
    open_cohort(running_stack, "Trängseln")
    paths = written_drafts(running_stack, "Trängseln", count=CROWD, quantity=1, accounts=ORDERERS)
    visitors = [signed_in(running_stack, ORDERERS[n % len(ORDERERS)]) for n in range(SESSIONS)]
    crowd = [(visitors[n % SESSIONS], path) for n, path in enumerate(paths)]
    forms = [(visitor, path, form_of(visitor.get(path), "price")) for visitor, path in crowd]

    answers = all_at_once(lambda one: one[0].post(*one[1:]), forms)
    placed, asked = outcomes(answers)
    some = [(*one, answer) for one, answer in zip(crowd, answers, strict=True) if answer in asked][:20]
    questions = [(visitor, path, visitor.get(answer.location)) for visitor, path, answer in some]
    again = [(visitor, path, {**form_of(page, "price"), "if_short": "wait"}) for visitor, path, page in questions]
    waiting, _refused = outcomes(all_at_once(lambda one: one[0].post(*one[1:]), again))

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


def test_one_draft_sent_twenty_times_is_one_order(running_stack):
    open_cohort(running_stack, "Dubbelklicket")
    (path,) = written_drafts(running_stack, "Dubbelklicket", count=1, quantity=2, accounts=("haninge",))
    visitor = signed_in(running_stack, "haninge")
    form = form_of(visitor.get(path), "price")

    placed, asked = outcomes(all_at_once(lambda _n: visitor.post(path, form), list(range(20))))

    found = facts_about(running_stack, "Dubbelklicket")
    assert ({answer.location for answer in placed}, asked) == ({f"{RECEIPT}{found['numbers'][0]}/"}, [])
    assert (len(found["numbers"]), found["taken"]) == (1, 2)

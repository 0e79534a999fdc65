"""What follows a placement: a supervisor's own pages, and the question whose supervision is late in a whole country.

A supervisor of fourteen people opens the list of whom they meet and the page that notes a session, beside their floors
(bench/floor.py). Then 50,000 people are at work, three in a hundred of them late: the reminders about them are written
by one statement, beside a floor that writes the same rows and asks nothing but which of them are late.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench import beside
from bench.measured import Page
from bench.report import Figure

PEERS, MOST_QUERIES = 14, 10
AT_WORK, ONE_LATE_OF = 50_000, 33
WARM_UP, RUNS, ROUNDS = 5, 30, 7
BATCH = 5_000
TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
# what the reminders write, of plans that are late, and nothing else
FLOOR = """
    INSERT INTO letters_letter (key, kind, subject_id, user_id, address, language, "values", state, created_at,
        not_before, expires_at, attempts, error_class)
    SELECT 'floor:' || plan.placement_id || ':' || plan.late_on, 'supervision_late', plan.placement_id,
        placement.supervisor_id, '', 'sv', '{}', 'queued', now(), now(), now() + interval '60 days', 0, ''
    FROM placements_supervisionplan plan JOIN placements_placement placement ON placement.id = plan.placement_id
    WHERE plan.late_on <= %s"""


def main() -> list[Figure]:
    """Runs as the owner of the tables, in a test database of its own."""
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    django.setup()
    from programs.tests.served import address_of_the_database

    folder = Path(os.environ["BENCH_FOLDER"])
    created = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return [*_pages(address_of_the_database(), folder), *_late()]
    finally:
        connection.close()
        connection.creation.destroy_test_db(created, verbosity=0)


def _pages(url: str, folder: Path) -> Iterator[Figure]:
    """Product and floor take turns, request by request, so that a busy machine slows both alike."""
    supervisor = _supervisor()
    named = {
        "their people": "/placeringar/",
        "what is to come": "/handledning/",
        "noting a session": "/handledning/ny/",
    }
    users = [supervisor.user_id]
    with beside.product(url, folder, users) as ours, beside.floor(url, folder, users) as floor:
        for name, path in named.items():
            page = Page(path.strip("/").replace("/", "-"), path, None, user=supervisor.user_id)
            html, asked = beside.statements(path, page.user, ours, folder)
            turns = [(ours, path), (floor, beside.floor_path(page, html, asked, floor, folder))]
            taken = [[site.milliseconds(where, page.user) for site, where in turns] for _turn in range(WARM_UP + RUNS)]
            product, bare = (statistics.median(times) for times in zip(*taken[WARM_UP:], strict=True))
            queries, note = len(asked), f"{product:.1f} ms beside {bare:.1f}"
            about = f"a supervisor of {PEERS}, {name}"
            yield Figure(about, queries, "queries", f"≤ {MOST_QUERIES}", queries <= MOST_QUERIES, note=note)


def _supervisor():
    """Somebody with fourteen peer supporters who started in spring."""
    from placements.tests.conftest import make_cast

    cast = make_cast()
    for _peer in range(PEERS):
        cast.start()
    return cast.supervisor


def _late() -> Iterator[Figure]:
    late = _at_work()
    found, statements = _reminders(), _statements(_reminders)
    rounds = [(_milliseconds(_floor), _milliseconds(_reminders)) for _round in range(ROUNDS)]
    bare, ours = (statistics.median(times) for times in zip(*rounds, strict=True))
    name, note = f"late supervision among {AT_WORK}", f"{found} of {late} that are late are written to"
    yield Figure(name, ours, "ms", "every late one", found == late, bare, note)
    yield Figure(f"{name}, statements", statements, "statements", "1", statements == 1)


def _reminders() -> int:
    """Write them all, and forget that they were written."""
    from peersupport.letters.outbox import post_many
    from peersupport.letters.registry import KINDS

    with transaction.atomic():
        made = post_many(KINDS["supervision_late"], on=TODAY, at=NOW)
        transaction.set_rollback(True)
    return made


def _floor() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FLOOR, [TODAY])
        transaction.set_rollback(True)


def _statements(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        work()
    return sum("INSERT INTO" in query["sql"] or query["sql"].startswith("SELECT") for query in asked)


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _at_work() -> int:
    """So many people at work under a thousand supervisors, each with a plan; how many are late."""
    from peersupport.directory.models import Person, Registration
    from placements.models import Placement, SupervisionPlan
    from placements.tests.factories import PHASES, PlacementFactory
    from programs.models import Seat
    from training.models import Participation

    first = PlacementFactory()
    people = _rows(Person, [first.person], lambda n: {"given_name": "Test", "family_name": str(n), "user_id": None})
    _rows(Registration, [Registration.objects.get(person=first.person)], lambda n: {"person": people[n]})
    seats = _rows(Seat, [first.participation.seat], lambda n: {"number": f"X/{n}", "application_code": f"work{n}"})
    told = {"application_id": None}
    courses = _rows(Participation, [first.participation], lambda n: {"person": people[n], "seat": seats[n], **told})
    supervisors = _supervisors(first.host)
    placements = _rows(
        Placement,
        [first],
        lambda n: {
            "person": people[n],
            "participation": courses[n],
            "supervisor_id": supervisors[n % len(supervisors)],
        },
    )
    SupervisionPlan.objects.bulk_create(
        (
            SupervisionPlan(
                placement=row,
                phases=PHASES,
                next_due_on=due_on,
                next_alone_on=due_on,
                late_on=due_on + timedelta(days=1),
            )
            for row, due_on in zip(placements, map(_due_on, range(AT_WORK)), strict=True)
        ),
        batch_size=BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return sum(_days_left(n) < 0 for n in range(AT_WORK))


def _due_on(n: int) -> date:
    return TODAY + timedelta(days=_days_left(n))


def _days_left(n: int) -> int:
    return -1 - n % 20 if n % ONE_LATE_OF == 0 else 1 + n % 30


def _rows(model, like: list, differs: Callable[[int], dict]) -> list:
    """As many rows as people at work, each like the first but for what differs."""
    (first,) = like
    given = {
        field.attname: getattr(first, field.attname)
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.generated)
    }

    def row(n: int):
        made = model(**given)
        for name, value in differs(n).items():
            setattr(made, name, value)
        return made

    return model.objects.bulk_create((row(n) for n in range(AT_WORK)), batch_size=BATCH)


def _supervisors(host) -> list[int]:
    from peersupport.accounts.models import User
    from peersupport.accounts.permissions import Role
    from peersupport.directory.models import Membership
    from peersupport.directory.tests.factories import MembershipFactory

    first = MembershipFactory(role=Role.SUPERVISOR, organisation=host)
    users = User.objects.bulk_create(
        User(email=f"supervisor{n}@example.org", given_name="Test", family_name=str(n)) for n in range(999)
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=host, role=Role.SUPERVISOR, started_at=first.started_at) for user in users
    )
    return [first.user_id, *(user.pk for user in users)]

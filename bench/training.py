"""A course's heaviest page, and its heaviest work.

The attendance matrix of 16 people over 30 half days, beside its floor (bench/floor.py), as bench.pages measures every
page. Then 1,000 certificates as one PDF: asked for at the button, done by a Celery worker, watched on its page until
the file is there. Its floor is the typesetter alone, with all codes drawn. The memory is that of the worker, its child
process and the typesetter together, at its highest.
"""

import io
import os
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import pypdf
from django.conf import settings
from django.db import connection

from bench import beside
from bench.measured import Page
from bench.report import Figure
from bench.server import family, pss, worker

PEOPLE, DAYS = 16, 15  # two half days each
WARM_UP, RUNS = 5, 30
MOST_QUERIES, MOST_RATIO = 6, 2.0
CERTIFICATES, SECONDS, MEBIBYTES = 1_000, 60, 500
PATIENCE, LOOK_EACH, WEIGH_EACH = 300, 0.5, 0.05  # seconds


def main() -> list[Figure]:
    """Runs as the owner of the tables, in a test database of its own."""
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    django.setup()
    from programs.tests.served import address_of_the_database

    folder = Path(os.environ["BENCH_FOLDER"])
    created = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        url = address_of_the_database()
        return [*_matrix(url, folder), *_printed(url)]
    finally:
        connection.close()
        connection.creation.destroy_test_db(created, verbosity=0)


def _matrix(url: str, folder: Path) -> Iterator[Figure]:
    """Product and floor take turns, request by request, so that a busy machine slows both alike."""
    cohort, coordinator = _held()
    page = Page("matrix", f"/utbildningar/{cohort.pk}/", None, user=coordinator.user_id)
    with beside.product(url, folder, [page.user]) as ours, beside.floor(url, folder, [page.user]) as floor:
        html, asked = beside.statements(page.path, page.user, ours, folder)
        turns = [(ours, page.path), (floor, beside.floor_path(page, html, asked, floor, folder))]
        taken = [[site.milliseconds(where, page.user) for site, where in turns] for _turn in range(WARM_UP + RUNS)]
    product, bare = (statistics.median(times) for times in zip(*taken[WARM_UP:], strict=True))
    queries, name = len(beside.own_statements(asked)), f"attendance of {PEOPLE} people on {2 * DAYS} half days"
    held = product <= MOST_RATIO * bare
    yield Figure(name, product, "ms", f"ratio ≤ {MOST_RATIO}", held, bare, f"html {len(html) / 1000:.0f} kB")
    yield Figure(f"{name}, queries", queries, "queries", f"≤ {MOST_QUERIES}", queries <= MOST_QUERIES)


def _held():
    """A running course whose days are all registered, and a coordinator."""
    from peersupport.directory.tests.factories import MembershipFactory
    from programs.tests.factories import CohortFactory
    from training.tests.factories import CourseDayFactory, ParticipationFactory, mark_day

    cohort = CohortFactory(running=True, capacity=PEOPLE)
    days = CourseDayFactory.create_batch(DAYS, cohort=cohort, sessions__registered=True)
    for participation in ParticipationFactory.create_batch(PEOPLE, cohort=cohort):
        for day in days:
            mark_day(day, participation)
    return cohort, MembershipFactory(national=True)


def _printed(url: str) -> Iterator[Figure]:
    from peersupport.jobs.models import JobFile
    from programs.tests.served import served

    cohort, visitor = _certified()
    with served("django.core.wsgi:get_wsgi_application()") as address, worker(url) as process:
        visitor.origin = address
        with _weighed(process.pid) as weights:
            seconds, seen = _until_ready(visitor, f"/utbildningar/{cohort.pk}/intyg/pdf/")
    made = bytes(JobFile.objects.get().content)
    pages, name = len(pypdf.PdfReader(io.BytesIO(made)).pages), f"{CERTIFICATES} certificates as one PDF"
    note = f"{pages} pages, {len(made) / 1024**2:.1f} MiB; percent seen: {', '.join(map(str, seen))}"
    held = seconds < SECONDS and pages == CERTIFICATES and len(seen) > 1
    yield Figure(name, seconds, "s", f"< {SECONDS} s, shown as it goes", held, _typeset(cohort), note)
    most = max(weights)
    yield Figure(f"{name}, memory", most, "MiB", f"< {MEBIBYTES} MiB", most < MEBIBYTES, weights[0], "floor: idle")


def _certified():
    """A cohort with a thousand certificates, and the browser of a coordinator who has signed in."""
    from bench.seats import signed_in
    from peersupport.directory.tests.factories import MembershipFactory
    from programs.tests.factories import CohortFactory
    from training.tests.factories import CertificateFactory

    cohort = CohortFactory(capacity=CERTIFICATES)
    CertificateFactory.create_batch(CERTIFICATES, participation__cohort=cohort)
    return cohort, signed_in("", MembershipFactory(national=True).user)


def _until_ready(visitor, button: str) -> tuple[float, list[int]]:
    """Press the button and look at the page until the file is there: seconds, and the percents that it showed."""
    from bench.seats import CSRF
    from peersupport.jobs.models import LongJob

    began, seen = time.perf_counter(), []
    page = visitor.post(button, {"csrfmiddlewaretoken": CSRF}).location
    while time.perf_counter() - began < PATIENCE:
        answer, job = visitor.get(page), LongJob.objects.get()
        if f"{page}fil/" in answer.text:
            return time.perf_counter() - began, seen
        if job.status == LongJob.Status.FAILED:
            raise SystemExit("The certificates were not printed.")
        if f'value="{job.percent}"' in answer.text and job.percent not in seen:
            seen.append(job.percent)
        time.sleep(LOOK_EACH)
    raise SystemExit("The certificates were not printed in time.")


@contextmanager
def _weighed(pid: int) -> Iterator[list[float]]:
    """What a process and all that it started weigh together in MiB, again and again until the block ends."""
    weights, ended = [_weight(pid)], threading.Event()

    def weigh() -> None:
        while not ended.wait(WEIGH_EACH):
            weights.append(_weight(pid))

    scales = threading.Thread(target=weigh)
    scales.start()
    try:
        yield weights
    finally:
        ended.set()
        scales.join()


def _weight(pid: int) -> float:
    """One that ends while it is weighed weighs nothing."""
    total = 0.0
    for one in family(pid):
        try:
            total += pss(one)
        except OSError:
            continue
    return total


def _typeset(cohort) -> float:
    """Seconds for the typesetter alone."""
    from peersupport.documents import pdf
    from training import selectors
    from training.models import Certificate

    rows = list(selectors.to_print(Certificate.objects.filter(participation__cohort=cohort)))
    data = {"certificates": rows, "days": selectors.days_of(rows), "site": settings.SITE_URL}
    sheets = selectors.certificate_sheets(**data)
    began = time.perf_counter()
    pdf.render("training/certificate.typ", sheets, dated=rows[0].issued_on, seconds=PATIENCE)
    return time.perf_counter() - began

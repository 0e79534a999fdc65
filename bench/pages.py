"""Every list page, cohort page, person page, Today and search, at 1,000 and at 100,000 people, beside their floors.

Median of 30 over one keep-alive connection to one gunicorn worker; product and floor take turns, so that a busy machine
slows both alike. The floor (bench/floor.py) runs the page's own main SQL and renders its rows in a plain template.
"""

import json
import os
import re
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.report import Figure
from bench.server import Server, gunicorn, pss

RUNS = 30
SIZES = (1_000, 100_000)
MOST_QUERIES = 12
MOST_RATIO = 2.0
MOST_GROWTH = 1.3
SEARCH_WITHIN = 50  # milliseconds
WEB_UNDER, WORKER_UNDER = 150, 130  # MiB
# what every page asks before its own questions: session, user, memberships, and the transaction's name
_FRAME = re.compile(
    r'django_session|^SELECT set_config|FROM "directory_membership"|FROM "accounts_user" WHERE "accounts_user"."id"'
)
_TRANSACTION = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)")


@dataclass(frozen=True)
class Page:
    """``main`` is the table whose statements make the floor; None takes them all (Today: the sum of its rules' SQL)."""

    name: str
    path: str
    main: str | None
    user: int = 1
    target: str = "ratio"


PAGES = (
    Page("today", "/", None),
    Page("today-supervisor", "/", None, user=10001),
    Page("cohorts", "/utbildningar/", "programs_cohort"),
    Page("cohort", "/utbildningar/{cohort}/", None),
    Page("orders", "/bestallningar/", "programs_order"),
    Page("people", "/deltagare/", "directory_person"),
    Page("person", "/deltagare/{person}/", None),
    Page("workplaces", "/arbetsplatser/", "placements_workplace"),
    Page("placements", "/placeringar/", "placements_placement"),
    Page("supervision", "/handledning/", "placements_"),
    Page("follow-ups", "/uppfoljning/", "placements_followup"),
    Page("organisations", "/organisationer/", "directory_organisation"),
    Page("letters", "/brev/", "letters_letter"),
    Page("search", "/sok/?q=lindqvist", None, target="search"),
)


def main() -> list[Figure]:
    folder = Path(os.environ["BENCH_FOLDER"])
    measured = {size: _at(size, folder) for size in SIZES}
    small, large = (measured[size] for size in SIZES)
    figures = [figure for page in PAGES for figure in _figures(page, small[page.name], large[page.name])]
    return [*figures, *_memory(large["memory"])]


def _at(size: int, folder: Path) -> dict:
    """Load a country of this size and measure every page in it."""
    url = _country(size)
    kept = folder / f"floors-{size}"
    kept.mkdir(exist_ok=True)
    own = {"DATABASE_URL": url, "BENCH_FLOORS": str(kept), "BENCH_SQL": str(kept / "last-sql")}
    sessions, floor_sessions = _sessions(url, "peersupport.settings"), _sessions(url, "bench.floor_settings")
    with gunicorn("bench.counting", **own) as product, gunicorn("bench.floor_wsgi", **own) as floor:
        found = {page.name: _measure(page, product, floor, (sessions, floor_sessions), kept) for page in PAGES}
        found["memory"] = {"web": product.worker_pss(), "worker": _worker_pss(own)}
    return found


def _country(size: int) -> str:
    """A database with so many people; its address."""
    name = f"scale_{size}"
    print(f"loading {size} people", file=sys.stderr)
    _python("manage.py", "load_scale", "--people", str(size), "--database", name)
    return os.environ["DATABASE_OWNER_URL"].rpartition("/")[0] + "/" + name


def _sessions(url: str, settings: str) -> dict[str, str]:
    """A session for each user of PAGES; the floor has a sign-in backend, and so sessions, of its own."""
    users = sorted({str(page.user) for page in PAGES})
    return json.loads(_python("-m", "bench.sessions", *users, DATABASE_URL=url, DJANGO_SETTINGS_MODULE=settings))


def _python(*words: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with code {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


@dataclass(frozen=True)
class Measured:
    """Medians in milliseconds, the number of queries, and the size of both pages in kB."""

    product: float
    floor: float
    queries: int
    kilobytes: float
    floor_kilobytes: float


def _measure(page: Page, product: Server, floor: Server, sessions: tuple[dict, dict], kept: Path) -> Measured:
    session, floor_session = (each[str(page.user)] for each in sessions)
    path = _concrete(page, product, session)
    product.get(path, session)  # the first visit fills the template cache
    html = product.get(path, session, **{"X-Bench-Sql": "1"})
    statements = [sql for sql in json.loads((kept / "last-sql").read_text()) if not _TRANSACTION.match(sql)]
    own = [sql for sql in statements if not _FRAME.search(sql) and (page.main is None or f'FROM "{page.main}' in sql)]
    before, after = _shell_of(html)
    (kept / f"{page.name}.json").write_text(json.dumps({"sql": own, "before": before, "after": after}))
    floor_path = f"/floor/{page.name}/"
    floor_html = floor.get(floor_path, floor_session)
    pairs = [
        (product.milliseconds(path, session), floor.milliseconds(floor_path, floor_session)) for _run in range(RUNS)
    ]
    return Measured(
        product=statistics.median(first for first, _second in pairs),
        floor=statistics.median(second for _first, second in pairs),
        queries=len(statements),
        kilobytes=len(html) / 1000,
        floor_kilobytes=len(floor_html) / 1000,
    )


def _concrete(page: Page, product: Server, session: str) -> str:
    """The page's address, with the first cohort or person of the list that leads to it."""
    if "{cohort}" in page.path:
        return re.search(r'href="(/utbildningar/\d+/)"', product.get("/utbildningar/?status=running", session))[1]
    if "{person}" in page.path:
        return re.search(r'href="(/deltagare/\d+/)"', product.get("/deltagare/", session))[1]
    return page.path


def _shell_of(html: str) -> tuple[str, str]:
    """What stands before and after a page's main matter: the floor prints it as it is."""
    before, _main, rest = html.partition("<main")
    opening, _close, inner = rest.partition(">")
    _content, _main, after = inner.partition("</main>")
    return f"{before}<main{opening}>", f"</main>{after}"


def _figures(page: Page, small: Measured, large: Measured) -> list[Figure]:
    sizes = f"html {large.kilobytes:.0f} kB beside {large.floor_kilobytes:.0f} kB"
    queries = Figure(
        f"{page.name} queries",
        large.queries,
        "queries",
        f"≤ {MOST_QUERIES}, the same at both sizes",
        large.queries <= MOST_QUERIES and large.queries == small.queries,
        note=f"{small.queries} at {SIZES[0]} people",
    )
    growth = Figure(
        f"{page.name} growth",
        large.product / small.product,
        "times",
        f"≤ {MOST_GROWTH}",
        large.product <= MOST_GROWTH * small.product,
        note=f"{small.product:.1f} ms at {SIZES[0]} people",
    )
    if page.target == "search":
        time = Figure(
            page.name, large.product, "ms", f"≤ {SEARCH_WITHIN} ms", large.product <= SEARCH_WITHIN, large.floor, sizes
        )
    else:
        held = large.product <= MOST_RATIO * large.floor
        time = Figure(page.name, large.product, "ms", f"ratio ≤ {MOST_RATIO}", held, large.floor, sizes)
    return [time, growth, queries]


def _worker_pss(own: dict[str, str]) -> float:
    """The larger of a Celery worker's processes, once it answers."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-q", "-A", "peersupport", "worker", "--concurrency", "1", "-l", "error"],
        env={**os.environ, **own, "DEMO": "1"},  # plain http on this machine, which production refuses
    )
    try:
        _wait_for_worker(own)
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        return max(pss(pid) for pid in (worker.pid, *map(int, children)))
    finally:
        worker.terminate()
        worker.wait(20)


def _wait_for_worker(own: dict[str, str]) -> None:
    """Ask until it answers: a question from before it listens is lost."""
    ask = [sys.executable, "-m", "celery", "-q", "-A", "peersupport", "inspect", "ping", "--timeout", "2"]
    for _attempt in range(15):
        if subprocess.run(ask, env={**os.environ, **own}, capture_output=True, check=False).returncode == 0:
            return
    raise SystemExit("The worker did not answer.")


def _memory(found: dict[str, float]) -> list[Figure]:
    return [
        Figure("web process", found["web"], "MiB", f"< {WEB_UNDER} MiB", found["web"] < WEB_UNDER),
        Figure("worker process", found["worker"], "MiB", f"< {WORKER_UNDER} MiB", found["worker"] < WORKER_UNDER),
    ]

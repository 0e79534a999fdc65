"""Every list page, cohort page, person page, Today and search, at 1,000 and at 100,000 people, beside their floors.

Median of 30 over one keep-alive connection to one gunicorn worker each. The page at either size and its floor take
turns, request by request, so that a busy machine slows all three alike. The floor (bench/floor.py) runs the page's own
main SQL and renders as much HTML as the page does from a plain template.
"""

import json
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measured import FOUND_IN, PAGES, Page
from bench.report import Figure
from bench.server import Server, gunicorn, pss

WARM_UP, RUNS = 5, 30
MOST_COLUMNS = 60  # no statement reads more
SIZES = (1_008, 100_008)  # whole cohorts of twelve
MOST_RATIO = 2.0
MOST_GROWTH = 1.3
SEARCH_WITHIN = 50  # milliseconds
WEB_UNDER, WORKER_UNDER = 150, 130  # MiB
# what every page asks before its own questions: session, user, memberships, and the transaction's name
_FRAME = re.compile(
    r'django_session|^SELECT set_config|FROM "directory_membership"|FROM "accounts_user" WHERE "accounts_user"."id"'
)
_CURSOR = re.compile(r'^DECLARE "\w+" NO SCROLL CURSOR \w+ HOLD FOR ')  # of a list of choices: the floor just asks
_TRANSACTION = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)")


@dataclass(frozen=True)
class Site:
    """A server with one country behind it, and a session for each user of PAGES."""

    server: Server
    sessions: dict[str, str]

    def get(self, path: str, user: int, **headers: str) -> str:
        return self.server.get(path, self.sessions[str(user)], **headers)

    def milliseconds(self, path: str, user: int) -> float:
        return self.server.milliseconds(path, self.sessions[str(user)])


@dataclass(frozen=True)
class Measured:
    """Medians in milliseconds, the numbers of queries, and the size of page and floor in kB."""

    small: float
    large: float
    floor: float
    small_queries: int
    queries: int
    kilobytes: float
    floor_kilobytes: float


def main() -> list[Figure]:
    folder = Path(os.environ["BENCH_FOLDER"])
    small, large = (_country(size) for size in SIZES)
    return [*_pages(small, large, folder), _worker(large)]


def _pages(small: str, large: str, folder: Path) -> Iterator[Figure]:
    with (
        _site("bench.counting", small, folder) as few,
        _site("bench.counting", large, folder) as many,
        _site("bench.floor_wsgi", large, folder, settings="bench.floor_settings") as floor,
    ):
        for page in PAGES:
            yield from _figures(page, _measure(page, few, many, floor, folder))
        web = many.server.worker_pss()
        yield Figure("web process", web, "MiB", f"< {WEB_UNDER} MiB", web < WEB_UNDER)


def _country(size: int) -> str:
    """A database with so many people; its address."""
    name = f"scale_{size}"
    print(f"loading {size} people", file=sys.stderr)
    _python("manage.py", "load_scale", "--people", str(size), "--database", name)
    return os.environ["DATABASE_OWNER_URL"].rpartition("/")[0] + "/" + name


@contextmanager
def _site(application: str, url: str, folder: Path, settings: str = "peersupport.settings") -> Iterator[Site]:
    """The floor has a sign-in backend of its own, and so sessions of its own."""
    users = sorted({str(page.user) for page in PAGES})
    sessions = json.loads(_python("-m", "bench.sessions", *users, DATABASE_URL=url, DJANGO_SETTINGS_MODULE=settings))
    own = {"DATABASE_URL": url, "BENCH_FLOORS": str(folder), "BENCH_SQL": str(folder / "last-sql")}
    with gunicorn(application, **own) as server:
        yield Site(server, sessions)


def _python(*words: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with code {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


def _measure(page: Page, few: Site, many: Site, floor: Site, folder: Path) -> Measured:
    """Warm all three up, then let them take turns."""
    small_path, path = _concrete(page, few), _concrete(page, many)
    _html, small_statements = _statements(small_path, page.user, few, folder)
    html, statements = _statements(path, page.user, many, folder)
    floor_path = _floor_path(page, html, statements, floor, folder)
    turns = [(few, small_path), (many, path), (floor, floor_path)]
    taken = [[site.milliseconds(where, page.user) for site, where in turns] for _turn in range(WARM_UP + RUNS)]
    small, large, bare = (statistics.median(times) for times in zip(*taken[WARM_UP:], strict=True))
    return Measured(
        small=small,
        large=large,
        floor=bare,
        small_queries=len(small_statements),
        queries=len(statements),
        kilobytes=len(html) / 1000,
        floor_kilobytes=len(floor.get(floor_path, page.user)) / 1000,
    )


def _statements(path: str, user: int, site: Site, folder: Path) -> tuple[str, list[str]]:
    """The page, and the SQL that it took once its caches were warm."""
    site.get(path, user)
    html = site.get(path, user, **{"X-Bench-Sql": "1"})
    run = [_CURSOR.sub("", sql) for sql in json.loads((folder / "last-sql").read_text())]
    return html, [sql for sql in run if not _TRANSACTION.match(sql)]


def _floor_path(page: Page, html: str, statements: list[str], floor: Site, folder: Path) -> str:
    """Keep what the floor runs, and find how many columns of each row make it as long as the page, and no longer."""
    own = [sql for sql in statements if not _FRAME.search(sql)]
    main = [sql for sql in own if page.main is None or any(f'FROM "{table}"' in sql for table in page.main)]
    before, after = _shell_of(html)
    (folder / f"{page.name}.json").write_text(json.dumps({"sql": main, "before": before, "after": after}))
    paths = [f"/floor/{page.name}/?cells={cells}" for cells in range(MOST_COLUMNS, 0, -1)]
    return next((each for each in paths if len(floor.get(each, page.user)) <= len(html)), paths[-1])


def _concrete(page: Page, site: Site) -> str:
    """The page's address, with the first cohort, order or the like of the list that leads to it."""
    return re.sub(r"\{(\w+)\}", lambda found: _first(found[1], page, site), page.path)


def _first(what: str, page: Page, site: Site) -> str:
    if what in ("receipt", "line"):
        return _of_an_order(what, site)
    path, address = FOUND_IN[what]
    found = re.search(rf'href="({address})', site.get(path, page.user))
    if found is None:
        raise SystemExit(f"{path} leads to no {what}.")
    return found[1]


def _of_an_order(what: str, site: Site) -> str:
    """A receipt, to which no link leads, and the place in line, to which an order's page does."""
    order = _first("order_in_line", PAGES[0], site)
    if what == "receipt":
        return f"/bestall/klart/{order.split('/')[2]}/"
    return re.search(r'href="([^"]+/prioritet/\d+/)"', site.get(order, PAGES[0].user))[1]


def _shell_of(html: str) -> tuple[str, str]:
    """What stands before and after a page's main matter: the floor prints it as it is."""
    before, _main, rest = html.partition("<main")
    opening, _close, inner = rest.partition(">")
    _content, _main, after = inner.partition("</main>")
    return f"{before}<main{opening}>", f"</main>{after}"


def _figures(page: Page, found: Measured) -> list[Figure]:
    sizes = f"html {found.kilobytes:.0f} kB beside {found.floor_kilobytes:.0f} kB"
    if page.target == "search":
        target, held = f"≤ {SEARCH_WITHIN} ms", found.large <= SEARCH_WITHIN
    else:
        target, held = f"ratio ≤ {MOST_RATIO}", found.large <= MOST_RATIO * found.floor
    return [
        Figure(page.name, found.large, "ms", target, held, found.floor, sizes),
        Figure(
            f"{page.name} growth",
            found.large / found.small,
            "times",
            f"≤ {MOST_GROWTH}",
            found.large <= MOST_GROWTH * found.small,
            note=f"{found.small:.1f} ms at {SIZES[0]} people",
        ),
        Figure(
            f"{page.name} queries",
            found.queries,
            "queries",
            f"≤ {page.most_queries}, the same at both sizes",
            found.queries <= page.most_queries and found.queries == found.small_queries + page.pager,
            note=f"{found.small_queries} at {SIZES[0]} people",
        ),
    ]


def _worker(url: str) -> Figure:
    """The larger of a Celery worker's processes, once it answers."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DEMO": "1",
    }  # plain http on this machine, which production refuses
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-q", "-A", "peersupport", "worker", "--concurrency", "1", "-l", "error"],
        env=environment,
    )
    try:
        _wait_for_worker(environment)
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        found = max(pss(pid) for pid in (worker.pid, *map(int, children)))
    finally:
        worker.terminate()
        worker.wait(20)
    return Figure("worker process", found, "MiB", f"< {WORKER_UNDER} MiB", found < WORKER_UNDER)


def _wait_for_worker(environment: dict[str, str]) -> None:
    """Ask until it answers: a question from before it listens is lost."""
    ask = [sys.executable, "-m", "celery", "-q", "-A", "peersupport", "inspect", "ping", "--timeout", "2"]
    for _attempt in range(15):
        if subprocess.run(ask, env=environment, capture_output=True, check=False).returncode == 0:
            return
    raise SystemExit("The worker did not answer.")

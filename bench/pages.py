"""Every list page, cohort page, person page, Today and search, at 1,000 and at 100,000 people, beside their floors.

Median of 30 over one keep-alive connection to one gunicorn worker each. The page at either size and its floor take
turns, request by request, so that a busy machine slows all three alike. The floor (bench/floor.py) runs the page's own
main SQL and renders as much HTML as the page does from a plain template.
"""

import os
import re
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import beside
from bench.beside import Site
from bench.measured import FOUND_IN, PAGES, Page
from bench.report import Figure
from bench.server import family, pss, worker

WARM_UP, RUNS = 5, 30
SIZES = (1_008, 100_008)  # whole cohorts of twelve
MOST_RATIO = 2.0
MOST_GROWTH = 1.3
SEARCH_WITHIN = 50  # milliseconds
WEB_UNDER, WORKER_UNDER = 150, 130  # MiB


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
    users = [page.user for page in PAGES]
    with (
        beside.product(small, folder, users) as few,
        beside.product(large, folder, users) as many,
        beside.floor(large, folder, users) as floor,
    ):
        for page in PAGES:
            yield from _figures(page, _measure(page, few, many, floor, folder))
        web = many.server.worker_pss()
        yield Figure("web process", web, "MiB", f"< {WEB_UNDER} MiB", web < WEB_UNDER)


def _country(size: int) -> str:
    """A database with so many people; its address."""
    name = f"scale_{size}"
    print(f"loading {size} people", file=sys.stderr)
    beside.python("manage.py", "load_scale", "--people", str(size), "--database", name)
    return os.environ["DATABASE_OWNER_URL"].rpartition("/")[0] + "/" + name


def _measure(page: Page, few: Site, many: Site, floor: Site, folder: Path) -> Measured:
    """Warm all three up, then let them take turns."""
    small_path, path = (_concrete(page.path, page, site) for site in (few, many))
    _html, small_statements = beside.statements(small_path, page.user, few, folder)
    html, statements = beside.statements(path, page.user, many, folder)
    floor_path = beside.floor_path(page, html, statements, floor, folder)
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


def _concrete(path: str, page: Page, site: Site) -> str:
    """An address, with the first cohort, order or the like of the list that leads to it."""
    return re.sub(r"\{(\w+)\}", lambda found: _first(found[1], page, site), path)


def _first(what: str, page: Page, site: Site) -> str:
    if what in ("receipt", "line"):
        return _of_an_order(what, site)
    path, address = FOUND_IN[what]
    found = re.search(rf'href="({address})', site.get(_concrete(path, page, site), page.user))
    if found is None:
        raise SystemExit(f"{path} leads to no {what}.")
    return found[1]


def _of_an_order(what: str, site: Site) -> str:
    """A receipt, to which no link leads, and the place in line, to which an order's page does."""
    order = _first("order_in_line", PAGES[0], site)
    if what == "receipt":
        return f"/bestall/klart/{order.split('/')[2]}/"
    return re.search(r'href="([^"]+/prioritet/\d+/)"', site.get(order, PAGES[0].user))[1]


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
    with worker(url) as process:
        found = max(map(pss, family(process.pid)))
    return Figure("worker process", found, "MiB", f"< {WORKER_UNDER} MiB", found < WORKER_UNDER)

"""A page of the product beside its floor: both servers, what the page asks, and as much of it as the floor repeats."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measured import Page
from bench.server import Server, gunicorn

MOST_COLUMNS = 60  # no statement reads more
# what every page asks before its own questions: session, user, memberships, and the transaction's name
_FRAME = re.compile(
    r'django_session|^SELECT set_config|FROM "directory_membership"|FROM "accounts_user" WHERE "accounts_user"."id"'
)
_CURSOR = re.compile(r'^DECLARE "\w+" NO SCROLL CURSOR \w+ HOLD FOR ')  # of a list of choices: the floor just asks
_TRANSACTION = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)")


@dataclass(frozen=True)
class Site:
    """A server with one country behind it, and a session for each user."""

    server: Server
    sessions: dict[str, str]

    def get(self, path: str, user: int, **headers: str) -> str:
        return self.server.get(path, self.sessions[str(user)], **headers)

    def milliseconds(self, path: str, user: int) -> float:
        return self.server.milliseconds(path, self.sessions[str(user)])


@contextmanager
def product(url: str, folder: Path, users: Iterable[int]) -> Iterator[Site]:
    with _site("bench.counting", url, folder, users, "peersupport.settings") as site:
        yield site


@contextmanager
def floor(url: str, folder: Path, users: Iterable[int]) -> Iterator[Site]:
    """It has a sign-in backend of its own, and so sessions of its own."""
    with _site("bench.floor_wsgi", url, folder, users, "bench.floor_settings") as site:
        yield site


@contextmanager
def _site(application: str, url: str, folder: Path, users: Iterable[int], settings: str) -> Iterator[Site]:
    words = sorted({str(user) for user in users})
    sessions = json.loads(python("-m", "bench.sessions", *words, DATABASE_URL=url, DJANGO_SETTINGS_MODULE=settings))
    own = {"DATABASE_URL": url, "BENCH_FLOORS": str(folder), "BENCH_SQL": str(folder / "last-sql")}
    with gunicorn(application, **own) as server:
        yield Site(server, sessions)


def python(*words: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with code {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


def statements(path: str, user: int, site: Site, folder: Path) -> tuple[str, list[str]]:
    """The page, and the SQL that it took once its caches were warm."""
    site.get(path, user)
    html = site.get(path, user, **{"X-Bench-Sql": "1"})
    run = [_CURSOR.sub("", sql) for sql in json.loads((folder / "last-sql").read_text())]
    return html, [sql for sql in run if not _TRANSACTION.match(sql)]


def floor_path(page: Page, html: str, asked: list[str], site: Site, folder: Path) -> str:
    """Keep what the floor runs, and find how many columns of each row make it as long as the page, and no longer."""
    main = [
        sql
        for sql in own_statements(asked)
        if page.main is None or any(f'FROM "{table}"' in sql for table in page.main)
    ]
    before, after = _shell_of(html)
    (folder / f"{page.name}.json").write_text(json.dumps({"sql": main, "before": before, "after": after}))
    paths = [f"/floor/{page.name}/?cells={cells}" for cells in range(MOST_COLUMNS, 0, -1)]
    return next((each for each in paths if len(site.get(each, page.user)) <= len(html)), paths[-1])


def _shell_of(html: str) -> tuple[str, str]:
    """What stands before and after a page's main matter: the floor prints it as it is."""
    before, _main, rest = html.partition("<main")
    opening, _close, inner = rest.partition(">")
    _content, _main, after = inner.partition("</main>")
    return f"{before}<main{opening}>", f"</main>{after}"


def own_statements(asked: list[str]) -> list[str]:
    """Without what every page asks."""
    return [sql for sql in asked if not _FRAME.search(sql)]

"""python -m devstack COMMAND: what ./run hands over to, inside .venv."""

import os
import sys
from collections.abc import Callable

from devstack import ROOT, Failed, Stop
from devstack.console import tell

USAGE = """\
./run                     start the demo: servers, web, worker, beat and a mailbox; Ctrl-C stops it
./run test [ARGUMENT …]   run the tests (arguments go to pytest) on servers of their own
./run check               check format, lint, import contracts, system, migrations and translations
./run bench [NAME]        measure, on servers of their own
./run manage COMMAND …    manage.py, with the demo's servers
./run python ARGUMENT …   Python, with the product's packages
Paths are relative to the project's folder.
PORT chooses the web server's port. STATE_DIR chooses where data are kept, instead of .local.
DATABASE_URL, REDIS_URL and EMAIL_HOST name servers of yours; nothing of that kind is started then."""


def python(arguments: list[str]) -> int:
    os.execv(sys.executable, [sys.executable, *arguments])


def usage(_arguments: list[str]) -> int:
    tell(USAGE)
    return 0


def commands() -> dict[str, Callable[[list[str]], int]]:
    """Return what can be asked for. Imported here, so that Ctrl-C during the imports ends without a traceback."""
    from devstack import bench, borrowing, checks, demo, testing

    return {
        "demo": demo.main,
        "test": testing.main,
        "check": checks.main,
        "bench": bench.main,
        "manage": borrowing.main,
        "python": python,
        **dict.fromkeys(("help", "--help", "-h"), usage),
    }


def main(name: str, *arguments: str) -> int:
    os.chdir(ROOT)
    try:
        known = commands()
        if name not in known:
            tell(f"There is no ./run {name}.\n\n{USAGE}")
            return 2
        return known[name](list(arguments))
    except (Stop, KeyboardInterrupt):
        return 130
    except Failed as problem:
        tell(f"\nerror: {problem}")
        return 1


sys.exit(main(*sys.argv[1:]))

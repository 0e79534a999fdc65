"""PDF by typst, in a child process, so that a web process or a worker keeps its size and a bad page can be killed."""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.template.loader import get_template

TYPESETTER = Path(__file__).with_name("typeset.py")
UNKNOWN_CHARACTER = 2  # how typeset.py ends then; it isn't imported here, so that typst isn't loaded
# One thread, and memory given back when it is freed: a thousand pages take a fifth less of it, and no longer
FRUGAL = {
    "RAYON_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "MALLOC_TRIM_THRESHOLD_": "65536",
}
SECONDS = 20  # a certificate takes well under one; this is the limit, not the wait


class NotTypeset(Exception):
    """The document could not be made. The message is for the log and holds nothing of the document's text."""


class UnknownCharacter(NotTypeset):
    """A character that none of our fonts can draw; PDF/UA forbids to leave it out."""


def render(
    template: str, data: dict, *, dated: date, images: Mapping[str, bytes] | None = None, seconds: float = SECONDS
) -> bytes:
    """The PDF that a typst template under templates/ makes of ``data``; tagged and checked as PDF/UA-1.

    The same input gives the same bytes: the document bears ``dated``, not the moment of making. ``images`` are SVG
    texts, read in the template as ``bytes(sys.inputs.<name>)``. Raises NotTypeset,
    or UnknownCharacter.
    """
    job = {
        "template": Path(get_template(template).origin.name).read_text(),
        "data": data,
        "images": {name: base64.b64encode(content).decode() for name, content in (images or {}).items()},
        "timestamp": _noon(dated),
    }
    try:
        # -I: nothing of Python's from the environment, no current folder. What the child can't read it can't print.
        done = subprocess.run(  # noqa: S603 - our own script under our own interpreter, no shell
            [sys.executable, "-I", str(TYPESETTER)],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env=FRUGAL,
        )
    except subprocess.TimeoutExpired as error:
        raise NotTypeset(f"{template} took more than {seconds} s") from error
    if done.returncode != 0:
        fault = UnknownCharacter if done.returncode == UNKNOWN_CHARACTER else NotTypeset
        raise fault(f"{template}: {done.stderr.decode(errors='replace').splitlines()[:1]}")
    return done.stdout


def _noon(day: date) -> int:
    """Noon of a day as seconds since 1970: the same day in every time zone near ours."""
    return (day - date(1970, 1, 1)).days * 24 * 3600 + 12 * 3600

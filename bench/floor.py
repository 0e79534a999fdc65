"""The floor: a Django view that does nothing but run a page's own main SQL and put the rows into a plain template.

It stands behind Django's own session, sign-in, CSRF and messages middleware, as every page does, and runs in a server
of its own (bench.floor_settings). What stands around a page's main matter (menu, head, foot) it prints as ready text.
``?cells=`` says how many columns of each row are printed: bench.pages asks for as many as make the answer as long as
the page itself, so that the floor neither renders more than the page nor leaves out rows.
"""

import json
import os
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.shortcuts import render
from django.urls import path


@cache
def _kept(name: str) -> dict:
    """The page's statements, and the text before and after its main matter."""
    return json.loads((Path(os.environ["BENCH_FLOORS"]) / f"{name}.json").read_text())


@login_required
def floor(request, name):
    """Run the statements kept for the page and list their rows: every row, and of each the first columns."""
    kept, cells = _kept(name), int(request.GET["cells"])
    tables = []
    with connection.cursor() as cursor:
        for statement in kept["sql"]:
            cursor.execute(statement)
            tables.append([row[:cells] for row in cursor.fetchall()])
    return render(request, "floor.html", {"tables": tables, "before": kept["before"], "after": kept["after"]})


urlpatterns = [path("floor/<slug:name>/", floor)]

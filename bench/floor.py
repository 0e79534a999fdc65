"""The floor: a Django view that does nothing but run a page's own SQL and put the rows into a plain template.

It stands behind Django's own session, sign-in, CSRF and messages middleware, as every page does, and runs in a server
of its own (bench.floor_settings). What a product page costs above this is its forms, permissions, shell and texts.
"""

import json
import os
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.shortcuts import render
from django.urls import path


@login_required
def floor(request, name):
    """Run the statements kept for the page and list their rows below the page's own shell."""
    kept = json.loads((Path(os.environ["BENCH_FLOORS"]) / f"{name}.json").read_text())
    tables = []
    with connection.cursor() as cursor:
        for statement in kept["sql"]:
            cursor.execute(statement)
            tables.append(cursor.fetchall())
    return render(request, "floor.html", {"tables": tables, "before": kept["before"], "after": kept["after"]})


urlpatterns = [path("floor/<slug:name>/", floor)]

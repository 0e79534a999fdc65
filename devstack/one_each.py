"""Loaded by pytest before Django's settings: each parallel test process gets a Valkey database of its own.

PostgreSQL's are told apart by pytest-django. Without this, one process would empty the other's cache, and a worker
started by one test would take the tasks of another.
"""

import os
import re

if (process := os.environ.get("PYTEST_XDIST_WORKER", "")) and "REDIS_URL" in os.environ:
    number = int(process.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = re.sub(r"/\d+$", f"/{number}", os.environ["REDIS_URL"])

"""Is the house alive (/healthz), and is all of it there (/readyz)?"""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from peersupport.celery import app
from peersupport.jobs.models import Heartbeat

HEARTBEAT_LATE = timedelta(minutes=10)
WORKER_ANSWERS_WITHIN = 1.0  # seconds


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """200 as soon as the web process answers; asks nobody else."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """200 when PostgreSQL, Valkey, a worker and beat's heartbeat are there; else 503 and what is missing."""
    found = parts()
    ready = all(answer == "ok" for answer in found.values())
    return JsonResponse({"status": "ok" if ready else "not ready", **found}, status=200 if ready else 503)


def parts() -> dict[str, str]:
    """Each part of the house: "ok", or in plain words what is missing."""
    found = {"postgresql": _postgresql(), "valkey": _valkey()}
    found["worker"] = _worker() if found["valkey"] == "ok" else "cannot be asked: Valkey is missing"
    found["beat"] = _beat() if found["postgresql"] == "ok" else "cannot be asked: PostgreSQL is missing"
    return found


# Said here and not by @public, whose transaction would need the database that may be gone.
healthz.requires = readyz.requires = None


def _postgresql() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "missing: the database does not answer"
    return "ok"


def _valkey() -> str:
    try:
        cache.set("readyz", "ok", 10)
        return "ok" if cache.get("readyz") == "ok" else "missing: it forgets what it is told"
    except (RedisError, OSError):
        return "missing: it does not answer"


def _worker() -> str:
    try:
        answers = app.control.ping(timeout=WORKER_ANSWERS_WITHIN, limit=1)
    except (RedisError, OSError):
        return "missing: it cannot be asked"
    return "ok" if answers else "missing: no worker answers"


def _beat() -> str:
    last = Heartbeat.objects.filter(pk="beat").values_list("at", flat=True).first()
    if last is None:
        return "missing: no heartbeat yet"
    age = timezone.now() - last
    return "ok" if age < HEARTBEAT_LATE else f"missing: last heartbeat {int(age.total_seconds() // 60)} minutes ago"

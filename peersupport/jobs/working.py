"""The kinds of long work, and how a worker does what waits."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from peersupport.jobs import long
from peersupport.jobs.models import JobFile, LongJob
from peersupport.shared.acting import SYSTEM, acting_as

log = logging.getLogger(__name__)

Said = Callable[[int], object]  # "so many steps are done"
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class File:
    """What the work led to."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Kind:
    """``steps`` counts how many a job has, in our transaction. ``do`` takes them, opens its own, may raise Stopped."""

    name: str
    steps: Callable[[LongJob], int]
    do: Callable[[LongJob, Said], File]


class Stopped(Exception):
    """The work can't be done, for a reason that its page puts into words: ``problem``, a code of its kind."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.name] = kind


def run(*, clock: Clock) -> None:
    """Do what waits, the oldest first; what another worker took is left to it. What fell silent has failed."""
    with acting_as(SYSTEM):
        long.give_up(at=clock())
        waiting = list(LongJob.objects.filter(status=LongJob.Status.WAITING, kind__in=KINDS).order_by("pk"))
    for job in waiting:
        _see_to(job, KINDS[job.kind], clock)


def _see_to(job: LongJob, kind: Kind, clock: Clock) -> None:
    with acting_as(SYSTEM):
        if not long.start(job_id=job.pk, total=kind.steps(job), at=clock()):
            return
    try:
        file = kind.do(job, lambda done: _say(job, done, clock))
    except Exception as problem:  # noqa: BLE001 - whatever it was, whoever waits is told that it failed
        _stop(job, problem, clock)
    else:
        _keep(job, file, clock)


def _say(job: LongJob, done: int, clock: Clock) -> None:
    with acting_as(SYSTEM):
        long.progress(job_id=job.pk, done=done, at=clock())


def _stop(job: LongJob, problem: Exception, clock: Clock) -> None:
    if not isinstance(problem, Stopped):
        log.error("%s failed", job, exc_info=problem)
    with acting_as(SYSTEM):
        long.fail(job_id=job.pk, at=clock(), problem=getattr(problem, "problem", ""))


def _keep(job: LongJob, file: File, clock: Clock) -> None:
    with acting_as(SYSTEM):
        now = clock()
        if long.finish(job_id=job.pk, at=now):
            kept = {"name": file.name, "media_type": file.media_type, "content": file.content}
            JobFile.objects.create(job=job, made_at=now, **kept)

"""Long work: asked for by a request, done by a worker, watched by a page.

Each step is a conditional UPDATE, so that a job which two workers were told of is done by one of them, and a page that
looks at it never sees it go backwards.
"""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from peersupport.jobs import hint
from peersupport.jobs.models import LongJob

Status = LongJob.Status
WORK = "peersupport.jobs.tasks.work"
SILENT_FOR = timedelta(minutes=10)  # whoever does it is dead then


def ask(*, kind: str, subject_id: int | None, owner: str, at: datetime) -> LongJob:
    """Note work to be done for ``owner``, a scope's name. Asked for again before it has ended, it is the same job.

    A worker is told after the commit; when none can be, the sweep finds it.
    """
    wanted = LongJob(kind=kind, subject_id=subject_id, owner=owner, created_at=at)
    LongJob.objects.bulk_create([wanted], ignore_conflicts=True)
    transaction.on_commit(partial(hint.give, WORK), robust=True)
    return LongJob.objects.filter(kind=kind, subject_id=subject_id, owner=owner).newest()[0]


def start(*, job_id: int, total: int, at: datetime) -> bool:
    """True for the one worker that may do it; ``total`` is the number of steps."""
    return _move(job_id, Status.WAITING, status=Status.RUNNING, total=total, heard_at=at)


def progress(*, job_id: int, done: int, at: datetime) -> bool:
    """So many steps are done; false when the job isn't running any more, or has come further already."""
    running = LongJob.objects.filter(pk=job_id, status=Status.RUNNING, done__lte=done, total__gte=done)
    return running.update(done=done, heard_at=at) == 1


def finish(*, job_id: int, at: datetime) -> bool:
    return _move(job_id, Status.RUNNING, status=Status.DONE, done=F("total"), finished_at=at)


def fail(*, job_id: int, at: datetime, problem: str = "") -> bool:
    """It ended before its end; how far it came stays visible."""
    return _move(job_id, Status.RUNNING, status=Status.FAILED, finished_at=at, problem=problem)


def give_up(*, at: datetime) -> int:
    """Let fail what nothing has been heard of for ten minutes; how many."""
    silent = LongJob.objects.filter(status=Status.RUNNING, heard_at__lt=at - SILENT_FOR)
    return silent.update(status=Status.FAILED, finished_at=at)


def _move(job_id: int, expected: Status, **fields) -> bool:
    return LongJob.objects.filter(pk=job_id, status=expected).update(**fields) == 1

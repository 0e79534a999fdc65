"""Long work: asked for by a request, done by a worker, watched by a page.

Each step is a conditional UPDATE, so that a job which two workers were told of is done by one of them, and a page that
looks at it never sees it go backwards.
"""

from datetime import datetime

from django.db.models import F

from peersupport.jobs.models import LongJob

Status = LongJob.Status


def ask(*, kind: str, subject_id: int | None, owner: str, at: datetime) -> LongJob:
    """Note work to be done for ``owner``, a scope's name. The worker is told by the caller, after the commit."""
    return LongJob.objects.create(kind=kind, subject_id=subject_id, owner=owner, created_at=at)


def start(*, job_id: int, total: int) -> bool:
    """True for the one worker that may do it; ``total`` is the number of steps."""
    return _move(job_id, Status.WAITING, status=Status.RUNNING, total=total)


def progress(*, job_id: int, done: int) -> bool:
    """So many steps are done; false when the job isn't running any more, or has come further already."""
    running = LongJob.objects.filter(pk=job_id, status=Status.RUNNING, done__lte=done, total__gte=done)
    return running.update(done=done) == 1


def finish(*, job_id: int, at: datetime) -> bool:
    return _move(job_id, Status.RUNNING, status=Status.DONE, done=F("total"), finished_at=at)


def fail(*, job_id: int, at: datetime) -> bool:
    """It ended before its end; how far it came stays visible."""
    return _move(job_id, Status.RUNNING, status=Status.FAILED, finished_at=at)


def _move(job_id: int, expected: Status, **fields) -> bool:
    return LongJob.objects.filter(pk=job_id, status=expected).update(**fields) == 1

"""The end of an application: nothing of what was written stays, and no consent."""

from datetime import datetime

from peersupport.accounts.models import User
from peersupport.audit import status
from training.actions import consents
from training.models import Application, InterviewTime, Paper

WITHDRAWN = Application.Status.WITHDRAWN


def end(application: Application, *, by: User | None, at: datetime) -> None:
    """Take an application to its end: papers are erased, a time is free again, and all consents end.

    ``by`` is None where the applicant did it. In the caller's transaction. Raises WrongStatus.
    """
    status.move(application, WITHDRAWN, by=by, at=at, known_status=WITHDRAWN, saved_at=at, reason="")
    Paper.objects.filter(application=application).delete()
    InterviewTime.objects.filter(application=application).update(application=None, taken_at=None)
    consents.end_all(application, at=at)

"""Say in advance that one can't come, and take it back as easily."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.shared.refusals import Refused
from training.models import Apology, CourseSession, Participation


class NotToCome(Refused):
    """A session that has begun, or of another course; or the person isn't in the course any more."""


@transaction.atomic
def say(*, participation: Participation, sessions: set[int], at: datetime) -> None:
    """Of the sessions that are to come, these are the ones that the participant can't come to. Raises NotToCome.

    What was said about others that are to come is taken back; about those that have begun it stays.
    """
    row = Participation.objects.locked().get(pk=participation.pk)
    if row.status != Participation.Status.ADMITTED:
        raise NotToCome(_("You aren't in the course any more."))
    coming = set(CourseSession.objects.of_cohort(row.cohort_id).to_come(at).values_list("pk", flat=True))
    if not sessions <= coming:
        raise NotToCome(_("One of them has begun already. Look through the list again."))
    row.apologies.filter(session__in=coming - sessions).delete()
    Apology.objects.bulk_create(
        [Apology(participation=row, session_id=pk, said_at=at) for pk in sorted(sessions)], ignore_conflicts=True
    )

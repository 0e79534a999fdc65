"""Somebody leaves a course."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.refusals import Refused
from programs.actions import seats
from training import selectors
from training.actions import endings, pauses, sight
from training.models import Application, CourseNeeds, Participation


@transaction.atomic
def leave(*, participation: Participation, left_for: str, by: User | None, at: datetime) -> None:
    """Note that somebody has left the course, with a code that says nothing of health; the leaders see them no longer.

    ``by`` is None where they said so themself. What they told the course is erased, and their application ends.
    Until the programme's day for it the seat is free for another person; after that it counts as delivered, for the
    orderer has had it (domain 5.5). Raises WrongStatus, and Refused
    beside left_for.
    """
    if left_for not in Participation.LeftFor.values:
        raise Refused(_("Choose a reason."), field="left_for")
    seats.locked_with_its_order(participation.seat)
    rows = Participation.objects.locked().select_related("seat", "cohort__programme", "application")
    row = rows.get(pk=participation.pk)
    status.move(row, Participation.Status.DROPPED_OUT, by=by, at=at, left_for=left_for)
    if selectors.seat_can_be_taken_over(participation=row, on=timezone.localtime(at).date()):
        seats.free(seat=row.seat, by=by, at=at)
    else:
        seats.deliver(seat=row.seat, by=by, at=at)
    pauses.close(row, at=at)
    sight.hide(row, by=by, at=at)
    CourseNeeds.objects.filter(participation=row).delete()
    if row.application is not None and row.application.status == Application.Status.ADMITTED:
        endings.end(row.application, by=by, at=at)

"""Somebody leaves a course."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.audit import status
from programs.actions import seats
from training.actions import sight
from training.models import CourseDay, Participation


@transaction.atomic
def leave(*, participation: Participation, by: User, at: datetime) -> None:
    """Note that somebody has left the course. No reason is kept, and the leaders see them no longer.

    Until the programme's day for it the seat is free for another person; after that it counts as delivered, for the
    orderer has had it (domain 5.5). Raises WrongStatus.
    """
    seats.locked_with_its_order(participation.seat)
    rows = Participation.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("seat", "cohort__programme").get(pk=participation.pk)
    status.move(row, Participation.Status.DROPPED_OUT, by=by, at=at)
    if _can_be_replaced(row, at=at):
        seats.free(seat=row.seat, by=by, at=at)
    else:
        seats.deliver(seat=row.seat, by=by, at=at)
    sight.hide(row, by=by, at=at)


def _can_be_replaced(participation: Participation, *, at: datetime) -> bool:
    """Is it early enough in the course for another person to take the seat over?"""
    cohort = participation.cohort
    days_over = CourseDay.objects.filter(cohort=cohort, date__lt=timezone.localtime(at).date()).count()
    return days_over < cohort.programme.replace_until_day

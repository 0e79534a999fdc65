"""Somebody leaves a course, or goes on in another cohort."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.letters.outbox import post_each
from peersupport.shared.refusals import Refused
from programs.actions import seats, transfers
from programs.models import Cohort
from training import selectors
from training.actions import endings, pauses, sight
from training.letters.moved import goes_on
from training.models import Application, CourseNeeds, Participation


@transaction.atomic
def leave(*, participation: Participation, left_for: str, by: User | None, at: datetime) -> None:
    """Note that somebody has left the course, with a code that says nothing of health; the leaders see them no longer.

    ``by`` is None where they said so themself. What they told the course is erased, and their application ends.
    Until the programme's day for it the seat is free for another person; after that it counts as delivered, for the
    orderer has had it (domain 5.5). Raises WrongStatus, and Refused
    beside left_for.
    """
    if left_for not in dict(Participation.LeftFor.to_choose()):
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


@transaction.atomic
def go_on_in(*, participation: Participation, cohort: Cohort, by: User, at: datetime) -> Participation:
    """Somebody goes on in a later cohort of the same programme and host: their seat, application and what the course
    needs to know go along; what they have attended stays where it was. A letter tells them that it is so.

    The seat counts in the other cohort under the same locks as a sale there. Raises WrongStatus, NotEnoughSeats,
    CohortClosed, and Refused beside cohort.
    """
    source, target = transfers.locked_with_target(participation.seat, cohort)
    row = Participation.objects.locked().select_related("application").get(pk=participation.pk)
    _check_target(row, target)
    ends = {"left_for": Participation.LeftFor.MOVED, "application": None}
    application = row.application
    status.move(row, Participation.Status.DROPPED_OUT, by=by, at=at, **ends)
    transfers.carry(seat=participation.seat, source=source, target=target, by=by, at=at)
    who = {"person_id": row.person_id, "host_id": row.host_id, "application": application}
    new = Participation.objects.create(cohort=target, seat_id=row.seat_id, admitted_at=at, **who)
    status.begin(new, by=by, at=at)
    CourseNeeds.objects.filter(participation=row).update(participation=new)
    pauses.close(row, at=at)
    sight.hide(row, by=by, at=at)
    sight.show(new, by=by, at=at)
    post_each(goes_on(new, at=at), at=at)
    return new


def _check_target(row: Participation, target: Cohort) -> None:
    if target.host_id != row.host_id:
        raise Refused(_("This cohort is somebody else's. Choose one of the same host."), field="cohort")
    if Participation.objects.present_in_course().filter(person=row.person_id, cohort=target).exists():
        raise Refused(_("This person already has a seat in the cohort."), field="cohort")

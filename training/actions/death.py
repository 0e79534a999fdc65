"""Somebody has died: their courses and applications end, and nothing of them is fetched any more."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from peersupport.accounts.models import User
from peersupport.directory.models import Person
from peersupport.links import onetime
from training.actions import calendars, endings, participations, special
from training.letters import PAGE_LINK
from training.models import Application, Participation

LEFT_FOR = Participation.LeftFor.OTHER  # no code says it: an orderer, or a figure, would tell


@transaction.atomic
def end_all(*, person: Person, addresses: Collection[str], by: User, at: datetime) -> None:
    """Leave each course that goes on, take back what waits to be decided, and close what was theirs alone.

    ``addresses`` in lower case. Course, marks and certificate stay.
    """
    seats = list(Participation.objects.filter(person=person).select_related("seat").order_by("pk"))
    for seat in seats:
        if seat.status == Participation.Status.ADMITTED:
            participations.leave(participation=seat, left_for=LEFT_FOR, by=by, at=at)
    for owner in filter(None, [*seats, person.user]):
        calendars.close(owner, at=at)
    for application in special.applications_of(person, addresses).locked().order_by("pk"):
        onetime.take_back(purpose=PAGE_LINK, subject_id=application.pk, at=at)
        if application.status in (*Application.UNDECIDED, Application.Status.RESERVE):
            endings.end(application, by=by, at=at)

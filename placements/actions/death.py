"""Somebody has died: their work ends, and so does all that waits for them or was theirs alone."""

from datetime import date, datetime

from django.db import transaction

from peersupport.accounts.models import User
from peersupport.directory.models import Person
from peersupport.privacy import consents
from placements.actions import education, introductions, placements, support
from placements.models import Placement, SessionNote, SignUp, SupportRequest, WellnessPlan, WorkWish

EndReason = Placement.EndReason


@transaction.atomic
def end_all(*, person: Person, on: date, by: User, at: datetime) -> None:
    """End each placement on the day, or on its first one; give back places in education; nobody is asked to call."""
    for row in Placement.objects.open().filter(person=person).select_related("workplace").order_by("pk"):
        reason = EndReason.NEVER_BEGAN if row.status == Placement.Status.PLANNED else EndReason.OTHER
        placements.end(placement=row, ends_on=max(on, row.starts_on), reason=reason, by=by, at=at)
    signed_up = SignUp.objects.filter(person=person).exclude(status=SignUp.Status.WITHDRAWN)
    for sign_up in signed_up.select_related("education").order_by("pk"):
        if sign_up.education.takes_sign_ups(at):
            education.withdraw(sign_up=sign_up, by=by, at=at)
    for request in SupportRequest.objects.open().filter(person=person).order_by("pk"):
        support.withdraw(row=request, by=by, at=at)
    SessionNote.objects.filter(session__placement__person=person).delete()
    consents.take_back(person=person, at=at)  # nobody can ask them anew, nor can they say no
    introductions.end_all(person=person, by=by, at=at)
    for own in (WellnessPlan, WorkWish):
        own.objects.filter(person=person).delete()

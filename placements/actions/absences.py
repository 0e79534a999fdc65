"""Agree on days without supervision, such as a holiday: the next session is planned around them."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Refused
from placements.actions import following, plans
from placements.models import AgreedAbsence, Placement

LONGEST = timedelta(days=60)


@transaction.atomic
def agree(*, key: UUID, placement: Placement, begins_on: date, ends_on: date, by: User, at: datetime) -> AgreedAbsence:
    """Note the days, and plan the next session outside them. A form sent twice (``key``) notes them once.

    Raises Refused beside ends_on, or when the placement has ended.
    """
    before = idempotency.claim(key, purpose="placements.absence", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(AgreedAbsence, before)
    row = _held(placement)
    if ends_on < begins_on:
        raise Refused(_("The last day can't be before the first."), field="ends_on")
    if ends_on - begins_on > LONGEST:
        raise Refused(_("So long a time is a pause. A coordinator notes it."), field="ends_on")
    made = AgreedAbsence.objects.create(placement=row, begins_on=begins_on, ends_on=ends_on, noted_by=by, noted_at=at)
    plans.go_on(row, on=localtime(at).date())
    idempotency.remember(key, subject_of(made))
    return made


@transaction.atomic
def remove(*, absence: AgreedAbsence, at: datetime) -> None:
    """They meet all the same. Raises Refused when the placement has ended."""
    row = _held(absence.placement)
    AgreedAbsence.objects.filter(pk=absence.pk).delete()
    plans.go_on(row, on=localtime(at).date())


def _held(placement: Placement) -> Placement:
    row = following.locked(placement)
    if row.status == Placement.Status.ENDED:
        raise Refused(_("This placement has ended."))
    return row

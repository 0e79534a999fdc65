"""A supervisor is away: somebody stands in from the first day to the last, and sees the people meanwhile."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.directory.models import Membership
from peersupport.jobs import idempotency
from peersupport.letters import outbox
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions import sight
from placements.letters import ABOUT_THE_NEXT_SESSION
from placements.models import Placement, SupervisorLeave


@transaction.atomic
def note(
    *,
    key: UUID,
    membership: Membership,
    begins_on: date,
    ends_on: date,
    substitute: User | None,
    by: User,
    at: datetime,
) -> SupervisorLeave:
    """Note that a supervisor is away; ``substitute`` None: nobody stands in yet, and Today says so.

    A form sent twice (``key``) notes it once. Raises Refused beside the field.
    """
    before = idempotency.claim(key, purpose="placements.leave", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(SupervisorLeave, before)
    leave = SupervisorLeave(supervisor_id=membership.user_id, host=membership.organisation)
    _save(leave, begins_on=begins_on, ends_on=ends_on, substitute=substitute, by=by, at=at)
    idempotency.remember(key, subject_of(leave))
    return leave


@transaction.atomic
def change(
    *,
    leave: SupervisorLeave,
    version: int,
    begins_on: date,
    ends_on: date,
    substitute: User | None,
    by: User,
    at: datetime,
) -> None:
    """Other days, or somebody else who stands in. Raises Conflict, and Refused beside the field or when it is over."""
    row = SupervisorLeave.objects.locked().select_related("host").get(pk=leave.pk)
    if row.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    if row.over_at is not None:
        raise Refused(_("This is over."))
    row.version += 1
    _save(row, begins_on=begins_on, ends_on=ends_on, substitute=substitute, by=by, at=at)


@transaction.atomic
def follow(*, leave: SupervisorLeave, by: User | None, at: datetime) -> None:
    """Let who stands in see the people from the first day, and no longer after the last. Safe to repeat."""
    _settle(SupervisorLeave.objects.locked().get(pk=leave.pk), by=by, at=at)


def _save(leave: SupervisorLeave, *, begins_on: date, ends_on: date, substitute: User | None, by: User, at: datetime):
    leave.begins_on, leave.ends_on, leave.substitute = begins_on, ends_on, substitute
    leave.noted_by, leave.noted_at = by, at
    _check(leave)
    leave.save()
    _settle(leave, by=by, at=at)


def _check(leave: SupervisorLeave) -> None:
    if leave.ends_on < leave.begins_on:
        raise Refused(_("The last day can't be before the first."), field="ends_on")
    if leave.substitute_id == leave.supervisor_id:
        raise Refused(_("Choose somebody else."), field="substitute")
    if leave.substitute and not selectors.supervisors(leave.host).filter(pk=leave.substitute_id).exists():
        words = _("Choose somebody who is a supervisor at %(host)s.") % {"host": leave.host}
        raise Refused(words, field="substitute")
    others = SupervisorLeave.objects.filter(supervisor=leave.supervisor_id, host=leave.host_id).exclude(pk=leave.pk)
    if others.filter(begins_on__lte=leave.ends_on, ends_on__gte=leave.begins_on).exists():
        raise Refused(_("They are away in these days already."), field="begins_on")


def _settle(leave: SupervisorLeave, *, by: User | None, at: datetime) -> None:
    on = localtime(at).date()
    if leave.began_at is None and leave.begins_on <= on <= leave.ends_on:
        leave.began_at = at
    elif leave.began_at is not None and not leave.begins_on <= on <= leave.ends_on:
        leave.over_at = leave.over_at or at
    leave.save(update_fields=["began_at", "over_at"])
    if leave.began_at is not None:
        theirs = Placement.objects.open().filter(supervisor=leave.supervisor_id, host=leave.host_id)
        sight.stand_in(theirs, by=by, at=at)
        outbox.cancel(kinds=ABOUT_THE_NEXT_SESSION, subject_ids=theirs.values_list("pk", flat=True))

"""What research asks for: one notes it, another decides, and either stops it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import Organisation
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Refused
from placements.models import ResearchRequest

Status = ResearchRequest.Status
DECISIONS = (Status.APPROVED, Status.DECLINED)


class TakesTwo(Refused):
    """Whoever noted it may not decide."""


@transaction.atomic
def ask(*, key: UUID, host: Organisation | None, by: User, at: datetime, **what) -> ResearchRequest:
    """Note what a project asks for, of a host's people or (None) the whole country's. Nothing is given yet.

    A form sent twice (``key``) makes one. Raises Refused beside approved_on, last_on or keep_until.
    """
    before = idempotency.claim(key, purpose="placements.research", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(ResearchRequest, before)
    _check_days(what, on=localtime(at).date())
    made = ResearchRequest.objects.create(host=host, asked_by=by, asked_at=at, **what)
    status.begin(made, by=by, at=at)
    idempotency.remember(key, f"placements.research:{made.pk}")
    return made


@transaction.atomic
def decide(*, request: ResearchRequest, outcome: str, by: User, at: datetime) -> None:
    """Approve or decline what somebody else has noted. Raises TakesTwo, WrongStatus, Refused."""
    row = ResearchRequest.objects.locked().get(pk=request.pk)
    if row.asked_by_id == by.pk:
        raise TakesTwo(_("You have noted this. Somebody else has to decide."))
    if outcome not in DECISIONS:
        raise Refused(_("That isn't an answer."))
    status.move_locked(row, outcome, by=by, at=at, decided_by=by, decided_at=at)


@transaction.atomic
def stop(*, request: ResearchRequest, by: User, at: datetime) -> None:
    """No more files are made or handed over. Raises WrongStatus."""
    status.move(request, Status.STOPPED, by=by, at=at)


def _check_days(what: dict, *, on: date) -> None:
    if what["approved_on"] > on:
        raise Refused(_("The ethics decision has to be made first."), field="approved_on")
    if what["last_on"] < what["first_on"]:
        raise Refused(_("The last day is before the first one."), field="last_on")
    if what["keep_until"] <= on:
        raise Refused(_("That day has been. Nothing may be kept any longer."), field="keep_until")

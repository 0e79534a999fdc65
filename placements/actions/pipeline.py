"""How a workplace goes from the first word to a peer supporter, and on: what is next, and who sees to it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions.workplaces import lock_open
from placements.models import Placement, Workplace

Status = Workplace.Status


@transaction.atomic
def plan(
    *,
    workplace: Workplace,
    to: str,
    next_step: str = "",
    next_on: date | None = None,
    caretaker: User | None = None,
    version: int | None = None,
    by: User,
    at: datetime,
) -> None:
    """Say where a workplace stands, what is to be done next and by when, and who sees to it.

    Raises Refused beside ``to``, ``next_on``, ``next_step`` and ``caretaker``, and Conflict when somebody has said it
    since ``version``.
    """
    row = lock_open(workplace)
    if version not in (None, row.version):
        raise Conflict(_("Somebody else changed this workplace while you did."))
    if next_step and next_on is None:
        raise Refused(_("Say by which day."), field="next_on")
    if next_on and not next_step:
        raise Refused(_("Say what is to be done."), field="next_step")
    if caretaker and not selectors.coordinators(row.host).filter(pk=caretaker.pk).exists():
        raise Refused(_("Choose a coordinator."), field="caretaker")
    said = {"next_step": next_step, "next_on": next_on, "caretaker": caretaker, "version": row.version + 1}
    for field, value in said.items():
        setattr(row, field, value)
    row.save(update_fields=said)
    if to != row.status:
        _move(workplace, to, by=by, at=at)


def follow_placements(workplace: Workplace, *, by: User | None, at: datetime) -> None:
    """A placement here has started or ended: a workplace has a peer supporter, or rests until the next one comes."""
    row = Workplace.objects.locked().get(pk=workplace.pk)
    somebody = Placement.objects.employed().filter(workplace=row).exists()
    if somebody and row.status != Status.HAS_PEER:
        status.move(row, Status.HAS_PEER, by=by, at=at)
    elif not somebody and row.status == Status.HAS_PEER:
        status.move(row, Status.RESTING, by=by, at=at)


def _move(workplace: Workplace, to: str, *, by: User, at: datetime) -> None:
    if to not in Workplace.BY_HAND:
        raise Refused(_("This follows from what happens, and isn't chosen."), field="to")
    forgets = {} if to == Status.RESTING else {"ready_on": None}
    status.move(workplace, to, by=by, at=at, **forgets)

"""What is offered, and the numbers that it follows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Organisation
from peersupport.shared.refusals import Conflict, Refused
from programs.models import Programme, SupervisionPhase

Phase = tuple[int | None, int]  # until which week (None: from then on), days between sessions
# Supervision is intensive at first, then less (domain 1.6); the numbers are a start for a coordinator to change
PHASES: tuple[Phase, ...] = ((4, 7), (12, 14), (52, 30), (None, 60))


@transaction.atomic
def create(
    *,
    name: str,
    spelled_out: str,
    owner: Organisation,
    phases: Sequence[Phase] = PHASES,
    by: User | None,
    at: datetime,
    **settings,
) -> Programme:
    """A programme with the usual numbers, save those given in ``settings`` (columns of Programme).

    ``by`` is None for the very first one, which ``manage.py begin`` makes. Raises Refused beside name and phases.
    """
    changed = {"changed_by": by, "changed_at": at} if by else {}
    programme = Programme(name=name, spelled_out=spelled_out, owner=owner, **changed, **settings)
    _save(programme)
    _set_phases(programme, phases)
    return programme


@transaction.atomic
def change(
    *, programme: Programme, version: int, phases: Sequence[Phase] | None = None, by: User, at: datetime, **settings
) -> None:
    """Change the columns in ``settings``. What has begun keeps its numbers: prices and plans are copied when made.

    ``version`` is the one that the editor was shown. Raises Conflict when somebody has changed the programme since,
    and Refused beside name and phases.
    """
    row = Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    if row.version != version:
        raise Conflict(_("Somebody else changed this programme while you did."))
    for name, value in settings.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_by, row.changed_at = by, at
    _save(row)
    if phases is not None:
        row.supervision_phases.all().delete()
        _set_phases(row, phases)


def _save(programme: Programme) -> None:
    """Names are unique, which the database decides: two may press at once."""
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as broken:
        if "programme_name" not in str(broken):
            raise
        raise Refused(_("There is a programme with this name already."), field="name") from broken


def _set_phases(programme: Programme, phases: Sequence[Phase]) -> None:
    """Write the phases. Weeks must rise, and the last phase has no end: a placement never runs out of supervision."""
    weeks = [until for until, _days in phases]
    if not weeks or weeks[-1] is not None or None in weeks[:-1] or weeks[:-1] != sorted(set(weeks[:-1])):
        raise Refused(_("Each phase must end in a later week than the one before."), field="phases")
    SupervisionPhase.objects.bulk_create(
        SupervisionPhase(programme=programme, until_week=until, every_days=days) for until, days in phases
    )

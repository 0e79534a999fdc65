"""The one door through which a status changes."""

from collections.abc import Callable, Container, Sequence
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.models import StatusChange
from peersupport.shared.models import Rows
from peersupport.shared.refusals import Refused

_ANY: Container[str] = ()


class WrongStatus(Refused):
    """The thing is not in a state from which this step leads."""


def subject_of(thing: models.Model) -> str:
    return f"{thing._meta.label_lower}:{thing.pk}"


def move(
    thing: models.Model, to: str, *, by: User | None, at: datetime, only_from: Container[str] = _ANY, **also
) -> None:
    """Take ``thing`` to status ``to`` if its table of STEPS allows it, and remember who did it.

    The row is locked and its stored status decides, not what ``thing`` held in memory. ``only_from`` narrows the table
    for a verb that is one of several ways to a status. ``also`` are fields that change in the same UPDATE. Raises
    WrongStatus, and has written nothing then: the caller's transaction needs no savepoint around it.
    """
    stored = Rows(type(thing)).locked().only("status").get(pk=thing.pk)
    _check(stored, to, only_from)
    _step(thing, stored.status, to, by, at, also)


def move_locked(thing: models.Model, to: str, *, by: User | None, at: datetime, **also) -> None:
    """:func:`move` for a row that was read under a lock, its own or that of what it belongs to: what it says is so.

    For a step that many wait for; it saves the one statement that reads the row again.
    """
    _check(thing, to, _ANY)
    _step(thing, thing.status, to, by, at, also)


def move_all(
    things: Sequence[models.Model],
    to: str,
    *,
    remember: Callable[[models.Model], models.Model],
    only_from: Container[str] = _ANY,
    **also,
) -> None:
    """Take several rows of one model to status ``to``: all, or none where one of them may not. Three statements.

    As in :func:`move` the rows are locked and what is stored decides. ``remember`` gives, for each row as it is stored,
    what is kept of the step, for a model with a history of its own. Raises WrongStatus.
    """
    if not things:
        return
    model, ids = type(things[0]), [thing.pk for thing in things]
    rows = list(Rows(model).locked().filter(pk__in=ids).order_by("pk"))
    for row in rows:
        _check(row, to, only_from)
    history = [remember(row) for row in rows]
    type(history[0])._base_manager.bulk_create(history)
    model._base_manager.filter(pk__in=ids).update(status=to, **also)
    for thing in things:
        for name, value in {"status": to, **also}.items():
            setattr(thing, name, value)


def _step(thing: models.Model, was: str, to: str, by: User | None, at: datetime, also: dict) -> None:
    StatusChange.objects.create(subject=subject_of(thing), was=was, became=to, by=by, at=at)
    for name, value in {"status": to, **also}.items():
        setattr(thing, name, value)
    thing.save(update_fields=["status", *also])


def _check(row: models.Model, to: str, only_from: Container[str]) -> None:
    if to not in row.STEPS[row.status] or (only_from is not _ANY and row.status not in only_from):
        raise WrongStatus(_("That can't be done: the status is “%(now)s”.") % {"now": row.get_status_display()})


def last_step(thing: models.Model) -> StatusChange:
    """The step that led to the status that a thing has now. One query."""
    return StatusChange.objects.filter(subject=subject_of(thing)).select_related("by").latest("pk")


def begin(*things: models.Model, by: User | None, at: datetime) -> None:
    """Remember who made each of these, in the status that it has from the start. One statement."""
    StatusChange.objects.bulk_create(
        StatusChange(subject=subject_of(thing), was="", became=thing.status, by=by, at=at) for thing in things
    )

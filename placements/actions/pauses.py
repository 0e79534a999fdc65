"""Let somebody make a pause in their work: dates and nothing else. Their supervision plan rests meanwhile."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Conflict, Refused
from placements.actions import following, plans
from placements.models import Placement, PlacementPause

ONE_DAY = timedelta(days=1)


class NotAtWork(Refused):
    """Only somebody who has a placement that hasn't ended makes a pause in it."""


class AlreadyPausing(Refused):
    """Another pause lies in the same days."""


@transaction.atomic
def begin(
    *,
    placement: Placement,
    begins_on: date,
    ends_on: date | None,
    everywhere: bool = False,
    by: User,
    at: datetime,
    key: UUID,
) -> PlacementPause:
    """Note a pause; ``ends_on`` None: nobody knows how long it will be.

    ``everywhere``: in all their work at the host, or nowhere. A form sent twice (``key``) makes one. Raises NotAtWork,
    AlreadyPausing beside begins_on, and Refused beside begins_on and ends_on.
    """
    before = idempotency.claim(key, purpose="placements.pause", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(PlacementPause, before)
    others = [pk for pk in _work_of(placement) if pk != placement.pk] if everywhere else []
    row = _held(placement)
    made = PlacementPause(placement=row, begins_on=begins_on, ends_on=ends_on)
    _save(made, row, by=by, at=at)
    for pk in others:
        _also(pk, made, by=by, at=at)
    idempotency.remember(key, subject_of(made))
    return made


@transaction.atomic
def correct(
    *, pause: PlacementPause, version: int, begins_on: date, ends_on: date | None, by: User, at: datetime
) -> None:
    """Put its days right. Raises Conflict, and what :func:`begin` raises."""
    row, found = _both(pause)
    if found.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    found.begins_on, found.ends_on = begins_on, ends_on
    found.version += 1
    _save(found, row, by=by, at=at)


@transaction.atomic
def end(*, pause: PlacementPause, by: User, at: datetime) -> None:
    """They are back today, so yesterday was its last day. One that begins today or later is none.

    One that is over already stays as it is. Raises NotAtWork.
    """
    row, found = _both(pause)
    yesterday = localtime(at).date() - ONE_DAY
    if found.ends_on is not None and found.ends_on <= yesterday:
        return
    if found.begins_on > yesterday:
        found.delete()
        following.settle(row, by=by, at=at)
        return
    found.ends_on = yesterday
    found.version += 1
    _save(found, row, by=by, at=at)


@transaction.atomic
def remove(*, pause: PlacementPause, by: User, at: datetime) -> None:
    """It was noted by mistake. Raises NotAtWork."""
    row, found = _both(pause)
    found.delete()
    following.settle(row, by=by, at=at)


def close(placement: Placement, *, ends_on: date) -> None:
    """Whose placement has ended makes no pause in it any more. The caller has locked the placement."""
    not_over = placement.pauses.not_over(ends_on)
    not_over.filter(begins_on__gt=ends_on).delete()
    not_over.update(ends_on=ends_on)


def _work_of(placement: Placement) -> list[int]:
    """All that the person has at the host, locked in one order, so that two who do this wait for each other."""
    return [row.pk for row in plans.together(placement).locked()]


def _also(pk: int, pause: PlacementPause, *, by: User, at: datetime) -> None:
    """The same days in another placement, from its first day on where it begins meanwhile."""
    row = following.locked(Placement(pk=pk))
    begins_on = max(pause.begins_on, row.starts_on)
    if pause.ends_on is None or begins_on <= pause.ends_on:
        _save(PlacementPause(placement=row, begins_on=begins_on, ends_on=pause.ends_on), row, by=by, at=at)


def _held(placement: Placement) -> Placement:
    """The placement, locked; so it ends before or after a pause is noted, never beside it."""
    row = following.locked(placement)
    if row.status == Placement.Status.ENDED:
        raise NotAtWork(_("This placement has ended."))
    return row


def _both(pause: PlacementPause) -> tuple[Placement, PlacementPause]:
    row = _held(pause.placement)
    return row, PlacementPause.objects.locked().get(pk=pause.pk)


def _save(pause: PlacementPause, row: Placement, *, by: User, at: datetime) -> None:
    _check(pause, row)
    pause.noted_by, pause.noted_at = by, at
    pause.save()
    following.settle(row, by=by, at=at)


def _check(pause: PlacementPause, row: Placement) -> None:
    if pause.begins_on < row.starts_on:
        raise Refused(_("The day can't be before the placement started."), field="begins_on")
    if pause.ends_on is not None and pause.ends_on < pause.begins_on:
        raise Refused(_("The last day can't be before the first."), field="ends_on")
    others = row.pauses.exclude(pk=pause.pk).not_over(pause.begins_on)
    if (others.filter(begins_on__lte=pause.ends_on) if pause.ends_on else others).exists():
        raise AlreadyPausing(_("Another pause lies in these days."), field="begins_on")

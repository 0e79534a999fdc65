"""Sessions held, and the draft that is kept while one is written down."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.jobs import idempotency
from peersupport.jobs.models import IdempotencyKey
from peersupport.letters import outbox
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import plans
from placements.actions.workplaces import is_about
from placements.letters import ABOUT_THE_NEXT_SESSION
from placements.models import Placement, SupervisionDraft, SupervisionSession

SHORTEST, LONGEST = 5, 480  # minutes


@transaction.atomic
def log(
    *,
    key: UUID,
    placement: Placement,
    held_on: date,
    form: str,
    minutes: int,
    themes: list[str],
    mood: str,
    by: User,
    at: datetime,
    on: date,
) -> SupervisionSession:
    """Keep a session that was held, plan the next one from it, and drop the draft and what waits to be sent about it.

    The next day is counted from the latest session there is, so noting an older one afterwards moves nothing. ``on`` is
    today. Sent twice with the same key it is kept once. Raises Refused.
    """
    _in_turn(by)
    done = idempotency.claim(key, purpose="placements.session", owner=f"user:{by.pk}", at=at)
    if done is not None:
        return idempotency.made_before(SupervisionSession, done)
    row = Placement.objects.locked().get(pk=placement.pk)
    _check(row, held_on=held_on, minutes=minutes, by=by, on=on)
    session = _create(
        placement=row,
        held_on=held_on,
        form=form,
        minutes=minutes,
        themes=themes,
        mood=mood,
        logged_by=by,
        logged_at=at,
    )
    plans.go_on(row, on=on)
    SupervisionDraft.objects.filter(user=by).delete()
    outbox.cancel(kinds=ABOUT_THE_NEXT_SESSION, subject_ids=[row.pk])
    idempotency.remember(key, f"placements.supervisionsession:{session.pk}")
    return session


@transaction.atomic
def save_draft(*, user: User, values: dict, at: datetime) -> bool:
    """Keep what a supervisor has filled in so far; False when that form has been saved as a session meanwhile.

    ``values`` holds codes and ids, among them the form's token as ``key``.
    """
    _in_turn(user)
    if IdempotencyKey.objects.filter(pk=values["key"]).exists():
        return False
    SupervisionDraft.objects.update_or_create(user=user, defaults={"values": values, "saved_at": at})
    return True


def _in_turn(user: User) -> None:
    """One at a time for one person: a draft that was under way must not come back after its session was saved."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


def _check(placement: Placement, *, held_on: date, minutes: int, by: User, on: date) -> None:
    if placement.supervisor_id != by.pk or not selectors.supervisor_at(placement).exists():
        raise Refused(_("Only the supervisor can log a session."), field="who")
    if placement.status == Placement.Status.ENDED:
        raise Refused(_("This placement has ended."), field="who")
    if placement.status == Placement.Status.PLANNED:
        raise Refused(_("This placement hasn't begun yet."), field="who")
    if held_on > on:
        raise Refused(_("The day can't be in the future."), field="day")
    if held_on < placement.starts_on:
        raise Refused(_("The day can't be before the placement started."), field="day")
    if placement.pauses.on(held_on).exists():
        raise Refused(_("There was a pause that day. End the pause first if it is over."), field="day")
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(_("Choose how long you met."), field="minutes")


def _create(**fields) -> SupervisionSession:
    try:
        with transaction.atomic():
            return SupervisionSession.objects.create(**fields)
    except IntegrityError as error:
        if not is_about(error, "one_session_of_a_form_a_day"):
            raise
        raise Refused(_("This session is already logged: the same day, in the same way."), field="day") from None

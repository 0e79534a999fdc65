"""Sessions held, and the draft that is kept while one is written down."""

from collections.abc import Sequence
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
from placements.actions import plans, support
from placements.actions.workplaces import is_about
from placements.letters import ABOUT_THE_NEXT_SESSION
from placements.models import Placement, SessionCorrection, SupervisionDraft, SupervisionSession

SHORTEST, LONGEST = 5, 480  # minutes


@transaction.atomic
def log(*, key: UUID, placement: Placement, by: User, at: datetime, on: date, **what) -> SupervisionSession:
    """Keep a session that was held, plan the next one from it, and drop the draft and what waits to be sent about it.

    ``what``: held_on, form, minutes, themes, mood. The next day is counted from the latest session there is, so noting
    an older one afterwards moves nothing. ``on`` is today. Sent twice with the same key it is kept once. Raises
    Refused.
    """
    return log_all(key=key, placements=[placement], by=by, at=at, on=on, **what)[0]


@transaction.atomic
def log_all(
    *, key: UUID, placements: Sequence[Placement], by: User, at: datetime, on: date, **what
) -> list[SupervisionSession]:
    """As :func:`log`, with several at once: a session of each, of which how it goes isn't asked. All, or none.

    Sent twice it answers with the first of them alone.
    """
    _in_turn(by)
    done = idempotency.claim(key, purpose="placements.session", owner=f"user:{by.pk}", at=at)
    if done is not None:
        return [idempotency.made_before(SupervisionSession, done)]
    if len(placements) > 1:
        what |= {"form": SupervisionSession.Form.GROUP, "mood": ""}
    rows = Placement.objects.locked().filter(pk__in=[placement.pk for placement in placements]).order_by("pk")
    sessions = [_note(row, by=by, at=at, on=on, **what) for row in rows]
    SupervisionDraft.objects.filter(user=by).delete()
    idempotency.remember(key, f"placements.supervisionsession:{sessions[0].pk}")
    return sessions


@transaction.atomic
def correct(*, session: SupervisionSession, reason: str, by: User, at: datetime, on: date, **what) -> None:
    """Put right what was noted of a session; what stood there is kept, and the next day is counted anew.

    ``what`` as in :func:`log`. Whoever noted it does so freely for a day, and then for a reason; what says the same
    changes nothing. Raises Refused.
    """
    row = Placement.objects.locked().get(pk=session.placement_id)
    stored = SupervisionSession.objects.locked().get(pk=session.pk)
    if stored.logged_by_id != by.pk:
        raise Refused(_("Only who noted a session corrects it."))
    if at > stored.logged_at + SupervisionSession.FREE_FOR and not reason:
        raise Refused(_("More than a day has gone. Choose why it is corrected."), field="reason")
    _check(row, held_on=what["held_on"], minutes=what["minutes"], by=by, on=on)
    was = {name: getattr(stored, name) for name in SupervisionSession.NOTED}
    if was == {name: what[name] for name in was}:
        return
    was["held_on"] = was["held_on"].isoformat()
    for name in SupervisionSession.NOTED:
        setattr(stored, name, what[name])
    _save(stored)
    SessionCorrection.objects.create(session=stored, was=was, reason=reason, corrected_by=by, corrected_at=at)
    plans.go_on(row, on=on)
    if stored.mood == SupervisionSession.Mood.NEEDS_SUPPORT != was["mood"]:
        support.need_noted(placement=row, by=by, at=at)


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
    supervising = selectors.supervisor_at(placement) | selectors.substitutes_at(placement)
    if not supervising.filter(user=by.pk).exists():
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


def _note(row: Placement, *, by: User, at: datetime, on: date, **what) -> SupervisionSession:
    """One session with one person. The caller has locked the placement."""
    _check(row, held_on=what["held_on"], minutes=what["minutes"], by=by, on=on)
    session = SupervisionSession(placement=row, logged_by=by, logged_at=at, **what)
    _save(session)
    plans.go_on(row, on=on)
    outbox.cancel(kinds=ABOUT_THE_NEXT_SESSION, subject_ids=[row.pk])
    if session.mood == SupervisionSession.Mood.NEEDS_SUPPORT:
        support.need_noted(placement=row, by=by, at=at)
    return session


def _save(session: SupervisionSession) -> None:
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        if not is_about(error, "one_session_of_a_form_a_day"):
            raise
        raise Refused(_("This session is already logged: the same day, in the same way."), field="day") from None

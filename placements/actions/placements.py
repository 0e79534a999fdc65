"""A certified person takes up work at a workplace, and leaves it."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.audit.status import subject_of
from peersupport.directory.models import Organisation, Person
from peersupport.jobs import idempotency
from peersupport.letters import outbox
from peersupport.shared.calendar import add_months
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import beginning, introductions, pauses, plans, sight
from placements.actions.beginning import NotCertified, NotReady
from placements.actions.pipeline import follow_placements
from placements.actions.workplaces import is_about, lock_open
from placements.letters import ABOUT_A_FOLLOW_UP, ABOUT_THE_NEXT_SESSION
from placements.models import FollowUp, Placement, SupervisionPlan, Workplace
from training.models import Participation

__all__ = ["BeyondFullTime", "NotCertified", "NotReady", "change_supervisor", "change_workplace", "end", "start"]


class BeyondFullTime(Refused):
    """It would be more than full time; with a reason it may be."""


@transaction.atomic
def start(*, key: UUID, by: User, at: datetime, **terms) -> Placement:
    """Let a certified person start at a workplace, with a supervision plan and follow-ups.

    ``terms`` are those of :func:`_start`, and so is what it raises. A form sent twice (``key``) starts one.
    """
    done = idempotency.claim(key, purpose="placements.start", owner=f"user:{by.pk}", at=at)
    if done is not None:
        return idempotency.made_before(Placement, done)
    placement = _start(by=by, at=at, **terms)
    idempotency.remember(key, subject_of(placement))
    return placement


@transaction.atomic
def change_workplace(
    *, key: UUID, placement: Placement, ends_on: date, starts_over: bool, by: User, at: datetime, **terms
) -> Placement:
    """End a placement and start another of the same person's; what was stays where it was.

    Supervision begins anew with its first phase, or (``starts_over`` False) goes on in the phase that it had come to.
    Raises what :func:`end` and :func:`start` raise. A form sent twice (``key``) does it once.
    """
    done = idempotency.claim(key, purpose="placements.move", owner=f"user:{by.pk}", at=at)
    if done is not None:
        return idempotency.made_before(Placement, done)
    end(placement=placement, ends_on=ends_on, reason=Placement.EndReason.MOVED, by=by, at=at)
    plan = SupervisionPlan.objects.select_related("placement").get(placement=placement)
    after = None if starts_over else plan
    began = _start(participation=placement.participation, after=after, by=by, at=at, **terms)
    idempotency.remember(key, subject_of(began))
    return began


def _start(
    *,
    participation: Participation,
    workplace: Workplace,
    employer: Organisation,
    supervisor: User,
    form: str,
    percent: int,
    starts_on: date,
    employed_until: date | None = None,
    funded_until: date | None = None,
    override_reason: str = "",
    beyond_full_time: bool = False,
    after: SupervisionPlan | None = None,
    by: User,
    at: datetime,
) -> Placement:
    """One that starts later is planned until its first day, and may wait for its workplace to be ready.

    Supervisor and unit manager see the person from now on. The person's row is locked, so that two clerks never take
    them beyond full time between them; ``beyond_full_time`` with a reason lets it be so. Whoever has a placement at the
    host already keeps their one plan and its supervisor. ``after``: the plan to go on with, as in :func:`plans.begin`.
    Raises NotCertified, NotReady, BeyondFullTime, WorkplaceClosed, Refused.
    """
    on = localtime(at).date()
    person = Person.objects.locked().get(pk=participation.person_id)
    unit = lock_open(workplace)
    is_planned = starts_on > on
    beginning.check_day(starts_on, on=on, course=participation.cohort)
    beginning.check_ends(starts_on, employed_until=employed_until, funded_until=funded_until)
    beginning.check_certified(participation, on=starts_on)
    _check_supervisor(supervisor, host=participation.host)
    _check_percent(person, percent, beyond_full_time=beyond_full_time)
    override = beginning.override(
        unit, override_reason, is_planned=is_planned, is_asked_for=beyond_full_time, by=by, at=at
    )
    state = Placement.Status.PLANNED if is_planned else Placement.Status.ACTIVE
    terms = {"employer": employer, "supervisor": supervisor, "form": form, "percent": percent, "starts_on": starts_on}
    terms |= {"employed_until": employed_until, "funded_until": funded_until}
    terms |= {"status": state, "beyond_full_time": beyond_full_time, **override}
    placement = _create(participation=participation, workplace=unit, created_at=at, **terms)
    _check_one_supervisor(placement)
    status.begin(placement, by=by, at=at)
    plans.begin(placement, on=on, after=after)
    _follow_up_later(placement)
    sight.show(placement, by=by, at=at)
    follow_placements(unit, by=by, at=at)
    introductions.take_up(placement, by=by, at=at)
    return placement


@transaction.atomic
def end(*, placement: Placement, ends_on: date, reason: str, by: User, at: datetime) -> None:
    """End a placement for a reason: nothing more is planned, and supervisor and manager no longer see the person.

    The workplace's row is locked first, so that nobody who becomes its manager at the same moment is given the sight.
    Raises Refused for a day before the start or in the future, WrongStatus.
    """
    if ends_on < placement.starts_on:
        raise Refused(_("The last day can't be before the first."), field="ends_on")
    if ends_on > max(localtime(at).date(), placement.starts_on):
        raise Refused(_("The last day can't be in the future. End the placement when it has come."), field="ends_on")
    Workplace.objects.locked().get(pk=placement.workplace_id)
    status.move(placement, Placement.Status.ENDED, by=by, at=at, ends_on=ends_on, end_reason=reason)
    pauses.close(placement, ends_on=ends_on)
    plans.close(placement, on=localtime(at).date())
    sight.hide(placement, by=by, at=at)
    follow_placements(placement.workplace, by=by, at=at)


@transaction.atomic
def change_supervisor(
    *,
    placement: Placement,
    supervisor: User,
    by: User,
    at: datetime,
) -> None:
    """Hand the person over to another supervisor, in all their placements at the host: the one plan goes along.

    They see the person from now on, and the one before no longer. What waits to be sent to the one before is taken
    back. Handing over to the same one gives back a sight that was lost with an ended role. Raises Refused when the
    placement has ended, or beside the supervisor.
    """
    rows = list(plans.together(placement).locked().select_related("host"))
    if placement not in rows:
        raise Refused(_("This placement has ended."))
    _check_supervisor(supervisor, host=rows[0].host)
    for row in rows:
        if row.supervisor_id != supervisor.pk:
            _take_back_letters(row)
        row.supervisor = placement.supervisor = supervisor
        row.save(update_fields=["supervisor"])
        sight.hand_over_supervision(row, by=by, at=at)


def _take_back_letters(placement: Placement) -> None:
    """What waits to be sent to the supervisor about this placement. The next run of beat writes to the new one."""
    outbox.cancel(kinds=ABOUT_THE_NEXT_SESSION, subject_ids=[placement.pk])
    outbox.cancel(kinds=ABOUT_A_FOLLOW_UP, subject_ids=placement.follow_ups.values_list("pk", flat=True))


def _check_supervisor(supervisor: User, *, host: Organisation) -> None:
    if not selectors.supervisors(host).filter(pk=supervisor.pk).exists():
        words = _("Choose somebody who is a supervisor at %(host)s.") % {"host": host}
        raise Refused(words, field="supervisor")


def _check_one_supervisor(placement: Placement) -> None:
    plan = plans.leading(placement)
    if plan is not None and plan.placement.supervisor_id != placement.supervisor_id:
        words = _("The person has one plan, with %(who)s. Choose the same supervisor, or change it for all of it.")
        raise Refused(words % {"who": plan.placement.supervisor.get_full_name()}, field="supervisor")


def _check_percent(person: Person, percent: int, *, beyond_full_time: bool) -> None:
    """What the database holds too (at_most_full_time), said before it does."""
    if not 1 <= percent <= 100:
        raise Refused(_("Write a number from 1 to 100."), field="percent")
    taken = Placement.objects.open().filter(person=person).aggregate(n=Sum("percent"))["n"] or 0
    if taken + percent > 100 and not beyond_full_time:
        words = _("The person already works %(taken)s percent. At most %(left)s percent is left.")
        raise BeyondFullTime(words % {"taken": taken, "left": max(100 - taken, 0)}, field="percent")


def _create(*, participation: Participation, **fields) -> Placement:
    who = {"person": participation.person, "host": participation.host}
    try:
        with transaction.atomic():
            return Placement.objects.create(participation=participation, **who, **fields)
    except IntegrityError as error:
        if is_about(error, "at_most_full_time"):
            words = _("Together with another placement in these days it would be more than full time.")
            raise BeyondFullTime(words, field="percent") from None
        if not is_about(error, "one_placement_at_a_time_per_workplace"):
            raise
        words = _("The person already has a placement at this workplace at that time.")
        raise Refused(words, field="starts_on") from None


def _follow_up_later(placement: Placement) -> None:
    """Make the follow-ups, on the placement's own clock."""
    FollowUp.objects.bulk_create(
        FollowUp(placement=placement, months=months, due_on=add_months(placement.starts_on, months))
        for months in placement.participation.cohort.programme.follow_up_months
    )

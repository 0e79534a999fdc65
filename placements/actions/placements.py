"""A certified person takes up work at a workplace, and leaves it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import Organisation, Person
from peersupport.jobs import idempotency
from peersupport.letters import outbox
from peersupport.shared.calendar import add_months
from peersupport.shared.refusals import Refused
from placements import rules, selectors
from placements.actions import sight
from placements.actions.workplaces import is_about, lock_open
from placements.letters import ABOUT_A_FOLLOW_UP, ABOUT_THE_NEXT_SESSION
from placements.models import FollowUp, Placement, SupervisionPlan, Workplace
from programs.models import Cohort, SupervisionPhase
from training.models import Certificate, Participation

PLANNED_AHEAD = timedelta(days=730)
SHORTEST_REASON = 15  # characters: enough for a sentence that somebody else understands a year later


class NotCertified(Refused):
    """Only somebody with a valid certificate is placed."""


class NotReady(Refused):
    """The workplace lacks something; it may be passed over with a written reason."""


@transaction.atomic
def start(
    *,
    key: UUID,
    participation: Participation,
    workplace: Workplace,
    employer: Organisation,
    supervisor: User,
    form: str,
    percent: int,
    starts_on: date,
    override_reason: str = "",
    by: User,
    at: datetime,
) -> Placement:
    """Let a certified person start at a workplace, with a supervision plan and follow-ups.

    Supervisor and unit manager see the person from now on. The person's row is locked, so that two clerks never take
    them beyond full time between them. Raises NotCertified, NotReady, WorkplaceClosed, Refused.
    """
    done = idempotency.claim(key, purpose="placements.start", owner=f"user:{by.pk}", at=at)
    if done is not None:
        return idempotency.made_before(Placement, done)
    on = localtime(at).date()
    person = Person.objects.locked().get(pk=participation.person_id)
    unit = lock_open(workplace)
    _check_start(starts_on, on=on, course=participation.cohort)
    _check_certified(participation, on=starts_on)
    _check_supervisor(supervisor, host=participation.host)
    _check_percent(person, percent)
    override = _override(unit, override_reason, by=by, at=at)
    terms = {"employer": employer, "supervisor": supervisor, "form": form, "percent": percent, "starts_on": starts_on}
    placement = _create(participation=participation, workplace=unit, created_at=at, **terms, **override)
    status.begin(placement, by=by, at=at)
    _plan_ahead(placement, on=on)
    sight.show(placement, by=by, at=at)
    idempotency.remember(key, f"placements.placement:{placement.pk}")
    return placement


@transaction.atomic
def end(*, placement: Placement, ends_on: date, by: User, at: datetime) -> None:
    """End a placement: nothing more is planned, and supervisor and manager no longer see the person.

    The workplace's row is locked first, so that nobody who becomes its manager at the same moment is given the sight.
    Raises Refused for a day before the start or in the future, WrongStatus.
    """
    if ends_on < placement.starts_on:
        raise Refused(_("The last day can't be before the first."), field="ends_on")
    if ends_on > max(localtime(at).date(), placement.starts_on):
        raise Refused(_("The last day can't be in the future. End the placement when it has come."), field="ends_on")
    Workplace.objects.locked().get(pk=placement.workplace_id)
    status.move(placement, Placement.Status.ENDED, by=by, at=at, ends_on=ends_on)
    SupervisionPlan.objects.filter(placement=placement).update(next_due_on=None)
    sight.hide(placement, by=by, at=at)


@transaction.atomic
def change_supervisor(
    *,
    placement: Placement,
    supervisor: User,
    by: User,
    at: datetime,
) -> None:
    """Hand the person over to another supervisor: they see the person from now on, and the one before no longer.

    What waits to be sent to the one before is taken back. Handing over to the same one gives back a sight that was lost
    with an ended role. Raises Refused when the placement has ended, or beside the supervisor.
    """
    row = Placement.objects.locked().select_related("host").get(pk=placement.pk)
    if row.status != Placement.Status.ACTIVE:
        raise Refused(_("This placement has ended."))
    _check_supervisor(supervisor, host=row.host)
    if row.supervisor_id != supervisor.pk:
        _take_back_letters(row)
    row.supervisor = placement.supervisor = supervisor
    row.save(update_fields=["supervisor"])
    sight.hand_over_supervision(row, by=by, at=at)


def _take_back_letters(placement: Placement) -> None:
    """What waits to be sent to the supervisor about this placement. The next run of beat writes to the new one."""
    outbox.cancel(kinds=ABOUT_THE_NEXT_SESSION, subject_ids=[placement.pk])
    outbox.cancel(kinds=ABOUT_A_FOLLOW_UP, subject_ids=placement.follow_ups.values_list("pk", flat=True))


def _check_start(starts_on: date, *, on: date, course: Cohort) -> None:
    """Within two years, and not before the course was over: the paper may come later, the training comes first."""
    if starts_on < course.ends_on:
        words = _("The course ended on %(day)s. The first day can't be before that.")
        raise Refused(words % {"day": date_format(course.ends_on, "j F Y")}, field="starts_on")
    if starts_on > on + PLANNED_AHEAD:
        raise Refused(_("Choose a day within the next two years."), field="starts_on")


def _check_certified(participation: Participation, *, on: date) -> None:
    certificate = Certificate.objects.filter(participation=participation).first()
    if participation.status != Participation.Status.CERTIFIED or certificate is None or not certificate.is_valid(on):
        raise NotCertified(_("This person has no valid certificate, so they can't start yet."))


def _check_supervisor(supervisor: User, *, host: Organisation) -> None:
    if not selectors.supervisors(host).filter(pk=supervisor.pk).exists():
        words = _("Choose somebody who is a supervisor at %(host)s.") % {"host": host}
        raise Refused(words, field="supervisor")


def _check_percent(person: Person, percent: int) -> None:
    if not 1 <= percent <= 100:
        raise Refused(_("Write a number from 1 to 100."), field="percent")
    taken = Placement.objects.active().filter(person=person).aggregate(n=Sum("percent"))["n"] or 0
    if taken + percent > 100:
        words = _("The person already works %(taken)s percent. At most %(left)s percent is left.")
        raise Refused(words % {"taken": taken, "left": 100 - taken}, field="percent")


def _override(workplace: Workplace, reason: str, *, by: User, at: datetime) -> dict:
    """What to keep about passing over a workplace that isn't ready; nothing for a ready one. Raises NotReady."""
    if workplace.status == Workplace.Status.READY:
        return {}
    if not reason:
        lacking = ", ".join(selectors.missing(workplace)) or _("that it is declared ready")
        words = _("The workplace isn't ready. Missing: %(what)s. To start all the same, write why.")
        raise NotReady(words % {"what": lacking}, field="override_reason")
    if len(reason) < SHORTEST_REASON:
        words = _("Write a whole sentence, at least %(n)s characters, so that others understand it later.")
        raise NotReady(words % {"n": SHORTEST_REASON}, field="override_reason")
    return {"override_reason": reason, "overridden_by": by, "overridden_at": at}


def _create(*, participation: Participation, **fields) -> Placement:
    who = {"person": participation.person, "host": participation.host}
    try:
        with transaction.atomic():
            return Placement.objects.create(participation=participation, **who, **fields)
    except IntegrityError as error:
        if not is_about(error, "one_placement_at_a_time_per_workplace"):
            raise
        words = _("The person already has a placement at this workplace at that time.")
        raise Refused(words, field="starts_on") from None


def _plan_ahead(placement: Placement, *, on: date) -> None:
    """Copy the programme's phases into a supervision plan, and make the follow-ups on the placement's own clock."""
    programme = placement.participation.cohort.programme
    rows = programme.supervision_phases.order_by(SupervisionPhase.in_order())
    phases = [list(row) for row in rows.values_list("until_week", "every_days")]
    due = None
    if phases:
        tomorrow = on + timedelta(days=1)
        due = rules.next_date(phases, starts_on=placement.starts_on, last_held_on=None, not_before=tomorrow)
    SupervisionPlan.objects.create(placement=placement, phases=phases, next_due_on=due)
    FollowUp.objects.bulk_create(
        FollowUp(placement=placement, months=months, due_on=add_months(placement.starts_on, months))
        for months in programme.follow_up_months
    )

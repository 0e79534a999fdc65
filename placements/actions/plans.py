"""The supervision plan: its next day, counted from what happened.

A person has one plan at a host, however many placements they have there: it is the plan of one of them, and the plans
of the others follow it.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet

from peersupport.shared.calendar import is_day_off
from placements import rules
from placements.models import AgreedAbsence, Placement, PlacementPause, SupervisionPlan, SupervisionSession
from programs.models import SupervisionPhase

ONE_DAY = timedelta(days=1)


def leading(placement: Placement) -> SupervisionPlan | None:
    """The plan that the person has at the host already. The caller has locked the person."""
    return (
        SupervisionPlan.objects.filter(placement__in=together(placement), follows=None)
        .select_related("placement")
        .first()
    )


def together(placement: Placement) -> QuerySet[Placement]:
    """The person's placements at the host that haven't ended, this one too."""
    return Placement.objects.open().filter(person=placement.person_id, host=placement.host_id).order_by("pk")


def begin(placement: Placement, *, on: date, after: SupervisionPlan | None = None) -> None:
    """Copy the programme's phases into a plan of the placement's own, or follow the plan that there is.

    ``after``: the plan that this one goes on with, in the phase that it had come to.
    """
    first = leading(placement)
    if first is not None:
        SupervisionPlan.objects.create(placement=placement, phases=first.phases, follows=first)
    elif after is not None:
        SupervisionPlan.objects.create(placement=placement, phases=after.phases, counts_from=_counted_from(after))
    else:
        rows = placement.participation.cohort.programme.supervision_phases.order_by(SupervisionPhase.in_order())
        phases = [list(row) for row in rows.values_list("until_week", "every_days", "late_after")]
        SupervisionPlan.objects.create(placement=placement, phases=phases)
    go_on(placement, on=on)


def go_on(placement: Placement, *, on: date) -> None:
    """Plan the next session. It rests while all of the person's work does: before its first day and in a pause.

    The caller has locked the placement; ``on`` is today.
    """
    plan = SupervisionPlan.objects.select_related("placement", "follows__placement").get(placement=placement)
    plan = plan.follows or plan
    plan.next_due_on, plan.late_on = _days(plan, on=on)
    plan.save(update_fields=["next_due_on", "late_on"])
    if plan.placement_id == placement.pk:
        placement.plan = plan


def close(placement: Placement, *, on: date) -> None:
    """Nothing more is planned for one that has ended; what followed its plan goes on with it."""
    plan = SupervisionPlan.objects.select_related("placement", "follows__placement").get(placement=placement)
    before, others = plan.follows, list(plan.followers.select_related("placement").order_by("pk"))
    plan.next_due_on = plan.late_on = plan.follows = None
    plan.save(update_fields=["next_due_on", "late_on", "follows"])
    if before is not None:
        go_on(before.placement, on=on)
    if others:
        first, *rest = others
        first.follows, first.counts_from = None, _counted_from(plan)
        first.save(update_fields=["follows", "counts_from"])
        SupervisionPlan.objects.filter(pk__in=[other.pk for other in rest]).update(follows=first)
        go_on(first.placement, on=on)


def _counted_from(plan: SupervisionPlan) -> date:
    return plan.counts_from or plan.placement.starts_on


def _days(plan: SupervisionPlan, *, on: date) -> tuple[date | None, date | None]:
    """The day of the next session, and the first on which it is late that there was none."""
    at_work = together(plan.placement).filter(status=Placement.Status.ACTIVE)
    work = list(at_work.filter(Q(plan=plan) | Q(plan__follows=plan)).values_list("pk", flat=True))
    if not work or not plan.phases:
        return None, None
    begun = _counted_from(plan)
    held = SupervisionSession.objects.supervision().filter(
        placement__person=plan.placement.person_id, placement__host=plan.placement.host_id, held_on__gte=begun
    )
    pauses = PlacementPause.objects.filter(placement__in=work, ends_on__lt=on)
    rested_until = pauses.aggregate(last=Max("ends_on"))["last"]
    known = {
        "starts_on": begun,
        "last_held_on": held.aggregate(last=Max("held_on"))["last"],
        "back_on": rested_until and rested_until + ONE_DAY,
    }
    is_away = _away(work, since=begun)
    due_on = rules.next_date(
        plan.phases, not_before=on + ONE_DAY, is_day_off=lambda day: is_day_off(day) or is_away(day), **known
    )
    return due_on, rules.late_date(plan.phases, due_on=due_on, is_away=is_away, **known)


def _away(work: list[int], *, since: date) -> Callable[[date], bool]:
    """The days on which the person and their supervisor have agreed not to meet."""
    agreed = AgreedAbsence.objects.not_over(since).filter(placement__in=work)
    times = list(agreed.values_list("begins_on", "ends_on"))
    return lambda day: any(first <= day <= last for first, last in times)

"""The supervision plan of a placement: its next day, counted from what happened."""

from datetime import date, timedelta

from django.db.models import Max

from placements import rules
from placements.models import Placement, SupervisionPlan
from programs.models import SupervisionPhase

ONE_DAY = timedelta(days=1)


def begin(placement: Placement, *, on: date) -> None:
    """Copy the programme's phases into a plan of the placement's own."""
    rows = placement.participation.cohort.programme.supervision_phases.order_by(SupervisionPhase.in_order())
    phases = [list(row) for row in rows.values_list("until_week", "every_days")]
    plan = SupervisionPlan(placement=placement, phases=phases)
    plan.next_due_on = _next(plan, placement, on=on)
    plan.save()


def go_on(placement: Placement, *, on: date) -> None:
    """Plan the next session. It rests while the placement does: before its first day, in a pause and after its end.

    The caller has locked the placement; ``on`` is today.
    """
    plan = SupervisionPlan.objects.get(placement=placement)
    plan.next_due_on = _next(plan, placement, on=on)
    plan.save(update_fields=["next_due_on"])


def _next(plan: SupervisionPlan, placement: Placement, *, on: date) -> date | None:
    if placement.status != Placement.Status.ACTIVE or not plan.phases:
        return None
    rested_until = placement.pauses.filter(ends_on__lt=on).aggregate(last=Max("ends_on"))["last"]
    return rules.next_date(
        plan.phases,
        starts_on=placement.starts_on,
        last_held_on=placement.sessions.aggregate(last=Max("held_on"))["last"],
        back_on=rested_until and rested_until + ONE_DAY,
        not_before=on + ONE_DAY,
    )

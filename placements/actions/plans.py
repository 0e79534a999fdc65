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
NO_DAYS: dict[str, date | None] = dict.fromkeys(
    ("next_due_on", "next_alone_on", "next_group_on", "next_check_in_on", "late_on")
)
Form = SupervisionSession.Form


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
        SupervisionPlan.objects.create(placement=placement, **_frozen(first), follows=first)
    elif after is not None:
        SupervisionPlan.objects.create(placement=placement, **_frozen(after), counts_from=_counted_from(after))
    else:
        programme = placement.participation.cohort.programme
        rows = programme.supervision_phases.order_by(SupervisionPhase.in_order())
        phases = [list(row) for row in rows.values_list("until_week", *SupervisionPhase.NUMBERS)]
        SupervisionPlan.objects.create(placement=placement, phases=phases, check_in_weeks=programme.check_in_weeks)
    go_on(placement, on=on)


def go_on(placement: Placement, *, on: date) -> None:
    """Plan the next session. It rests while all of the person's work does: before its first day and in a pause.

    The caller has locked the placement; ``on`` is today.
    """
    plan = SupervisionPlan.objects.select_related("placement", "follows__placement").get(placement=placement)
    plan = plan.follows or plan
    _write(plan, _days(plan, on=on))
    if plan.placement_id == placement.pk:
        placement.plan = plan


def close(placement: Placement, *, on: date) -> None:
    """Nothing more is planned for one that has ended; what followed its plan goes on with it."""
    plan = SupervisionPlan.objects.select_related("placement", "follows__placement").get(placement=placement)
    before, others = plan.follows, list(plan.followers.select_related("placement").order_by("pk"))
    plan.follows = None
    _write(plan, NO_DAYS, "follows")
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


def _frozen(plan: SupervisionPlan) -> dict:
    """What another plan goes on with: the numbers that were promised."""
    return {"phases": plan.phases, "check_in_weeks": plan.check_in_weeks}


def _write(plan: SupervisionPlan, days: dict[str, date | None], *also: str) -> None:
    for name, day in days.items():
        setattr(plan, name, day)
    plan.save(update_fields=[*days, *also])


def _days(plan: SupervisionPlan, *, on: date) -> dict[str, date | None]:
    """The next day of each kind of session, the first of them, and when it is late that there was none."""
    at_work = together(plan.placement).filter(status=Placement.Status.ACTIVE)
    work = list(at_work.filter(Q(plan=plan) | Q(plan__follows=plan)).values_list("pk", flat=True))
    if not work or not plan.phases:
        return NO_DAYS
    begun = _counted_from(plan)
    pauses = PlacementPause.objects.filter(placement__in=work, ends_on__lt=on)
    rested_until = pauses.aggregate(last=Max("ends_on"))["last"]
    known = {"starts_on": begun, "back_on": rested_until and rested_until + ONE_DAY}
    is_away = _away(work, since=begun)
    planned = known | {"not_before": on + ONE_DAY, "is_day_off": lambda day: is_day_off(day) or is_away(day)}
    held = _held(plan, since=begun)
    met = [(day, form) for day, form in held if form != Form.MANAGER]
    kinds = _last_of_each_kind(plan, met)
    alone, group = (rules.next_date(plan.phases, kind, last_held_on=last, **planned) for kind, last in kinds.items())
    check_ins = [day for day, form in held if form == Form.MANAGER]
    due_on = min((day for day in (alone, group) if day is not None), default=None)
    if due_on is None:
        return NO_DAYS
    last = met[-1][0] if met else None
    return {
        "next_due_on": due_on,
        "next_alone_on": alone,
        "next_group_on": group,
        "next_check_in_on": rules.next_check_in(plan.check_in_weeks, held_on=check_ins, **planned),
        "late_on": rules.late_date(plan.phases, last_held_on=last, due_on=due_on, is_away=is_away, **known),
    }


def _held(plan: SupervisionPlan, *, since: date) -> list[tuple[date, str]]:
    """The days of the person's sessions at the host, and how they met; the oldest first."""
    who = {"placement__person": plan.placement.person_id, "placement__host": plan.placement.host_id}
    rows = SupervisionSession.objects.filter(**who, held_on__gte=since)
    return list(rows.order_by("held_on", "pk").values_list("held_on", "form"))


def _last_of_each_kind(plan: SupervisionPlan, met: list[tuple[date, str]]) -> dict[int, date | None]:
    """A plan without groups of its own counts a group as a meeting like any other."""
    has_groups = any(phase[rules.GROUP] is not None for phase in plan.phases)
    alone = [day for day, form in met if form != Form.GROUP or not has_groups]
    groups = [day for day, form in met if form == Form.GROUP]
    return {rules.ALONE: alone[-1] if alone else None, rules.GROUP: groups[-1] if groups else None}


def _away(work: list[int], *, since: date) -> Callable[[date], bool]:
    """The days on which the person and their supervisor have agreed not to meet."""
    agreed = AgreedAbsence.objects.not_over(since).filter(placement__in=work)
    times = list(agreed.values_list("begins_on", "ends_on"))
    return lambda day: any(first <= day <= last for first, last in times)

"""Whom a supervisor meets, and when."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, OuterRef, Q, QuerySet

from placements.models import Placement, SupervisionPlan, SupervisionSession


@dataclass(frozen=True)
class Peer:
    """Somebody whom a supervisor meets: the active placement, the last session and the next."""

    placement: Placement
    next_due_on: date | None
    last_held_on: date | None

    def is_overdue(self, on: date) -> bool:
        """The day that was planned has passed."""
        return self.next_due_on is not None and self.next_due_on < on


def peers_of(membership) -> list[Peer]:
    """A supervisor's own peer supporters at the host that they act for, who waits longest first. One query."""
    rows = (
        Placement.objects.visible_to(membership)
        .employed()
        .filter(plan__follows=None)
        .select_related("person", "workplace", "plan")
        .annotate(last_held_on=Max("sessions__held_on", filter=~Q(sessions__form=SupervisionSession.Form.MANAGER)))
        .order_by(F("plan__next_due_on").asc(nulls_last=True), "pk")
    )
    return [Peer(row, row.plan.next_due_on, row.last_held_on) for row in rows]


def sessions_seen_with(placement: Placement) -> QuerySet[SupervisionSession]:
    """The days of the sessions of one placement; of one that follows another's plan also theirs, from its first day."""
    rows = SupervisionSession.objects.filter(placement=placement)
    if placement.plan.follows is not None:
        rows |= SupervisionSession.objects.filter(
            placement=placement.plan.follows.placement_id, held_on__gte=placement.starts_on
        )
    return rows.dates()


SHOWN_OF_A_PLAN = (
    "next_due_on",
    "next_alone_on",
    "late_on",
    "placement__person__given_name",
    "placement__person__family_name",
    "placement__workplace__name",
    "placement__supervisor__given_name",
    "placement__supervisor__family_name",
)


def plans(membership) -> QuerySet[SupervisionPlan]:
    """Supervision to come, late first, with the day of the last session."""
    last = SupervisionSession.objects.supervision().filter(placement=OuterRef("placement")).order_by("-held_on")
    return (
        SupervisionPlan.objects.visible_to(membership)
        .running()
        .select_related("placement__person", "placement__workplace", "placement__supervisor")
        .only(*SHOWN_OF_A_PLAN)
        .annotate(last_held_on=last.values("held_on")[:1])
        .order_by("next_due_on", "pk")
    )

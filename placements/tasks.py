"""Doors for beat: read the clock, start one thing."""

from celery import shared_task
from django.utils import timezone

from peersupport.jobs.sweeps import each
from placements.actions import following, leaves
from placements.models import Placement, SupervisorLeave


@shared_task
def follow_placements() -> None:
    """Let those begin whose first day has come, and rest and go on those who make a pause; one transaction each."""
    rows = Placement.objects.to_follow(timezone.localdate()).order_by("pk")
    each(rows, lambda row: following.follow(placement=row, by=None, at=timezone.now()))


@shared_task
def follow_leaves() -> None:
    """Let those who stand in for a supervisor see the people from the first day to the last."""
    rows = SupervisorLeave.objects.to_follow(timezone.localdate()).order_by("pk")
    each(rows, lambda row: leaves.follow(leave=row, by=None, at=timezone.now()))

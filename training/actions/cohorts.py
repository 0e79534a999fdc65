"""Set up a cohort."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.audit.status import subject_of
from peersupport.directory.models import County, Membership, Municipality, Organisation
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Refused
from programs.actions import cohorts
from programs.models import Cohort, Programme
from training import selectors
from training.actions import admission, schedule, sight
from training.models import CourseSession, SessionLeader
from training.rules import Shape


class NotALeader(Refused):
    """Somebody named as course leader doesn't lead courses for the host or a co-host."""


class Plan(TypedDict):
    """What a new cohort is, but for its days and its people. ``seat_price`` is in kronor without VAT."""

    programme: Programme
    host: Organisation
    name: str
    track: str
    county: County
    municipality: Municipality | None
    place: str
    capacity: int
    seat_price: Decimal


@transaction.atomic
def set_up(
    *,
    starts_on: date,
    shape: Shape | None = None,
    like: Cohort | None = None,
    leaders: Iterable[User],
    co_hosts: Iterable[Organisation] = (),
    by: User,
    at: datetime,
    key: UUID | None = None,
    **plan: Unpack[Plan],
) -> Cohort:
    """A draft cohort with its course days and sessions: like those of another cohort, in a shape, or in the weeks that
    the programme says. Nothing of the other's people or orders comes along.

    The cohort starts and ends with its first and last day. A form sent twice (``key``) makes one. Raises NotALeader and
    what programs.actions.cohorts.create raises.
    """
    before = idempotency.claim(key, purpose="training.cohort", owner=f"user:{by.pk}", at=at) if key else None
    if before is not None:
        return idempotency.made_before(Cohort, before)
    leaders, co_hosts = list(leaders), list(co_hosts)
    _refuse_others_than_leaders(leaders, [plan["host"], *co_hosts])
    shape = shape or (like and selectors.shape_of(like)) or _shape_of_programme(plan["programme"])
    dates = shape.dates(starts_on)
    people = {"leaders": leaders, "co_hosts": co_hosts, "by": by, "at": at}
    cohort = cohorts.create(**plan, starts_on=dates[0], ends_on=dates[-1], **people)
    schedule.lay_out(cohort=cohort, dates=dates, shape=shape, at=at)
    if like:
        schedule.take_after(like, cohort=cohort)
    if admission.candidates(cohort).filter(pk=by.pk).exists():
        admission.join(cohort=cohort, user=by, by=by, at=at)  # somebody has to read what comes
    if key:
        idempotency.remember(key, subject_of(cohort))
    return cohort


@transaction.atomic
def change(
    *,
    cohort: Cohort,
    version: int,
    name: str,
    municipality: Municipality | None,
    place: str,
    capacity: int,
    seat_price: Decimal,
    release_on: date | None,
    leaders: Iterable[User],
    by: User,
    at: datetime,
) -> None:
    """Put a cohort's details right. Those who lead it now see its participants, and those who did so before don't.

    Raises NotALeader and what programs.actions.cohorts.change raises.
    """
    leaders = list(leaders)
    _refuse_others_than_leaders(leaders, [cohort.host, *cohort.co_hosts.all()])
    cohorts.change(
        cohort=cohort,
        version=version,
        name=name,
        municipality=municipality,
        place=place,
        capacity=capacity,
        seat_price=seat_price,
        release_on=release_on,
        leaders=leaders,
        at=at,
    )
    SessionLeader.objects.filter(session__day__cohort=cohort).exclude(user__in=leaders).delete()
    if place != cohort.place:
        CourseSession.objects.filter(day__cohort=cohort).stamp(at)  # calendars show it
    sight.hand_over(cohort, by=by, at=at)


def _shape_of_programme(programme: Programme) -> Shape:
    return Shape.of_weeks(programme.study_weeks, programme.days_per_week)


def _refuse_others_than_leaders(leaders: list[User], hosts: list[Organisation]) -> None:
    able = Membership.objects.open().filter(role=Role.COURSE_LEADER, organisation__in=hosts, user__in=leaders)
    if set(able.values_list("user", flat=True)) != {leader.pk for leader in leaders}:
        raise NotALeader(_("Choose people who are course leaders for the host."), field="leaders")

"""What is odd about a session, said and never forbidden: who leads it, or its room, is elsewhere at the same hours."""

from collections.abc import Iterable, Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from programs.models import Cohort, CohortLeader
from training.models import CourseSession, SessionLeader


def clashes_of(
    *, cohort: Cohort, sessions: Iterable[CourseSession], leaders: list[User], membership
) -> dict[int, list[str]]:
    """Session → sentences, for sessions of ``cohort`` (with day and leaders loaded); ``leaders`` are the cohort's.

    Cohorts of every host count. One that ``membership`` doesn't see is called "another course". One query.
    """
    sessions = list(sessions)
    others = list(_others(cohort, sessions, leaders, membership))
    return {
        session.pk: [
            sentence
            for other in others
            if _overlap(session, other)
            for sentence in _sentences(cohort, session, other, leaders)
        ]
        for session in sessions
    }


def _others(cohort: Cohort, sessions: list[CourseSession], leaders: list[User], membership) -> QuerySet:
    """Sessions of other cohorts on the same days that share a leader or the place, each with who leads it."""
    shares = Q(day__cohort__leaders__user__in=leaders)
    if cohort.place:
        shares |= Q(day__cohort__county=cohort.county_id, day__cohort__place__iexact=cohort.place)
    rows = CourseSession.objects.filter(shares, day__date__in={session.day.date for session in sessions})
    rows = rows.exclude(day__cohort=cohort).exclude(day__cohort__status__in=Cohort.OVER).distinct()
    seen = Cohort.objects.visible_to(membership).filter(pk=OuterRef("day__cohort"))
    return (
        rows.select_related("day__cohort")
        .annotate(is_seen=Exists(seen))
        .annotate(own_leaders=ArraySubquery(SessionLeader.objects.filter(session=OuterRef("pk")).values("user")))
        .annotate(its_leaders=ArraySubquery(CohortLeader.objects.filter(cohort=OuterRef("day__cohort")).values("user")))
        .in_order()
    )


def _overlap(one: CourseSession, other: CourseSession) -> bool:
    same_day = one.day.date == other.day.date
    return same_day and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _sentences(cohort: Cohort, session: CourseSession, other: CourseSession, leaders: list[User]) -> Iterator[str]:
    name = other.day.cohort.name if other.is_seen else ""
    there = set(other.own_leaders or other.its_leaders)
    here = {row.user_id for row in session.leaders.all()} or {user.pk for user in leaders}
    for user in leaders:
        if user.pk in here & there:
            shown = {"leader": user, "cohort": name}
            yield (
                _("%(leader)s leads %(cohort)s at the same time.") % shown
                if name
                else _("%(leader)s leads another course at the same time.") % shown
            )
    if _room(session, cohort) and _room(session, cohort) == _room(other, other.day.cohort):
        shown = {"room": session.room or cohort.place, "cohort": name}
        yield (
            _("%(room)s is used by %(cohort)s at the same time.") % shown
            if name
            else _("%(room)s is used by another course at the same time.") % shown
        )


def _room(session: CourseSession, cohort: Cohort) -> tuple | None:
    """Where it is held, to compare; None when nobody has said."""
    return (cohort.county_id, cohort.place.casefold(), session.room.casefold()) if cohort.place else None

"""Who sees a cohort's participants: its course leaders, each where they lead for its host or a co-host."""

from datetime import datetime

from django.db.models import Q, QuerySet

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.actions import access
from peersupport.directory.models import Membership
from programs.models import Cohort
from training.models import Participation


def show(participation: Participation, *, by: User, at: datetime) -> None:
    """Let the cohort's leaders see the person, from now on."""
    access.give(to=_leading(participation.cohort), of=_causes([participation]), by=by, at=at)


def hide(participation: Participation, *, by: User | None, at: datetime) -> None:
    """No leader sees the person because of this participation any more."""
    access.end(because=_causes([participation]), by=by, at=at)


def hand_over(cohort: Cohort, *, by: User, at: datetime) -> None:
    """Those who lead the cohort now, and no others, see its participants. The caller has locked its row."""
    causes = _causes(Participation.objects.present_in_course().filter(cohort=cohort))
    leading = list(_leading(cohort))
    access.give(to=leading, of=causes, by=by, at=at)
    access.end(because=causes, role=Role.COURSE_LEADER, keep=leading, by=by, at=at)


def take_up(membership: Membership, *, by: User, at: datetime) -> None:
    """Somebody has become a course leader again: they see the participants of the cohorts that they lead still."""
    if membership.role == Role.COURSE_LEADER:
        led = Cohort.objects.visible_to(membership)
        rows = Participation.objects.present_in_course().filter(cohort__in=led)
        access.give(to=[membership], of=_causes(rows), by=by, at=at)


def _leading(cohort: Cohort) -> QuerySet[Membership]:
    hosts = Q(organisation=cohort.host_id) | Q(organisation__in=cohort.co_hosts.all())
    leaders = cohort.leaders.values("user")
    return Membership.objects.open().filter(hosts, role=Role.COURSE_LEADER, user__in=leaders)


def _causes(participations) -> dict[str, int]:
    return {f"training.participation:{row.pk}": row.person_id for row in participations}

"""Who sees a cohort's participants: its course leaders, each where they lead for its host or a co-host."""

from datetime import datetime

from django.db.models import Q, QuerySet

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.actions import access
from peersupport.directory.models import Membership
from programs.models import Cohort
from training.models import MakeUp, Participation


def show(participation: Participation, *, by: User, at: datetime) -> None:
    """Let the cohort's leaders see the person, from now on."""
    access.give(to=_leading(participation.cohort), of=_causes([participation]), by=by, at=at)


def hide(participation: Participation, *, by: User | None, at: datetime) -> None:
    """No leader sees the person because of this participation any more."""
    again = _guests(MakeUp.objects.on_days_of_others().filter(participation=participation))
    access.end(because=_causes([participation]) | again, by=by, at=at)


def show_guest(make_up: MakeUp, *, by: User, at: datetime) -> None:
    """Let the leaders of the cohort in which somebody takes a day again see them."""
    access.give(to=_leading(make_up.again_on.cohort), of=_guests([make_up]), by=by, at=at)


def hide_guest(make_up: MakeUp, *, by: User, at: datetime) -> None:
    access.end(because=_guests([make_up]), by=by, at=at)


def hand_over(cohort: Cohort, *, by: User, at: datetime) -> None:
    """Those who lead the cohort now, and no others, see its participants. The caller has locked its row."""
    guests = MakeUp.objects.on_days_of_others().filter(again_on__cohort=cohort)
    causes = _causes(Participation.objects.present_in_course().filter(cohort=cohort)) | _guests(guests)
    leading = list(_leading(cohort))
    access.give(to=leading, of=causes, by=by, at=at)
    access.end(because=causes, role=Role.COURSE_LEADER, keep=leading, by=by, at=at)


def take_up(membership: Membership, *, by: User, at: datetime) -> None:
    """Somebody has become a course leader again: they see the participants of the cohorts that they lead still."""
    if membership.role == Role.COURSE_LEADER:
        led = Cohort.objects.visible_to(membership)
        rows = Participation.objects.present_in_course().filter(cohort__in=led)
        guests = MakeUp.objects.on_days_of_others().filter(again_on__cohort__in=led)
        access.give(to=[membership], of=_causes(rows) | _guests(guests), by=by, at=at)


def _leading(cohort: Cohort) -> QuerySet[Membership]:
    hosts = Q(organisation=cohort.host_id) | Q(organisation__in=cohort.co_hosts.all())
    leaders = cohort.leaders.values("user")
    return Membership.objects.open().filter(hosts, role=Role.COURSE_LEADER, user__in=leaders)


def _causes(participations) -> dict[str, int]:
    return {f"training.participation:{row.pk}": row.person_id for row in participations}


def _guests(make_ups) -> dict[str, int]:
    rows = make_ups if isinstance(make_ups, list) else make_ups.select_related("participation")
    return {f"training.makeup:{row.pk}": row.participation.person_id for row in rows}

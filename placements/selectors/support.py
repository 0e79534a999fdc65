"""Whom a peer supporter can turn to, and what they have asked."""

from datetime import date

from django.db.models import Q, QuerySet

from peersupport.accounts.permissions import Role
from peersupport.audit.status import subject_of
from peersupport.directory.models import Membership, Person, Registration
from peersupport.privacy.models import Reading
from placements.models import Placement, SupportRequest, WellnessPlan, WellnessShare

SHOWN = 10  # of one's own requests, the newest first


def to_turn_to(person: Person) -> QuerySet[Membership]:
    """Their supervisors, the managers of their units, and the coordinators of the hosts that answer for them.

    Only people with an account that is open, for nobody else would be reached; never they themself. One query.
    """
    work = Placement.objects.filter(person=person).exclude(status=Placement.Status.ENDED)
    hosts = Registration.objects.filter(person=person).values("host")
    who = (
        Q(role=Role.SUPERVISOR, user__in=work.values("supervisor"), organisation__in=hosts)
        | Q(role=Role.UNIT_MANAGER, user__in=work.values("workplace__manager"))
        | Q(role=Role.REGIONAL_COORDINATOR, organisation__in=hosts)
    )
    found = Membership.objects.open().filter(who, user__is_active=True).exclude(user=person.user_id)
    return found.select_related("user", "organisation").order_by("-role", "user__family_name", "pk")


def requests_of(membership) -> QuerySet[SupportRequest]:
    """The reader's own, the newest first."""
    rows = SupportRequest.objects.visible_to(membership).select_related("to__user", "to__organisation")
    return rows.order_by("-asked_at", "-pk")[:SHOWN]


def shares_of(plan: WellnessPlan, *, on: date) -> QuerySet[WellnessShare]:
    """With whom a plan is shared now."""
    return plan.shares.open(on).select_related("to__user").order_by("until", "pk")


def readings_of(plan: WellnessPlan) -> QuerySet[Reading]:
    """Who has read it, the latest first."""
    rows = Reading.objects.filter(subject=subject_of(plan)).select_related("read_by")
    return rows.order_by("-read_at", "-pk")[:SHOWN]


def plans_shared_with(membership, *, on: date) -> QuerySet[WellnessPlan]:
    return WellnessPlan.objects.shared_with(membership, on=on).select_related("person").order_by("person__sort_name")

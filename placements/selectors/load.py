"""Who supervises how many."""

from datetime import date

from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership
from placements.models import Placement, SupervisionPlan


def loads(membership, *, on: date) -> QuerySet[Membership]:
    """Supervisors of the hosts that a coordinator answers for, who has most first: ``peers``, ``late`` and ``limit``.

    Also those who have lost the role while somebody still has them as supervisor. ``limit`` is the lowest that a
    programme of their peers' sets; None for who has none.
    """
    theirs = Placement.objects.open().filter(supervisor=OuterRef("user"), host=OuterRef("organisation")).order_by()
    plans = SupervisionPlan.objects.late(on).filter(
        placement__supervisor=OuterRef("user"), placement__host=OuterRef("organisation")
    )
    rows = Membership.objects.filter(role=Role.SUPERVISOR)
    if membership.role != Role.NATIONAL_COORDINATOR:
        rows = rows.filter(organisation=membership.organisation_id)
    open_role = Membership.objects.open().filter(
        role=Role.SUPERVISOR, user=OuterRef("user"), organisation=OuterRef("organisation")
    )
    lapsed = Q(~Exists(open_role), Exists(theirs), ended_at__isnull=False)
    return (
        rows.filter(Q(ended_at=None, user__is_active=True) | lapsed)
        .select_related("user", "organisation")
        .annotate(
            peers=_one(theirs, "supervisor", Count("person", distinct=True), or_else=0),
            late=_one(plans.order_by(), "placement__supervisor", Count("pk"), or_else=0),
            limit=_one(theirs, "supervisor", Min("participation__cohort__programme__peers_per_supervisor")),
        )
        .order_by("-peers", "user__family_name", "user__given_name", "-pk")
    )


def over_limit(membership, *, on: date) -> QuerySet[Membership]:
    """Those who have more than the programme says."""
    return loads(membership, on=on).filter(peers__gt=F("limit"))


def _one(rows: QuerySet, group: str, number, *, or_else: int | None = None):
    found = Subquery(rows.values(group).annotate(n=number).values("n"), output_field=IntegerField())
    return found if or_else is None else Coalesce(found, or_else)

"""Everybody whom one supervisor meets goes over to another at once."""

from datetime import datetime

from django.db import transaction

from peersupport.accounts.models import User
from peersupport.directory.models import Membership
from placements.actions import placements
from placements.models import Placement


@transaction.atomic
def hand_over_all(*, membership: Membership, supervisor: User, by: User, at: datetime) -> int:
    """All whom somebody supervises at a host get another supervisor; how many people. All, or nobody.

    ``membership`` is the role by which they supervise, or did. Raises what change_supervisor raises.
    """
    people = set()
    rows = Placement.objects.open().filter(supervisor=membership.user_id, host=membership.organisation_id)
    for row in rows.select_related("host").order_by("pk"):
        if row.person_id not in people:
            placements.change_supervisor(placement=row, supervisor=supervisor, by=by, at=at)
            people.add(row.person_id)
    return len(people)

"""What manager and supervisor note at a follow-up."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Conflict, Refused
from placements.models import CheckIn, FollowUp


@transaction.atomic
def note(
    *,
    follow_up: FollowUp,
    role: str,
    version: int,
    role_description: str,
    within_hours: str,
    recommends: str,
    funded_until: date | None,
    obstacles: list[str],
    by: User,
    at: datetime,
) -> CheckIn:
    """Note how the conditions of work are, as ``role`` sees them, or correct what was noted.

    ``version`` 0: nothing was noted yet. Raises Conflict, and Refused before the follow-up's time.
    """
    row = FollowUp.objects.locked().select_related("placement").get(pk=follow_up.pk)
    if localtime(at).date() < row.placement.starts_on:
        raise Refused(_("The placement hasn't begun yet."))
    noted = CheckIn.objects.filter(follow_up=row, role=role).first()
    if (noted.version if noted else 0) != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    answers = {"role_description": role_description, "within_hours": within_hours, "recommends": recommends}
    answers |= {"funded_until": funded_until, "obstacles": obstacles}
    made, _is_new = CheckIn.objects.update_or_create(
        follow_up=row, role=role, defaults={**answers, "noted_by": by, "noted_at": at, "version": version + 1}
    )
    return made

"""Follow-ups of a placement."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.calendar import add_months
from peersupport.shared.refusals import Refused
from placements.models import FollowUp, Placement

YEAR = 12  # months


@transaction.atomic
def hold(*, follow_up: FollowUp, held_on: date, by: User, at: datetime) -> None:
    """Note that a follow-up was held. Raises Refused."""
    row = FollowUp.objects.locked().select_related("placement").get(pk=follow_up.pk)
    if row.held_on is not None:
        raise Refused(_("This follow-up is already noted."))
    if row.placement.status != Placement.Status.ACTIVE:
        raise Refused(_("This placement has ended."))
    if held_on > localtime(at).date():
        raise Refused(_("The day can't be in the future."), field="held_on")
    if held_on < row.placement.starts_on:
        raise Refused(_("The day can't be before the placement started."), field="held_on")
    follow_up.held_on, follow_up.held_by = held_on, by
    follow_up.save(update_fields=["held_on", "held_by"])


@transaction.atomic
def plan_next_year(*, last: FollowUp) -> FollowUp | None:
    """The follow-up a year after ``last``, on the placement's own clock. Planned already, it is None."""
    row = FollowUp.objects.locked().select_related("placement").get(pk=last.pk)
    months = row.months // YEAR * YEAR + YEAR
    due_on = add_months(row.due_on, months - row.months)
    made, is_new = FollowUp.objects.get_or_create(placement=row.placement, months=months, defaults={"due_on": due_on})
    return made if is_new else None

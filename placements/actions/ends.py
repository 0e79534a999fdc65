"""Note until when somebody is employed, and until when that is paid for: two days, and nothing about the money."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.letters import outbox
from peersupport.shared.refusals import Conflict, Refused
from placements.actions import beginning, following
from placements.letters import ABOUT_AN_END
from placements.models import Placement


@transaction.atomic
def note(
    *, placement: Placement, version: int, employed_until: date | None, funded_until: date | None, at: datetime
) -> None:
    """None: it has no last day. A letter that waits about a day which no longer is the next one is taken back.

    Raises Refused beside a day before the first one, or when the placement has ended, and Conflict when somebody has
    changed the days since ``version``.
    """
    row = following.locked(placement)
    if row.status == Placement.Status.ENDED:
        raise Refused(_("This placement has ended."))
    if version != row.version:
        raise Conflict(_("Somebody else changed this while you did."))
    beginning.check_ends(row.starts_on, employed_until=employed_until, funded_until=funded_until)
    on = localtime(at).date()
    before = row.next_end(on)
    row.employed_until, row.funded_until, row.version = employed_until, funded_until, version + 1
    row.save(update_fields=[*Placement.ENDS, "version"])
    if row.next_end(on) != before:
        outbox.cancel(kinds=ABOUT_AN_END, subject_ids=[row.pk])

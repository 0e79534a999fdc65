"""Write one's own plan, share it until a day, take it back, throw it away."""

import json
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Membership, Person
from peersupport.privacy import sealed
from peersupport.shared import sealing
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.models import WellnessPlan, WellnessShare

LONGEST_SHARE = timedelta(days=366)


@transaction.atomic
def save(*, person: Person, text: dict[str, str], at: datetime) -> WellnessPlan:
    """Keep what its owner wrote, sealed; ``text`` by the name of each question. What stood there before is gone.

    Saved again unchanged it stays as it is.
    """
    before = WellnessPlan.objects.locked().filter(person=person).first()
    if before is not None and _says(before, text):
        return before
    kept = {**sealed.columns(WellnessPlan, json.dumps(text)), "saved_at": at}
    plan, _is_new = WellnessPlan.objects.update_or_create(person=person, defaults=kept)
    return plan


def _says(plan: WellnessPlan, text: dict[str, str]) -> bool:
    try:
        return opened(plan) == text
    except sealing.SealBroken:
        return False


def opened(plan: WellnessPlan) -> dict[str, str]:
    """For its owner. Raises SealBroken."""
    return json.loads(sealed.opened(plan))


@transaction.atomic
def read(*, plan: WellnessPlan, by: User, at: datetime) -> dict[str, str]:
    """For somebody with whom it is shared: that they read it is kept, and its owner sees it. Raises Refused."""
    return json.loads(sealed.read(plan, of=plan, what="wellness plan", by=by, at=at))


@transaction.atomic
def share(*, plan: WellnessPlan, to: Membership, until: date, at: datetime) -> WellnessShare:
    """Let somebody whom its owner can turn to read it until a day; shared with them already, that day is changed.

    Raises Refused beside to or until.
    """
    row = WellnessPlan.objects.locked().select_related("person").get(pk=plan.pk)
    today = localtime(at).date()
    if not selectors.to_turn_to(row.person).filter(pk=to.pk).exists():
        raise Refused(_("Choose somebody in the list."), field="to")
    if not today <= until <= today + LONGEST_SHARE:
        raise Refused(_("Choose a day within the next year."), field="until")
    made, is_new = WellnessShare.objects.get_or_create(
        plan=row, to=to, ended_at=None, defaults={"given_at": at, "until": until}
    )
    if not is_new:
        made.until = until
        made.save(update_fields=["until"])
    return made


@transaction.atomic
def stop_sharing(*, share: WellnessShare, at: datetime) -> None:
    """They can't read it any more. Safe to repeat."""
    WellnessShare.objects.filter(pk=share.pk, ended_at=None).update(ended_at=at)


@transaction.atomic
def throw_away(*, person: Person) -> None:
    """Nothing of it is left; that others read it, and when, stays in the log of readings."""
    WellnessPlan.objects.filter(person=person).delete()

"""A programme's ethical guidelines."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Refused
from programs.models import EthicalGuidelines, Programme


@transaction.atomic
def publish(*, programme: Programme, text: str, by: User, at: datetime) -> EthicalGuidelines:
    """A new version. A certificate takes it once the programme's numbers say so. Raises Refused beside text.

    Two who publish at once wait for each other on the programme's row; the same text again is no new version.
    """
    row = Programme.objects.locked().get(pk=programme.pk)
    newest = row.guidelines.order_by("number").last()
    if newest is not None and newest.text == text:
        raise Refused(_("This is what the newest version says already."), field="text")
    number = newest.number + 1 if newest else 1
    return row.guidelines.create(number=number, text=text, published_at=at, published_by=by)

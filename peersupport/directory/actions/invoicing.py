"""How organisations are invoiced."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Invoicing, Organisation
from peersupport.shared.refusals import Conflict


@transaction.atomic
def change(
    *,
    organisation: Organisation,
    version: int = 1,
    e_scheme: str = "",
    e_id: str = "",
    recipient: str = "",
    street: str = "",
    postal_code: str = "",
    city: str = "",
    reference_masks: list[str] | None = None,
    reference_hint: str = "",
    bankgiro: str = "",
    vat_number: str = "",
    f_tax: bool = False,
    vat_text: str = "",
    payment_days: int = 30,
    by: User,
    at: datetime,
) -> None:
    """Put an organisation's invoicing details right. Emptied, a part has those of what it belongs to again.

    ``version`` is the one that the editor was shown, 1 before there are any. Numbers are digits alone.
    Raises Conflict when somebody has changed them since.
    """
    # the organisation is the lock: its first details have no row yet
    Organisation.objects.locked().get(pk=organisation.pk)
    row = Invoicing.objects.filter(organisation=organisation).first() or Invoicing(organisation=organisation)
    if row.version != version:
        raise Conflict(_("Somebody else changed these details while you did."))
    row.e_scheme, row.e_id = e_scheme, e_id
    row.recipient, row.street, row.postal_code, row.city = recipient, street, postal_code, city
    row.reference_masks, row.reference_hint = reference_masks or [], reference_hint
    row.bankgiro, row.vat_number, row.f_tax = bankgiro, vat_number, f_tax
    row.vat_text, row.payment_days = vat_text, payment_days
    row.version, row.changed_by, row.changed_at = version + 1, by, at
    row.save()

"""Whose invoicing details count for an organisation, and whether a reference is one of its own."""

from django.utils.translation import gettext as _

from peersupport.directory import references, tree
from peersupport.directory.models import Invoicing, Organisation

# a row that was emptied says nothing, so a part goes back to those above it
_NEAREST = f"""{tree.UP}
    SELECT invoicing.* FROM up JOIN directory_invoicing invoicing ON invoicing.organisation_id = up.id
    WHERE (e_id, street, reference_hint, bankgiro, vat_number, vat_text) <> ('', '', '', '', '', '')
        OR reference_masks <> '{{}}'
    ORDER BY step LIMIT 1"""  # noqa: S608 - only this code's own words are put together


def details_of(organisation: Organisation) -> Invoicing | None:
    """An organisation's own details, or those of the nearest above it that has some. One query."""
    return next(iter(Invoicing.objects.raw(_NEAREST, [organisation.pk])), None)


def buyer_reference_fault(organisation: Organisation, reference: str) -> str:
    """What is wrong with a reference that an order of this organisation gives, in plain words; "" when nothing is."""
    details = details_of(organisation)
    if details is None or references.fits(reference, details.reference_masks):
        return ""
    if details.reference_hint:
        return _("The reference doesn't look right. It should be: %(hint)s.") % {
            "hint": details.reference_hint.rstrip(".")
        }
    masks = _(" or ").join(details.reference_masks)
    return _("The reference doesn't look right. Write it like %(masks)s, where 9 is a digit and A a letter.") % {
        "masks": masks
    }

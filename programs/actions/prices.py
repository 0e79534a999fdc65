"""What things cost in a year."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Organisation
from peersupport.shared.refusals import Conflict, Refused
from programs.models import Price, PriceList, Programme


@transaction.atomic
def set_year(
    *,
    programme: Programme,
    host: Organisation | None,
    year: int,
    version: int,
    prices: Mapping[str, tuple[Decimal, str]],
    by: User,
    at: datetime,
) -> None:
    """Set the prices of a year: by kind (OrderLine.Kind) kronor without VAT and the code of the VAT.

    ``host`` is None for the prices that hold wherever a host has none of its own. What is ordered keeps its price.
    ``version`` is the one that the editor was shown, 1 for a year without prices. Raises Conflict when somebody has
    changed the list since, and Refused beside host.
    """
    if host is not None and not host.is_host:
        raise Refused(_("This organisation doesn't run cohorts."), field="host")
    who = {"changed_by": by, "changed_at": at}
    one = {"programme": programme, "host": host, "year": year}
    PriceList.objects.get_or_create(**one, defaults=who)
    row = PriceList.objects.locked().get(**one)
    if row.version != version:
        raise Conflict(_("Somebody else changed these prices while you did."))
    row.prices.all().delete()
    Price.objects.bulk_create(
        Price(price_list=row, kind=kind, unit_price=price, vat=vat) for kind, (price, vat) in prices.items()
    )
    row.version, row.changed_by, row.changed_at = version + 1, by, at
    row.save(update_fields=["version", "changed_by", "changed_at"])

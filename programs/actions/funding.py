"""Who pays for seats besides orderers."""

from datetime import date

from django.db import transaction

from programs.models import FundingSource, Programme


@transaction.atomic
def known(*, programme: Programme, kind: str, funder: str, granted_on: date | None) -> FundingSource:
    """The funding source with these facts, made unless it is known. Two who ask at once get the same one."""
    return FundingSource.objects.get_or_create(programme=programme, kind=kind, funder=funder, granted_on=granted_on)[0]

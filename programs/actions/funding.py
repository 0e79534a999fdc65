"""Who pays for seats besides orderers, and how much they have set aside for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.shared.refusals import Conflict, Refused
from programs.models import Agreement, FundingSource, Programme


@transaction.atomic
def known(*, programme: Programme, kind: str, funder: str, granted_on: date | None) -> FundingSource:
    """The funding source with these facts, made unless it is known. Two who ask at once get the same one."""
    return FundingSource.objects.get_or_create(programme=programme, kind=kind, funder=funder, granted_on=granted_on)[0]


@transaction.atomic
def create(
    *,
    programme: Programme,
    kind: str,
    funder: str,
    granted_on: date | None = None,
    registry_number: str = "",
    agreement: Agreement | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    amount: Decimal | None = None,
    target_seats: int | None = None,
) -> FundingSource:
    """A funding source with its budget. ``amount`` is in kronor, ``target_seats`` what it is to pay for.

    Raises Refused beside funder when it is known already, and beside kind, agreement and valid_until.
    """
    source = FundingSource(
        programme=programme,
        kind=kind,
        funder=funder,
        granted_on=granted_on,
        registry_number=registry_number,
        agreement=agreement,
        valid_from=valid_from,
        valid_until=valid_until,
        amount=amount,
        target_seats=target_seats,
    )
    _check(source)
    with _once():
        source.save(force_insert=True)
    return source


@transaction.atomic
def change(*, source: FundingSource, version: int, **facts) -> None:
    """Change what :func:`create` takes, but for the programme. Seats that it pays for stay as they are.

    ``version`` is the one that the editor was shown. Raises Conflict when somebody has changed the source since, and
    what create raises.
    """
    row = FundingSource.objects.locked().get(pk=source.pk)
    if row.version != version:
        raise Conflict(_("Somebody else changed this funding source while you did."))
    for name, value in facts.items():
        setattr(row, name, value)
    _check(row)
    row.version += 1
    with _once():
        row.save(update_fields=[*facts, "version"])


def _check(source: FundingSource) -> None:
    if source.valid_from and source.valid_until and source.valid_until < source.valid_from:
        raise Refused(_("The end comes before the start."), field="valid_until")
    if source.agreement is None:
        return
    if source.kind != FundingSource.Kind.AGREEMENT:
        raise Refused(_("Only a source of the kind agreement pays under one."), field="agreement")
    if source.agreement.programme_id != source.programme_id:
        raise Refused(_("This agreement is about another programme."), field="agreement")


@contextmanager
def _once() -> Iterator[None]:
    """A funder grants once a day in a programme, which the database decides: two may press at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        if "funding_source_once" not in str(broken):
            raise
        raise Refused(_("This funding source is here already."), field="funder") from broken

"""Invoice bases: charges collected under one payer's references, locked when they are exported, corrected by credits.

Locks are taken in one order: supplier, basis, charges, orders, number series.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import Organisation
from peersupport.documents.einvoice import Fault, Invoice, Kind, faults, frozen
from peersupport.letters.outbox import post_each
from peersupport.shared.refusals import Conflict, Refused
from programs import letters, selectors
from programs.actions.charges import credit_of, owed_anew
from programs.actions.numbers import next_in_series
from programs.models import Charge, InvoiceBasis, Order

Status = InvoiceBasis.Status
LETTER = "F"


class NotReady(Refused):
    """A basis that payers' systems would send back; ``faults`` says what is missing."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__(" ".join(dict.fromkeys(fault.words for fault in found)))
        self.faults = found


class Key(NamedTuple):
    """What stands on one basis: one payer, the same four references, and as long to pay."""

    payer_id: int
    payment_days: int
    buyer_reference: str
    order_reference: str
    contract_reference: str
    invoicing_object: str


@transaction.atomic
def collect(*, host: Organisation, until: date, by: User, at: datetime) -> list[InvoiceBasis]:
    """Put all that was delivered to ``until`` and has no basis on the open basis of its payer and references.

    Where there is none a basis is begun. References are those that the orders have now; an open basis that waited for
    its reference gets it. Safe to call again: the supplier's row is locked, so two who press at once collect one after
    the other. Gives the bases that grew or got their reference.
    """
    Organisation.objects.locked().get(pk=host.pk)
    groups = _by_key(Charge.objects.uncollected().filter(host=host, delivered_on__lte=until))
    begun = _locked(InvoiceBasis.objects.filter(host=host, status=Status.OPEN, credits=None).order_by("pk"))
    open_ones = {_key_of(basis): basis for basis in begun}
    found = [basis for basis in begun if not basis.buyer_reference and _find_reference(basis, open_ones)]
    grown = [_add(host, key, pks, open_ones.get(key), by=by, at=at) for key, pks in groups.items()]
    return [*grown, *(basis for basis in found if basis not in grown)]


@transaction.atomic
def collect_all(*, hosts: Iterable[Organisation], until: date, by: User, at: datetime) -> list[InvoiceBasis]:
    """:func:`collect` for each of these suppliers, in the order of their keys, so that two who do it don't cross."""
    in_order = sorted(hosts, key=lambda host: host.pk)
    return [basis for host in in_order for basis in collect(host=host, until=until, by=by, at=at)]


@transaction.atomic
def change_references(*, basis: InvoiceBasis, version: int, **references: str) -> None:
    """Correct an open basis's references. Raises WrongStatus, Conflict, and Refused where another basis has them."""
    row = _locked_one(basis)
    if not row.is_open:
        raise status.WrongStatus(_("The basis is locked, so it stays as it is. Credit it instead."))
    if row.version != version:
        raise Conflict(_("Somebody else changed this basis while you did."))
    for name in InvoiceBasis.REFERENCES:
        setattr(row, name, references[name])
    row.version += 1
    try:
        with transaction.atomic():
            row.save(update_fields=[*InvoiceBasis.REFERENCES, "version"])
    except IntegrityError as broken:
        if "one_open_basis_for_the_same_references" not in str(broken):
            raise
        raise Refused(_("This payer has an open basis with these references already.")) from broken


@transaction.atomic
def lock(*, basis: InvoiceBasis, by: User, at: datetime) -> None:
    """Close a basis for export: from now on it says what it says. Raises WrongStatus, and NotReady in plain words."""
    row = _locked_one(basis)
    if not row.is_open:
        raise status.WrongStatus(_("The basis is locked already."))
    charges = selectors.charges_of(basis=row)
    invoice = selectors.invoice_of(basis=row, charges=charges, on=timezone.localtime(at).date())
    found = faults(invoice)
    if found:
        raise NotReady(found)
    _lock(basis, invoice, by=by, at=at)
    for order in _orders(row, Order.Status.DELIVERED):
        if not Charge.objects.not_invoiced().filter(line__order=order).exists():
            status.move(order, Order.Status.INVOICED, by=by, at=at)
    post_each(letters.basis_ready(basis, at=at), at=at)


@transaction.atomic
def credit(
    *, basis: InvoiceBasis, charges: Collection[int] | None = None, anew: bool = True, by: User, at: datetime
) -> InvoiceBasis:
    """Give back these lines of a locked basis, or all, by a basis of their credits that is locked at once.

    ``anew``: whoever pays for them now owes them again, to be collected. Else nobody does. Raises WrongStatus, and
    Refused when none of the lines is left to credit.
    """
    row = _locked_one(basis)
    if not row.may_be_credited:
        raise status.WrongStatus(_("Only a locked basis can be credited, and a credit can't be."))
    there = selectors.charges_of(basis=row)
    chosen = {
        number: charge
        for number, charge in enumerate(there, start=1)
        if not charge.credited and (charges is None or charge.pk in charges)
    }
    if not chosen:
        raise Refused(_("Choose at least one line that isn't credited yet."))
    made = _credit_basis(row, by=by, at=at)
    given_back = [credit_of(charge, by=by, at=at) for charge in chosen.values()]
    for one in given_back:
        one.basis = made
    Charge.objects.bulk_create(given_back)
    _lock(made, _credit_note(row, made, chosen, at), by=by, at=at)
    if len(chosen) == sum(not charge.credited for charge in there):
        status.move(basis, Status.CREDITED, by=by, at=at)
    if not anew:
        return made
    Charge.objects.bulk_create(owed_anew(list(chosen.values()), by=by, at=at))
    for order in _orders(row, Order.Status.INVOICED):
        status.move(order, Order.Status.DELIVERED, by=by, at=at)
    return made


def _by_key(waiting: QuerySet[Charge]) -> dict[Key, list[int]]:
    """The charges that wait, locked, by what their basis must say."""
    groups: dict[Key, list[int]] = {}
    rows = waiting.locked().select_related("line__order").order_by("pk")
    for charge in rows:
        order = charge.line.order
        key = Key(
            charge.payer_id,
            order.payment_days,
            charge.line.reference,
            order.order_reference,
            order.contract_reference,
            order.invoicing_object,
        )
        groups.setdefault(key, []).append(charge.pk)
    return groups


def _find_reference(basis: InvoiceBasis, open_ones: dict[Key, InvoiceBasis]) -> bool:
    """Whether a basis without a buyer reference got the one that all its orders have by now.

    Not where another open basis has it: a charge stays on the basis that it joined.
    """
    was = _key_of(basis)
    said = {charge.line.reference for charge in basis.charges.select_related("line__order")}
    key = was._replace(buyer_reference=said.pop()) if len(said) == 1 else was
    if key in open_ones:
        return False
    basis.buyer_reference, basis.version = key.buyer_reference, basis.version + 1
    basis.save(update_fields=["buyer_reference", "version"])
    open_ones[key] = open_ones.pop(was)
    return True


def _key_of(basis: InvoiceBasis) -> Key:
    return Key(*(getattr(basis, name) for name in Key._fields))


def _add(
    host: Organisation, key: Key, pks: list[int], basis: InvoiceBasis | None, *, by: User, at: datetime
) -> InvoiceBasis:
    if basis is None:
        basis = InvoiceBasis(host=host, **key._asdict(), made_by=by, made_at=at, number=next_in_series(LETTER, at=at))
        basis.save(force_insert=True)
        status.begin(basis, by=by, at=at)
    Charge.objects.filter(pk__in=pks).update(basis=basis)
    return basis


def _lock(basis: InvoiceBasis, invoice: Invoice, *, by: User, at: datetime) -> None:
    status.move(basis, Status.LOCKED, by=by, at=at, locked_by=by, locked_at=at, document=frozen(invoice))


def _credit_basis(row: InvoiceBasis, *, by: User, at: datetime) -> InvoiceBasis:
    made = InvoiceBasis(host_id=row.host_id, **_key_of(row)._asdict(), credits=row, made_by=by, made_at=at)
    made.number = next_in_series(LETTER, at=at)
    made.save(force_insert=True)
    status.begin(made, by=by, at=at)
    return made


def _credit_note(row: InvoiceBasis, made: InvoiceBasis, chosen: Iterable[int], at: datetime) -> Invoice:
    """The locked document's own words and prices, for the lines chosen by their numbers there."""
    was = selectors.invoice_of(basis=row, charges=(), on=date.min)
    lines = [line for line in was.lines if line.number in set(chosen)]
    return replace(
        was,
        kind=Kind.CREDIT_NOTE,
        number=made.number,
        issued_on=timezone.localtime(at).date(),
        credited=was.number,
        credited_on=was.issued_on,
        lines=tuple(replace(line, number=n) for n, line in enumerate(lines, start=1)),
    )


def _orders(basis: InvoiceBasis, in_status: str) -> list[Order]:
    rows = Order.objects.filter(status=in_status, lines__charges__basis=basis)
    return list(rows.distinct().order_by("pk"))


def _locked_one(basis: InvoiceBasis) -> InvoiceBasis:
    return _locked(InvoiceBasis.objects.filter(pk=basis.pk)).get()


def _locked(rows: QuerySet[InvoiceBasis]) -> QuerySet[InvoiceBasis]:
    return rows.locked().select_related("host", "payer")

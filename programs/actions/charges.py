"""Charges: written when something is delivered, once, however often that is said."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Organisation
from peersupport.shared.refusals import Refused
from programs.models import Charge, OrderLine, Seat

WHOLE = 100  # percent


@transaction.atomic
def record_seat(*, seat: Seat, percent: int = WHOLE, by: User, at: datetime) -> None:
    """What is owed for a seat that an order pays for, to the cohort's host; nothing where a grant does.

    ``percent`` of the price is owed: less than all for one that was called off late. Safe to call again.
    """
    if seat.line_id is None:
        return
    charge = _of(_line(seat.line_id), percent=percent, on=timezone.localtime(at).date(), by=by, at=at)
    charge.seat, charge.host_id = seat, seat.cohort.host_id
    charge.quantity = Decimal(1)
    _write_once(charge)


@transaction.atomic
def record(
    *,
    line: OrderLine,
    host: Organisation,
    occasion: str,
    quantity: Decimal = Decimal(1),
    delivered_on: date,
    by: User | None,
    at: datetime,
) -> None:
    """What is owed to ``host`` for a part of a line that isn't seats, such as a month of supervision.

    ``occasion`` says which part ("2026-03"), and is charged once, however often this is called.
    """
    charge = _of(_line(line.pk), percent=WHOLE, on=delivered_on, by=by, at=at)
    charge.occasion, charge.host, charge.quantity = occasion, host, quantity
    _write_once(charge)


@transaction.atomic
def take_back(*, seat: Seat, by: User, at: datetime) -> None:
    """The seat isn't owed for after all, as when a late cancellation is undone; nothing where nothing was.

    Raises Refused when it is on a basis: then it is the basis that is credited.
    """
    charge = Charge.objects.locked().standing().filter(seat=seat).first()
    if charge is None:
        return
    if charge.basis_id is not None:
        words = _("%(seat)s is on invoice basis %(basis)s. Credit it there.")
        raise Refused(words % {"seat": seat.number, "basis": charge.basis.number})
    credit_of(charge, by=by, at=at).save(force_insert=True)


@transaction.atomic
def follow_payer(*, line: OrderLine, by: User, at: datetime) -> None:
    """A locked order's line is paid by somebody else: they owe what is owed for it and stands on no basis yet.

    Raises Refused when some of it is on a basis that says who pays: then it is the basis that is credited first.
    """
    of_the_line = Q(seat__line=line) | Q(seat=None, line=line)
    others = Charge.objects.standing().filter(of_the_line).exclude(payer=line.is_paid_by)
    # what is on a basis isn't locked: who credits it locks it before the order
    moved = list(others.uncollected().locked().select_related("seat").order_by("pk"))
    collected = others.exclude(basis=None).select_related("basis").first()
    if collected is not None:
        words = _("Some of it is on invoice basis %(basis)s. Credit it there first, and then change who pays.")
        raise Refused(words % {"basis": collected.basis.number})
    Charge.objects.bulk_create([credit_of(charge, by=by, at=at) for charge in moved])
    Charge.objects.bulk_create(owed_anew(moved, by=by, at=at))


def credit_of(charge: Charge, *, by: User, at: datetime) -> Charge:
    """As large as what it credits, which the database then knows is credited. Not saved yet."""
    same = ("line_id", "seat_id", "occasion", "host_id", "payer_id", "quantity", "unit_price", "percent", "vat")
    facts = {name: getattr(charge, name) for name in (*same, "delivered_on")}
    return Charge(**facts, credits=charge, recorded_by=by, recorded_at=at)


def owed_anew(credited: Sequence[Charge], *, by: User, at: datetime) -> list[Charge]:
    """What was credited, for whoever pays for it now: the same share, price, VAT and day. Not saved yet. One query."""
    ids = [charge.seat.line_id if charge.seat else charge.line_id for charge in credited]
    lines = _lines().in_bulk(ids)
    same = ("seat_id", "occasion", "host_id", "quantity", "unit_price", "percent", "vat", "delivered_on")
    return [
        Charge(
            **{name: getattr(charge, name) for name in same},
            line=lines[pk],
            payer=lines[pk].is_paid_by,
            recorded_by=by,
            recorded_at=at,
        )
        for pk, charge in zip(ids, credited, strict=True)
    ]


def _line(pk: int) -> OrderLine:
    return _lines().get(pk=pk)


def _lines() -> QuerySet[OrderLine]:
    """With all that says who pays."""
    return OrderLine.objects.select_related("cost_bearer", "order__payer", "order__orderer")


def _of(line: OrderLine, *, percent: int, on: date, by: User | None, at: datetime) -> Charge:
    return Charge(
        line=line,
        payer=line.is_paid_by,
        unit_price=line.unit_price,
        percent=percent,
        vat=line.vat,
        delivered_on=on,
        recorded_by=by,
        recorded_at=at,
    )


def _write_once(charge: Charge) -> None:
    """The constraints on what is billed once decide; whoever comes second has nothing more to write.

    What costs nothing is owed by nobody.
    """
    if charge.price:
        Charge.objects.bulk_create([charge], ignore_conflicts=True)

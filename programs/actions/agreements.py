"""Agreements: drafted, in force, extended, ended; and what is left of one goes on into the next."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import Organisation
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Conflict, Refused
from programs.models import Agreement, AgreementEntry, AgreementExtension, Order, Programme
from programs.selectors import agreements_with_use, use_of_agreement

CEILINGS = {"number", "ceiling_seats", "ceiling_amount"}  # what may be put right while the agreement is in force


class NotCovered(Refused):
    """The agreement that an order was to be placed under is not in force, or is about something else."""


@transaction.atomic
def create(
    *,
    kind: str,
    number: str,
    programme: Programme,
    orderer: Organisation,
    host: Organisation,
    valid_from: date,
    valid_until: date,
    parent: Agreement | None = None,
    ceiling_seats: int | None = None,
    ceiling_amount: Decimal | None = None,
    by: User,
    at: datetime,
) -> Agreement:
    """A draft. ``parent`` is the framework agreement of a call-off; ceilings are in seats and in kronor without VAT.

    Raises Refused beside host, orderer, number, parent and valid_until.
    """
    agreement = Agreement(
        kind=kind,
        number=number,
        programme=programme,
        orderer=orderer,
        host=host,
        valid_from=valid_from,
        valid_until=valid_until,
        parent=parent,
        ceiling_seats=ceiling_seats,
        ceiling_amount=ceiling_amount,
    )
    _check(agreement)
    with _number_once():
        agreement.save(force_insert=True)
    status.begin(agreement, by=by, at=at)
    return agreement


@transaction.atomic
def change(*, agreement: Agreement, version: int, **facts) -> None:
    """Change what :func:`create` takes: all of a draft, number and ceilings of an agreement in force.

    ``version`` is the one that the editor was shown. Raises Conflict when somebody has changed the agreement since,
    WrongStatus, and what create raises.
    """
    row = _locked(agreement)
    if row.version != version:
        raise Conflict(_("Somebody else changed this agreement while you did."))
    if row.status == Agreement.Status.ENDED or (row.status == Agreement.Status.ACTIVE and not facts.keys() <= CEILINGS):
        raise status.WrongStatus(_("This is agreed on already. It can be extended, but not rewritten."))
    for name, value in facts.items():
        setattr(row, name, value)
    _check(row)
    _check_room(row)
    row.version += 1
    with _number_once():
        row.save(update_fields=[*facts, "version"])


@transaction.atomic
def activate(*, agreement: Agreement, by: User, at: datetime) -> None:
    """Both sides have signed: its orderer sees it from now on. Raises WrongStatus."""
    status.move(agreement, Agreement.Status.ACTIVE, by=by, at=at)


@transaction.atomic
def end(*, agreement: Agreement, by: User, at: datetime) -> None:
    """It holds no longer. Raises WrongStatus."""
    status.move(agreement, Agreement.Status.ENDED, by=by, at=at)


@transaction.atomic
def extend(*, agreement: Agreement, until: date, reference: str = "", by: User, at: datetime) -> None:
    """Let an agreement in force hold longer, and log who decided it. Raises WrongStatus, and Refused beside until."""
    row = _locked(agreement)
    if row.status != Agreement.Status.ACTIVE:
        raise status.WrongStatus(_("Only an agreement in force can be extended."))
    if until <= row.valid_until:
        raise Refused(_("The agreement holds until then already."), field="until")
    AgreementExtension.objects.create(
        agreement=row, was=row.valid_until, until=until, reference=reference, by=by, at=at
    )
    row.valid_until, row.version = until, row.version + 1
    row.save(update_fields=["valid_until", "version"])


@transaction.atomic
def cover(
    *, agreement: Agreement, version: int | None = None, offered: Iterable[Order], chosen: Iterable[Order]
) -> None:
    """Of the orders ``offered``, those ``chosen`` are under the agreement from now on and the others aren't.

    ``version`` is the agreement's that the editor was shown; None: nobody was shown any. Raises Conflict,
    WrongStatus unless it is in force, and Refused beside orders when one is another orderer's, about another programme,
    or under another agreement.
    """
    row, chosen_ids = _locked(agreement), {order.pk for order in chosen}
    if row.status != Agreement.Status.ACTIVE:
        raise status.WrongStatus(_("Only an agreement in force covers orders."))
    if version not in (None, row.version):
        raise Conflict(_("Somebody else changed this agreement while you did."))
    before = row.version
    shown = Order.objects.filter(pk__in=[order.pk for order in offered])
    for order in shown.locked().order_by("pk"):
        sides = (order.orderer_id, order.programme_id)
        if sides != (row.orderer_id, row.programme_id) or order.agreement_id not in (None, row.pk):
            raise Refused(_("Choose orders of the same orderer and programme."), field="orders")
        under = row if order.pk in chosen_ids else None
        if order.agreement_id != (under and under.pk):
            order.agreement, order.version = under, order.version + 1
            order.save(update_fields=["agreement", "version"])
            row.version = before + 1
    row.save(update_fields=["version"])


def need_to_cover(order: Order, *, on: date) -> None:
    """Raises NotCovered unless an order's agreement, if it has one, covers it on a day. No query where it has none."""
    if order.agreement_id is None:
        return
    if not Agreement.objects.covering(order, on=on).filter(pk=order.agreement_id).exists():
        raise NotCovered(_("The agreement isn't in force, or is about something else."), field="agreement")


@transaction.atomic
def roll_over(*, key: UUID, old: Agreement, new: Agreement, seats: int, by: User, at: datetime) -> None:
    """Let seats that were not used under one agreement be used under the one after it, as a row for each of the two.

    A form sent twice (``key``) rolls over once. Raises Refused beside seats when fewer are unused, and beside new when
    it isn't the same two sides' next agreement.
    """
    done = idempotency.claim(key, purpose="agreements.rolled_over", owner=f"user:{by.pk}", at=at)
    if done is not None:
        idempotency.made_before(Agreement, done)
        return
    chosen = [old.pk, new.pk]
    list(Agreement.objects.locked().filter(pk__in=chosen).order_by("pk"))
    rows = agreements_with_use(Agreement.objects.filter(pk__in=chosen)).in_bulk()
    before, after = rows[old.pk], rows[new.pk]
    _check_next(before, after)
    left = use_of_agreement(before).seats_left or 0
    if not 1 <= seats <= left:
        words = ngettext("%(n)s seat is unused.", "%(n)s seats are unused.", left) % {"n": left}
        raise Refused(words, field="seats")
    reason, who = AgreementEntry.Reason, {"by": by, "at": at}
    AgreementEntry.objects.bulk_create(
        [
            AgreementEntry(agreement=before, other=after, change=-seats, reason=reason.ROLLED_OUT, **who),
            AgreementEntry(agreement=after, other=before, change=seats, reason=reason.ROLLED_IN, **who),
        ]
    )
    idempotency.remember(key, status.subject_of(new))


def _check_next(before: Agreement, after: Agreement) -> None:
    sides = ("orderer_id", "host_id", "programme_id")  # the same agreement doesn't begin after itself
    if any(getattr(before, side) != getattr(after, side) for side in sides) or after.valid_from <= before.valid_from:
        raise Refused(_("Choose the agreement of the next period."), field="new")
    if after.ceiling_seats is None or after.status == Agreement.Status.ENDED:
        raise Refused(_("That agreement has ended, or sets no ceiling in seats."), field="new")
    if before.ceiling_seats is None or before.status == Agreement.Status.DRAFT:
        raise Refused(_("This agreement is a draft, or sets no ceiling in seats."))


def _locked(agreement: Agreement) -> Agreement:
    return Agreement.objects.locked().get(pk=agreement.pk)


def _check(agreement: Agreement) -> None:
    if not agreement.host.is_host:
        raise Refused(_("This organisation doesn't run cohorts."), field="host")
    if agreement.orderer_id == agreement.host_id:
        raise Refused(_("An agreement has two sides."), field="orderer")
    if agreement.valid_until < agreement.valid_from:
        raise Refused(_("The end comes before the start."), field="valid_until")
    _check_parent(agreement)


def _check_room(agreement: Agreement) -> None:
    """What has gone on into the next agreement was unused under this one."""
    rolled = agreement.entries.aggregate(n=Sum("change"))["n"] or 0
    if (agreement.ceiling_seats or 0) + rolled < 0:
        words = _("%(n)s seats of this ceiling have been rolled over.") % {"n": -rolled}
        raise Refused(words, field="ceiling_seats")


def _check_parent(agreement: Agreement) -> None:
    """A call-off comes from a framework agreement of the same host and programme, and no other kind does."""
    parent = agreement.parent
    if (agreement.kind == Agreement.Kind.CALL_OFF) != (parent is not None):
        raise Refused(_("Call-offs, and only they, come from a framework agreement."), field="parent")
    if parent is None:
        return
    if parent.kind != Agreement.Kind.FRAMEWORK or parent.status == Agreement.Status.ENDED:
        raise Refused(_("Choose a framework agreement that hasn't ended."), field="parent")
    if (parent.host_id, parent.programme_id) != (agreement.host_id, agreement.programme_id):
        raise Refused(_("The framework agreement is another host's, or about another programme."), field="parent")
    if not parent.valid_from <= agreement.valid_from <= parent.valid_until:
        raise Refused(_("The framework agreement doesn't hold when this begins."), field="parent")


@contextmanager
def _number_once() -> Iterator[None]:
    """A number is used once between the same two, which the database decides: two may press at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        if "agreement_number_once" not in str(broken):
            raise
        raise Refused(_("The two have an agreement with this number already."), field="number") from broken

"""Files attached to an order, and taken away again while it is open."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.documents import uploads
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Refused
from programs.actions.changes import OPEN
from programs.models import Order, OrderChange, OrderFile

TAKES_FILES = (*OPEN, Order.Status.INVOICED)
MOST_FILES = 20


@transaction.atomic
def attach(
    *, order: Order, key: UUID, kind: OrderFile.Kind, name: str, content: bytes, by: User, at: datetime
) -> OrderFile:
    """Keep a file with an order. The same ``key``, or the same bytes again, give the file that is there.

    Raises NotAccepted, WrongStatus when the order is over, and Refused beside file when it has as many as it may.
    """
    found = uploads.columns_of(content)
    before = idempotency.claim(key, purpose="programs.file", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(OrderFile, before)
    row = Order.objects.locked().get(pk=order.pk)
    if row.status not in TAKES_FILES:
        raise status.WrongStatus(_("The order is over, so nothing more is attached to it."))
    there = row.files.listed().filter(sha256=found["sha256"]).first()
    if there is None:
        if row.files.count() >= MOST_FILES:
            raise Refused(_("An order can have %(most)s files.") % {"most": MOST_FILES}, field="file")
        what = {"kind": kind, "name": uploads.clean_name(name, found["media_type"]), **found}
        there = OrderFile(order=row, uploaded_by=by, uploaded_at=at, **what)
        there.save(force_insert=True)
        OrderChange.objects.create(order=row, before={"file": None}, after={"file": kind}, by=by, at=at)
    idempotency.remember(key, status.subject_of(there))
    return there


@transaction.atomic
def remove(*, file: OrderFile, by: User, at: datetime) -> None:
    """Take a file away again. Raises WrongStatus once the order is invoiced or over: then it is kept."""
    row = Order.objects.locked().get(pk=file.order_id)
    if row.status not in OPEN:
        raise status.WrongStatus(_("The order is invoiced or over, so its files are kept."))
    removed, _by_model = OrderFile.objects.filter(pk=file.pk).delete()
    if removed:
        OrderChange.objects.create(order=row, before={"file": file.kind}, after={"file": None}, by=by, at=at)

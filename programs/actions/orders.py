"""Orders: placed in one step, and their waiting lines placed. What fits is held; what doesn't is asked about."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import County, Organisation
from peersupport.shared.refusals import Refused
from programs.actions import contingents, drafts, offers
from programs.actions.answers import close, confirm, decline
from programs.actions.cancellations import CostsMore, cancel, undo_cancel
from programs.actions.drafts import IfShort, PriceChanged
from programs.actions.seats import CohortClosed, NotEnoughSeats
from programs.models import Cohort, Order, OrderLine, Programme, Wish

__all__ = [
    "CohortClosed",
    "CostsMore",
    "NotEnoughSeats",
    "PriceChanged",
    "cancel",
    "close",
    "confirm",
    "decline",
    "place",
    "place_line",
    "undo_cancel",
]


@transaction.atomic
def place(
    *,
    key: UUID,
    orderer: Organisation,
    programme: Programme,
    reference: str,
    quantity: int,
    cohort: Cohort | None = None,
    county: County | None = None,
    track: str = "",
    if_short: IfShort = "ask",
    offered: int | None = None,
    price: Decimal | None = None,
    at_least: int | None = None,
    by: User,
    at: datetime,
) -> Order:
    """Write an order and send it at once, for whoever knows all of it: a draft begun, filled in and sent.

    The same ``key`` gives the order that it first led to. Raises what :mod:`programs.actions.drafts` raises.
    """
    wish = Wish(cohort, county, track)
    draft = drafts.begin(key=key, orderer=orderer, programme=programme, wish=wish, quantity=quantity, by=by, at=at)
    if draft.status != Order.Status.DRAFT:
        return draft
    drafts.change_payer(order=draft, version=draft.version, payer=None, at=at, reference=reference.strip())
    asked = {"if_short": if_short, "offered": offered, "price": price, "at_least": at_least}
    return drafts.send(order=draft, **asked, by=by, at=at)


@transaction.atomic
def place_line(*, line: OrderLine, cohort: Cohort, by: User, at: datetime) -> None:
    """Give a waiting line all its seats in a cohort of its county and track, at the price that the orderer was told.

    Raises NotEnoughSeats, CohortClosed, WrongStatus, and Refused when the cohort isn't what the orderer asked for.
    """
    order = Order.objects.locked().select_related("programme").get(pk=line.order_id)
    offers.withdraw_from(line, but_place_in=cohort, by=by, at=at)
    row = drafts.in_locked(cohort, order.programme)
    wish = OrderLine.objects.locked().get(pk=line.pk)
    wish.order = order
    if not wish.suits(row):
        raise Refused(_("The orderer asked for another cohort, county or track."))
    room = contingents.room_for(row, order.orderer_id)
    if wish.status == OrderLine.Status.WAITING:
        room.need(wish.quantity)
    only_from, where = [OrderLine.Status.WAITING], {"cohort": row, "at_least": None}
    status.move(wish, OrderLine.Status.HELD, by=by, at=at, only_from=only_from, **where)
    room.use(wish.quantity, by=by, at=at)
    drafts.hold_seats(wish, order, by=by, at=at)

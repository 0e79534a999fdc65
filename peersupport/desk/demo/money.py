"""The demo's money: a grant with a budget, an agreement that is about to end, a price list, a basis that was sent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from peersupport.accounts.models import User
from peersupport.desk.demo.cast import Cast, Places
from peersupport.desk.demo.pieces import at
from programs.actions import agreements, bases, deliveries, funding, prices
from programs.models import Agreement, Cohort, FundingSource, Order, OrderLine, Programme

if TYPE_CHECKING:
    from peersupport.desk.demo.picture import Scene

FUNDER = "Socialstyrelsen"
SEATS, STAFF, SUPERVISION, EDUCATION = (kind.value for kind in OrderLine.Kind)
PRICES = {SEATS: 68000, STAFF: 18000, SUPERVISION: 2400, EDUCATION: 3200}


def grant(programme: Programme, *, granted_on: date) -> FundingSource:
    """Most of it pays for the ten seats of the cohort from the spring."""
    return funding.create(
        programme=programme,
        kind=FundingSource.Kind.GRANT,
        funder=FUNDER,
        granted_on=granted_on,
        registry_number="4.3-1155",
        valid_from=granted_on,
        valid_until=granted_on + timedelta(days=365),
        amount=Decimal(800_000),
        target_seats=12,
    )


def agreement(programme: Programme, where: Places, cast: Cast, *, on: date) -> Agreement:
    """In force since ten months, and for two more: Today says that it ends."""
    began = on - timedelta(days=300)
    made = agreements.create(
        kind=Agreement.Kind.FRAMEWORK,
        number=f"KS {began.year}/114",
        programme=programme,
        orderer=where.stockholm,
        host=where.host,
        valid_from=began,
        valid_until=on + timedelta(days=60),
        ceiling_seats=30,
        ceiling_amount=Decimal(2_100_000),
        by=cast.regional,
        at=at(began - timedelta(days=20)),
    )
    agreements.activate(agreement=made, by=cast.regional, at=at(began - timedelta(days=6)))
    _next(made, by=cast.regional, on=on)
    return made


def _next(before: Agreement, *, by: User, on: date) -> None:
    """The agreement after it is written and not signed: seats can be rolled over into it once it holds."""
    begins = before.valid_until + timedelta(days=1)
    agreements.create(
        kind=before.kind,
        number=f"KS {begins.year}/27",
        programme=before.programme,
        orderer=before.orderer,
        host=before.host,
        valid_from=begins,
        valid_until=begins + timedelta(days=364),
        ceiling_seats=24,
        ceiling_amount=Decimal(1_800_000),
        by=by,
        at=at(on - timedelta(days=7)),
    )


def cover(made: Agreement) -> None:
    """The orders of its orderer are under the agreement."""
    theirs = Order.objects.placed().filter(orderer=made.orderer, programme=made.programme)
    agreements.cover(agreement=made, offered=theirs, chosen=theirs)


def price_lists(programme: Programme, *, by: User, on: date) -> None:
    """The same prices last year, this year and the next."""
    listed = {kind: (Decimal(price), OrderLine.Vat.EXEMPT.value) for kind, price in PRICES.items()}
    for year in (on.year - 1, on.year, on.year + 1):
        prices.set_year(
            programme=programme, host=None, year=year, version=1, prices=listed, by=by, at=at(on - timedelta(days=390))
        )


def billed(scene: Scene, cohort: Cohort) -> None:
    """The seats of a completed cohort that an order pays for, on a basis that was locked the week after."""
    week_after = cohort.ends_on + timedelta(days=7)
    who = {"by": scene.by, "at": at(week_after)}
    for order in Order.objects.placed().filter(lines__cohort=cohort):
        deliveries.follow(order=order, at=at(cohort.ends_on, 19))
    for basis in bases.collect(host=scene.where.host, until=week_after, **who):
        bases.lock(basis=basis, **who)

"""A quarter of an organisation's orders: seats that came and went, what was invoiced, what is left of its agreements.

Seats are counted by order, as sums over the ledger. Nobody's name is here, nor how a course went for anybody.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from peersupport.audit.models import StatusChange
from peersupport.audit.status import subject_of
from peersupport.directory.models import Membership, Organisation, now_part_of
from peersupport.shared.calendar import Quarter
from programs.models import Agreement, InvoiceBasis, Order, OrderChange, OrderLine, SeatEntry
from programs.selectors.budgets import agreements_with_use
from programs.selectors.ledger import Seats, seat_sums

Why = SeatEntry.Why
# Why a seat comes to an order that wasn't there, or goes. Whoever adds a cause to the ledger says here what it means.
COMES_OR_GOES = {
    "ordered": {Why.ORDERED, Why.BEFORE},
    "handed_over": {Why.MOVED, Why.SPLIT},
    "called_off": {Why.ORDER_CANCELLED, Why.COHORT_CANCELLED, Why.EXPIRED, Why.UNDONE},
    "given_back": {Why.GIVEN_BACK, Why.UNUSED},
    "delivered": {Why.DELIVERED},
}
STAYS = {Why.CONFIRMED, Why.ADMITTED, Why.LEFT}
NO_SEAT_OF_AN_ORDER = {
    *(Why.FUNDED, Why.PROMISED, Why.ORDERED_OUT_OF, Why.LET_GO, Why.OFFERED, Why.TAKEN_UP, Why.OFFER_ENDED),
}


@dataclass(frozen=True)
class Flow:
    """Seats in a quarter: those to come when it began, what came and went, those to come when it ended.

    ``handed_over`` came from the part of an order that somebody else pays for, or went there if it is below nought;
    for who sees all of an order it is nought. ``reserved`` to ``assigned`` is what ``closing`` consists of.
    ``confirmed`` and ``moved`` (to another cohort) happened to seats that stayed. ``waiting`` is what lines wait for.
    """

    opening: int = 0
    ordered: int = 0
    handed_over: int = 0
    called_off: int = 0
    given_back: int = 0
    delivered: int = 0
    closing: int = 0
    reserved: int = 0
    confirmed_at_the_end: int = 0
    assigned: int = 0
    confirmed: int = 0
    moved: int = 0
    waiting: int = 0

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    def __bool__(self) -> bool:
        return any(astuple(self))

    @property
    def adds_up(self) -> bool:
        came, went = self.ordered + self.handed_over, self.called_off + self.given_back + self.delivered
        return self.opening + came - went == self.closing


@dataclass(frozen=True)
class OrderFlow:
    """What happened to the seats of one order, with the lines of it that the reader sees."""

    order: Order
    lines: list[OrderLine]
    flow: Flow


@dataclass(frozen=True)
class Statement:
    """Kvartalsbesked. ``bases`` were locked in the quarter, each with its ``net``.

    What lacks a reference and what is used of agreements is as it is now.
    """

    organisation: Organisation
    quarter: Quarter
    orders: list[OrderFlow]
    bases: list[InvoiceBasis]
    without_reference: list[Order]
    agreements: list[Agreement] = field(default_factory=list)

    @property
    def total(self) -> Flow:
        return sum((one.flow for one in self.orders), Flow())

    @property
    def charged(self) -> Decimal:
        """Kronor without VAT."""
        return sum((basis.net for basis in self.bases if basis.credits_id is None), Decimal(0))

    @property
    def credited(self) -> Decimal:
        """Kronor without VAT."""
        return sum((basis.net for basis in self.bases if basis.credits_id), Decimal(0))


def statement_of(*, membership: Membership, organisation: Organisation, quarter: Quarter) -> Statement:
    """What ``membership`` sees of an organisation's quarter: all of its own, a region what is in its cohorts.

    The bases are those that it got, to a region those of its own association. Ten queries.
    """
    ours = now_part_of(organisation.pk)
    orders = Order.objects.visible_to(membership).filter(orderer__in=ours, placed_at__lt=quarter.ends_at)
    return Statement(
        organisation=organisation,
        quarter=quarter,
        orders=order_flows(lines=_lines(membership, ours, quarter), quarter=quarter),
        bases=list(_bases(membership, ours, quarter)),
        without_reference=list(orders.without_reference().order_by("placed_at", "pk")),
        agreements=list(_agreements(membership, ours, quarter)),
    )


def order_flows(*, lines: QuerySet[OrderLine], quarter: Quarter) -> list[OrderFlow]:
    """The orders of these lines of which there is something to say, oldest first. Seven queries at most."""
    found: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines.select_related("order", "cohort", "county").order_by("order__placed_at", "order", "pk"):
        found[line.order_id].append(line)
    flows = _flows(lines, [line for mine in found.values() for line in mine], quarter)
    return [OrderFlow(mine[0].order, mine, flows[pk]) for pk, mine in found.items() if flows[pk]]


def _flows(lines: QuerySet[OrderLine], rows: Iterable[OrderLine], quarter: Quarter) -> defaultdict[int, Flow]:
    mine = {"line__in": lines.order_by().values("pk")}
    within = {"at__gte": quarter.begins_at, "at__lt": quarter.ends_at, **mine}
    before = seat_sums(by="line__order", at__lt=quarter.begins_at, **mine)
    after = seat_sums(by="line__order", at__lt=quarter.ends_at, **mine)
    moved = seat_sums(by="line__order", why=Why.MOVED, was="", **within)
    changes: dict[int, dict[str, Seats]] = defaultdict(dict)
    for (order, why), sums in seat_sums(by=("line__order", "why"), **within).items():
        changes[order][why] = sums
    waiting, none = _waiting(rows, at=quarter.ends_at), Seats()
    flows: defaultdict[int, Flow] = defaultdict(Flow)
    for order in {*after, *waiting}:
        opening, closing = before.get(order, none), after.get(order, none)
        flows[order] = _flow(opening, closing, changes[order], moved.get(order, none), waiting[order])
    return flows


def _flow(opening: Seats, closing: Seats, changes: dict[str, Seats], moved: Seats, waiting: int) -> Flow:
    came = {
        name: sum(changes[why].to_come for why in causes if why in changes) for name, causes in COMES_OR_GOES.items()
    }
    return Flow(
        opening=opening.to_come,
        ordered=came["ordered"],
        handed_over=came["handed_over"],
        called_off=-came["called_off"],
        given_back=-came["given_back"],
        delivered=-came["delivered"],
        closing=closing.to_come,
        reserved=closing.reserved,
        confirmed_at_the_end=closing.confirmed,
        assigned=closing.assigned,
        confirmed=sum(changes[why].confirmed for why in (Why.CONFIRMED, Why.ORDERED) if why in changes),
        moved=moved.held,
        waiting=waiting,
    )


def _waiting(lines: Iterable[OrderLine], *, at: datetime) -> defaultdict[int, int]:
    """How many seats each order waited for at a time, by its lines' own steps. Two queries at most.

    A line that later said yes to fewer seats than it waited for counts with those: more isn't kept of it.
    """
    by_subject = {subject_of(line): line for line in lines}
    steps = StatusChange.objects.filter(subject__in=by_subject, at__lt=at).order_by("subject", "-pk")
    last = steps.distinct("subject").values_list("subject", "became")
    waited = [by_subject[subject] for subject, became in last if became == OrderLine.Status.WAITING]
    later = OrderChange.objects.filter(line__in=waited, at__gte=at, before__has_key="quantity")
    was = {change.line_id: change.before["quantity"] for change in later.order_by("-pk")} if waited else {}
    seats: defaultdict[int, int] = defaultdict(int)
    for line in waited:
        seats[line.order_id] += was.get(line.pk, line.quantity)
    return seats


def _lines(membership: Membership, ours: QuerySet, quarter: Quarter) -> QuerySet[OrderLine]:
    seen = OrderLine.objects.visible_to(membership).of_seats().exclude(status=OrderLine.Status.DRAFT)
    mine = seen.filter(Q(order__orderer__in=ours) | Q(cost_bearer__in=ours))
    return mine.filter(order__placed_at__lt=quarter.ends_at)


def _bases(membership: Membership, ours: QuerySet, quarter: Quarter) -> QuerySet[InvoiceBasis]:
    """Those that the organisation has got, as it sees them itself: locked ones."""
    seen = InvoiceBasis.objects.visible_to(membership).exported().filter(payer__in=ours)
    locked = seen.filter(locked_at__gte=quarter.begins_at, locked_at__lt=quarter.ends_at)
    named = locked.select_related("host", "credits").defer("document", "credits__document")
    return named.annotate(net=Sum("charges__net", default=0), rows=Count("charges")).order_by("locked_at", "pk")


def _agreements(membership: Membership, ours: QuerySet, quarter: Quarter) -> QuerySet[Agreement]:
    """Those that held on some day of the quarter."""
    seen = Agreement.objects.visible_to(membership).filter(orderer__in=ours).exclude(status=Agreement.Status.DRAFT)
    held = seen.filter(valid_from__lte=quarter.last, valid_until__gte=quarter.first)
    return agreements_with_use(held).order_by("valid_until", "pk")

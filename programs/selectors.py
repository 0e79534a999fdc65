"""Figures and pages over several models. Each number is counted here and nowhere else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.audit.models import StatusChange
from peersupport.audit.status import subject_of
from peersupport.directory.models import Membership
from programs.models import Cohort, Order, OrderLine, Programme, Seat

MOST_CONTACTS = 3
SHAPES = 5  # the sprite has so many shapes; a sixth orderer or funder gets the first one again
DOTS = {
    Seat.Status.RESERVED: "held",
    Seat.Status.CONFIRMED: "confirmed",
    Seat.Status.ASSIGNED: "named",
    Seat.Status.DELIVERED: "named",
}


@dataclass(frozen=True)
class Dot:
    """A seat as parts/seat_dots.html draws it."""

    state: str


def seats_ordered(*, programme: Programme) -> int:
    """Seats that are held for orders. Lines that wait hold none, and funded seats were not ordered."""
    return _ordered().filter(cohort__programme=programme).count()


def seats_by_orderer(*, programme: Programme | None = None, cohort: Cohort | None = None) -> dict[str, int]:
    """How many seats are held for whom, by the orderer's name; most seats first."""
    rows = _ordered()
    if programme is not None:
        rows = rows.filter(cohort__programme=programme)
    if cohort is not None:
        rows = rows.filter(cohort=cohort)
    held = rows.values_list("line__order__orderer__name").annotate(n=Count("pk"))
    return dict(held.order_by("-n", "line__order__orderer__sort_name"))


def seats_left(*, cohort: Cohort) -> int:
    """Seats that nobody holds, as the database has it now."""
    return Cohort.objects.get(pk=cohort.pk).seats_left


def seats_waited_for(*, programme: Programme) -> int:
    """Seats in lines that wait for a cohort."""
    waiting = OrderLine.objects.waiting().filter(order__programme=programme)
    return waiting.aggregate(seats=Sum("quantity"))["seats"] or 0


def _ordered():
    return Seat.objects.taking_a_place().filter(line__isnull=False)


@dataclass(frozen=True)
class Happening:
    """One entry of an order's history: what happened to how many things at once, who did it, and when."""

    kind: str  # "order", "orderline" or "seat"
    became: str
    count: int
    by: str
    at: datetime

    @property
    def text(self) -> str:
        """A sentence. Seats are counted, never named."""
        match self.kind, self.became:
            case "order", "sent":
                return _("The order was sent")
            case "order", Order.Status.CONFIRMED:
                return _("The order was confirmed")
            case "order", Order.Status.CANCELLED:
                return _("The order was called off")
            case "orderline", OrderLine.Status.HELD:
                return _("The seats were placed in a cohort")
            case "orderline", OrderLine.Status.WAITING:
                return _("The cohort was called off: the seats wait for the next one")
        return self._seats

    @property
    def _seats(self) -> str:
        texts = {
            Seat.Status.RESERVED: ngettext("%(n)s seat is free again", "%(n)s seats are free again", self.count),
            Seat.Status.CONFIRMED: ngettext("%(n)s seat was confirmed", "%(n)s seats were confirmed", self.count),
            Seat.Status.ASSIGNED: ngettext("%(n)s seat was assigned", "%(n)s seats were assigned", self.count),
            Seat.Status.DELIVERED: ngettext("%(n)s seat was delivered", "%(n)s seats were delivered", self.count),
            Seat.Status.RELEASED: ngettext("%(n)s seat was given back", "%(n)s seats were given back", self.count),
        }
        return texts[Seat.Status(self.became)] % {"n": self.count}


def contacts_of(*, lines: Iterable[OrderLine]) -> list[User]:
    """Whom an orderer asks about an order: coordinators of the cohorts' hosts, or the nation's while it has no cohort.

    One query.
    """
    hosts = {line.cohort.host_id for line in lines if line.cohort_id}
    asked = Q(role=Role.REGIONAL_COORDINATOR, organisation__in=hosts) if hosts else Q(role=Role.NATIONAL_COORDINATOR)
    members = Membership.objects.open().filter(asked)
    people = User.objects.filter(pk__in=members.values("user"), is_active=True)
    return list(people.order_by("given_name", "family_name", "pk")[:MOST_CONTACTS])


def order_history(*, order: Order, lines: Iterable[OrderLine], seats: Iterable[Seat]) -> list[Happening]:
    """What has happened to an order, newest first; what happened to several seats at once is one entry. One query."""
    subjects = [subject_of(thing) for thing in [order, *lines, *seats]]
    counted: dict[tuple, int] = defaultdict(int)
    steps_taken = StatusChange.objects.filter(subject__in=subjects).exclude(was="")  # how it began is told last
    for step in steps_taken.select_related("by").order_by("-at", "-pk"):
        kind = step.subject.partition(":")[0].partition(".")[2]
        if (kind, step.became) != ("orderline", OrderLine.Status.CANCELLED):  # the order's own step says it
            counted[kind, step.became, str(step.by or ""), step.at] += 1
    steps = [Happening(kind, became, count, by, at) for (kind, became, by, at), count in counted.items()]
    return [*steps, Happening("order", "sent", 1, str(order.placed_by), order.placed_at)]

"""How orders and seats are shown: words, colours and shapes. The rules are elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Agreement, InvoiceBasis, Order, OrderLine, Seat
from programs.selectors import DOTS, SHAPES, WARN_PERCENT, Dot, Fee, Happening, Use

TONES = {
    Order.Status.SENT: "hj",
    Order.Status.CONFIRMED: "mo",
    Order.Status.PARTLY_DELIVERED: "mo",
    Order.Status.DELIVERED: "sjo",
    OrderLine.Status.WAITING: "hj",
    OrderLine.Status.HELD: "sjo",
    InvoiceBasis.Status.OPEN: "hj",
    InvoiceBasis.Status.LOCKED: "mo",
    InvoiceBasis.Status.CREDITED: "",
}


AGREEMENT_TONES = {Agreement.Status.DRAFT: "", Agreement.Status.ACTIVE: "mo", Agreement.Status.ENDED: ""}


@dataclass(frozen=True)
class Dots:
    """A row of parts/seat_dots.html."""

    label: str
    shape_index: int
    seats: list[Dot]


def wish(line: OrderLine) -> str:
    """Which cohort a line is for, or where the next one shall be; of other things than seats, what they are."""
    if line.kind != OrderLine.Kind.SEATS:
        return line.get_kind_display()
    if line.cohort is not None:
        return line.cohort.name
    return _("Next in %(county)s, %(track)s") % {
        "county": line.county.name,
        "track": line.get_track_display().lower(),
    }


def period(line: OrderLine) -> str:
    """When it is given: a cohort's days, or those that were agreed. Supervision begins when the course ends."""
    first, last = line.period_from, line.period_to
    if line.kind == OrderLine.Kind.SEATS and line.cohort is not None:
        first, last = line.cohort.starts_on, line.cohort.ends_on
    if first is not None:
        return f"{date_format(first, 'Y-m-d')}–{date_format(last, 'Y-m-d')}"
    return _("from the end of the course") if line.kind == OrderLine.Kind.SUPERVISION else ""


def months_used(line: OrderLine, charged: Decimal) -> str:
    """How many months of supervision are charged. The words are the same for everybody: numbers, and of nobody."""
    words = ngettext("%(n)s of %(of)s month charged", "%(n)s of %(of)s months charged", line.quantity)
    return words % {"n": number_format(charged.normalize()), "of": line.quantity}


def state(order: Order, lines: Iterable[OrderLine]) -> tuple[str, str]:
    """An order's state in words and its colour. One that waits for seats says so: that is what its orderer asks."""
    if order.status not in Order.OVER and any(line.status == OrderLine.Status.WAITING for line in lines):
        return _("Waiting for seats"), "hj"
    return order.get_status_display(), TONES.get(order.status, "")


def hold(order: Order, lines: Iterable[OrderLine]) -> date | None:
    """The last day on which an order's seats wait for an answer; None where none are held, or it has had its answer."""
    held = any(line.status == OrderLine.Status.HELD for line in lines)
    return order.held_until if held and order.status == Order.Status.SENT else None


def dots(groups: dict[str, Iterable[str]]) -> list[Dots]:
    """Seats as dots, a shape for each group, in the groups' order."""
    return [
        Dots(label, n % SHAPES + 1, [Dot(DOTS.get(one, one)) for one in states])
        for n, (label, states) in enumerate(groups.items())
    ]


def dots_of_lines(lines: Iterable[OrderLine], seats: Iterable[Seat]) -> list[Dots]:
    """An order's seats as dots, line by line; a line that waits shows as many empty ones."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        held = [seat.status for seat in seats if seat.line_id == line.pk and seat.status != Seat.Status.RELEASED]
        waiting = ["waiting"] * line.quantity if line.status == OrderLine.Status.WAITING else []
        if held or waiting:
            groups.setdefault(wish(line), []).extend(held + waiting)
    return dots(groups)


@dataclass(frozen=True)
class Event:
    """An entry of parts/timeline.html."""

    text: str
    when: str
    url: str = ""


def timeline(history: Iterable[Happening]) -> list[Event]:
    return [
        Event(
            entry.text, ", ".join(filter(None, [date_format(localtime(entry.at), "SHORT_DATETIME_FORMAT"), entry.by]))
        )
        for entry in history
    ]


@dataclass(frozen=True)
class Bar:
    """How much of something is used: the words say it, the bar of templates/programs/_use.html only helps."""

    text: str
    percent: int  # of the bar: at most a hundred
    tone: str


def bars(use: Use) -> list[Bar]:
    """Seats and kronor, each with a bar where there is a limit."""
    seats = ngettext("%(n)s seat", "%(n)s seats", use.seats) % {"n": use.seats}
    kronor = _("%(sum)s kr") % {"sum": number_format(use.amount.quantize(1), force_grouping=True)}
    if use.of_seats is not None:
        seats = _("%(n)s of %(of)s seats used, %(percent)s %%") % {
            "n": use.seats,
            "of": use.of_seats,
            "percent": use.seats_percent,
        }
    if use.of_amount is not None:
        kronor = _("%(sum)s of %(of)s kr used, %(percent)s %%") % {
            "sum": number_format(use.amount.quantize(1), force_grouping=True),
            "of": number_format(use.of_amount.quantize(1), force_grouping=True),
            "percent": use.amount_percent,
        }
    return [_bar(seats, use.seats_percent), _bar(kronor, use.amount_percent)]


def _bar(text: str, percent: int | None) -> Bar:
    if percent is None:
        return Bar(text, 0, "")
    return Bar(text, min(percent, 100), "h" if percent >= WARN_PERCENT else "m")


def kronor(amount: Decimal) -> str:
    """As people write it: 68 000, and öre only where there are some."""
    whole = amount == amount.to_integral_value()
    return number_format(amount, decimal_pos=0 if whole else 2, force_grouping=True)


def cost_of_cancelling(order: Order, fees: Sequence[Fee]) -> str:
    """What calling off costs, in a sentence, before somebody does it."""
    total = sum(fee.amount for fee in fees)
    if not total:
        if order.status == Order.Status.SENT:
            return _("It costs nothing: the order isn't confirmed yet.")
        return _("It costs nothing, by the terms that were in force when you ordered.")
    percents = {fee.percent for fee in fees}
    if len(percents) == 1:
        words = _("It costs %(percent)s %% of the price: %(sum)s kr, by the terms that were in force when you ordered.")
        return words % {"percent": percents.pop(), "sum": kronor(total)}
    words = _("It costs %(sum)s kr in all, by the terms that were in force when you ordered.")
    return words % {"sum": kronor(total)}


def costs_by_line(fees: Sequence[Fee]) -> list[str]:
    """What each line costs, where there are several and they cost something."""
    if len(fees) < 2 or not any(fee.amount for fee in fees):
        return []
    words = _("%(wish)s: %(percent)s %%, %(sum)s kr")
    return [words % {"wish": wish(fee.line), "percent": fee.percent, "sum": kronor(fee.amount)} for fee in fees]


def cost_of_fewer(fee: Fee) -> str:
    """What each seat costs that is given back, before somebody gives it back."""
    if not fee.percent:
        return _("Seats that you give back cost nothing.")
    words = _(
        "Each seat that you give back costs %(percent)s %% of its price: %(sum)s kr, by the terms that were in force "
        "when you ordered."
    )
    return words % {"percent": fee.percent, "sum": kronor(fee.amount)}

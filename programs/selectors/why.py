"""Why there is no seat, why none was offered, and what would change it, in plain words.

The words suit both sides. Other orderers are named to coordinators only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.permissions import COORDINATORS
from programs.models import Cohort, Offer, Order, OrderLine
from programs.selectors.ledger import Seats, seat_sums
from programs.selectors.waiting_list import in_line, seats_to_offer

MOST_COHORTS = 3


@dataclass(frozen=True)
class Why:
    """Three lists of sentences; each may be empty."""

    no_seat: list[str] = field(default_factory=list)
    no_offer: list[str] = field(default_factory=list)
    would_help: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.no_seat or self.no_offer or self.would_help)

    def __add__(self, other: "Why") -> "Why":
        help_once = [*self.would_help, *(text for text in other.would_help if text not in self.would_help)]
        return Why([*self.no_seat, *other.no_seat], [*self.no_offer, *other.no_offer], help_once)


@dataclass(frozen=True)
class Standing:
    """A cohort with its numbers, its line, and the last offer in it that came to nothing, by line."""

    cohort: Cohort
    sums: Seats
    line: list[OrderLine]
    let_go: dict[int, Offer]


def why_no_seat(*, line: OrderLine, membership) -> Why:
    """Why a line has no seats. Empty when it has them. At most two queries, and two for each cohort that suits it."""
    if line.status == OrderLine.Status.CANCELLED:
        return _over(line.order)
    if line.status != OrderLine.Status.WAITING:
        return Why()
    open_ones = Cohort.objects.orderable().filter(programme=line.order.programme_id).select_related("county")
    cohorts = list(open_ones.order_by("starts_on", "pk"))
    suiting = [cohort for cohort in cohorts if line.suits(cohort)][:MOST_COHORTS]
    sums = seat_sums(by="cohort", cohort__in=suiting) if suiting else {}
    why = _of_the_programme(line, suiting)
    for cohort in suiting:
        standing = standing_in(cohort=cohort, sums=sums.get(cohort.pk, Seats()))
        why += why_in(standing, line, named=membership.role in COORDINATORS)
    return why + Why(would_help=[*_elsewhere(line, cohorts), *_reference(line.order)])


def standing_in(*, cohort: Cohort, sums: Seats | None = None) -> Standing:
    """What :func:`why_in` reads. One query, one more where the sums aren't known yet, and one where offers ended."""
    line = in_line(cohort=cohort)
    if not line:
        return Standing(cohort, Seats(), [], {})
    if sums is None:
        sums = seat_sums(by="cohort", cohort=cohort).get(cohort.pk, Seats())
    return Standing(cohort, sums, line, _let_go(cohort) if any(one.let_go for one in line) else {})


def _let_go(cohort: Cohort) -> dict[int, Offer]:
    ended = Offer.objects.let_go().filter(cohort=cohort, line__status=OrderLine.Status.WAITING).order_by("pk")
    return {offer.line_id: offer for offer in ended}


def why_in(standing: Standing, line: OrderLine, *, named: bool) -> Why:
    """Why a waiting line has no seats in one cohort. No query."""
    here = next((one for one in standing.line if one.pk == line.pk), None)
    if here is None:
        return Why([_numbers(standing)])
    if here.is_offered:
        return Why([_numbers(standing)], would_help=[_("Answer the offer.")])
    before = standing.line[: standing.line.index(here)]
    no_offer = [_place(before, standing, named=named), *_moved_forward(before, here), *_not_offered(standing, here)]
    return Why([_numbers(standing)], no_offer, _would_help(standing, here))


def _over(order: Order) -> Why:
    """A line that was called off, and why: mostly with all of its order."""
    again = _("Order again: the places that are free are shown when you order.")
    match order.status:
        case Order.Status.EXPIRED:
            until = date_format(order.held_until, "j F")
            words = _(
                "The seats were held until %(day)s. The order was not confirmed in time, so they were given back."
            )
            return Why([words % {"day": until}], would_help=[again])
        case Order.Status.DECLINED:
            return Why([_("The order was declined.")], would_help=[_("Ask the coordinator what would make a yes.")])
        case Order.Status.CANCELLED:
            return Why([_("The order was called off, and its seats were given back.")], would_help=[again])
    return Why([_("These seats were given back.")], would_help=[again])


def _of_the_programme(line: OrderLine, suiting: list[Cohort]) -> Why:
    """What keeps a line from all cohorts at once."""
    if not line.order.programme.is_open:
        closed = _("The programme takes no orders just now, so no seats are offered.")
        return Why([closed], would_help=[_("The programme opens again.")])
    if suiting:
        return Why()
    if line.cohort_id:
        words = _("%(cohort)s isn't open for orders.") % {"cohort": line.cohort}
    else:
        words = _("No cohort in %(county)s, %(track)s, is open for orders.") % {
            "county": line.county.name,
            "track": line.get_track_display().lower(),
        }
    return Why([words], would_help=[_("A cohort opens there: its seats are offered to those in line at once.")])


def _numbers(standing: Standing) -> str:
    sums, cohort = standing.sums, standing.cohort
    parts = [
        (sums.held, ngettext("%(n)s is ordered", "%(n)s are ordered", sums.held)),
        (sums.guaranteed, ngettext("%(n)s is promised", "%(n)s are promised", sums.guaranteed)),
        (sums.offered, ngettext("%(n)s is offered to somebody", "%(n)s are offered to somebody", sums.offered)),
        (cohort.seats_left, ngettext("%(n)s is free", "%(n)s are free", cohort.seats_left)),
    ]
    told = ", ".join(text % {"n": n} for n, text in parts if n)
    start = _("%(cohort)s is full") if not cohort.seats_left else _("%(cohort)s isn't full")
    return _("%(start)s: of %(all)s seats, %(parts)s.") % {
        "start": start % {"cohort": cohort},
        "all": cohort.capacity,
        "parts": told,
    }


def _place(before: list[OrderLine], standing: Standing, *, named: bool) -> str:
    if not before:
        return _("%(cohort)s: the order is first in line.") % {"cohort": standing.cohort}
    wanted = sum(one.quantity for one in before)
    words = ngettext(
        "%(cohort)s: the order is number %(place)s of %(all)s in line. Those before it want %(n)s seat.",
        "%(cohort)s: the order is number %(place)s of %(all)s in line. Those before it want %(n)s seats.",
        wanted,
    )
    place = {"cohort": standing.cohort, "place": len(before) + 1, "all": len(standing.line), "n": wanted}
    if not named:
        return words % place
    names = ", ".join(f"{one.order.orderer} ({one.order.number})" for one in before)
    return " ".join([words % place, _("Before it: %(names)s.") % {"names": names}])


def _moved_forward(before: Iterable[OrderLine], line: OrderLine) -> list[str]:
    count = sum(one.priority > line.priority for one in before)
    words = ngettext(
        "%(n)s of those before was moved forward by a coordinator, for a written reason.",
        "%(n)s of those before were moved forward by a coordinator, for a written reason.",
        count,
    )
    return [words % {"n": count}] if count else []


def _not_offered(standing: Standing, line: OrderLine) -> list[str]:
    left = standing.cohort.seats_left
    told = [_came_to_nothing(standing.let_go[line.pk])] if line.pk in standing.let_go else []
    if not left:
        return [*told, _("No seat is free, so none is offered to anybody.")]
    if left < line.smallest:
        words = ngettext(
            "%(n)s seat is free, fewer than the %(least)s together that the order accepts. Smaller groups further back "
            "may be offered it; the order keeps its place.",
            "%(n)s seats are free, fewer than the %(least)s together that the order accepts. Smaller groups further "
            "back may be offered them; the order keeps its place.",
            left,
        )
        return [*told, words % {"n": left, "least": line.smallest}]
    if seats_to_offer(line, left):
        told.append(_("An offer is made within minutes, unless the course starts too soon for an answer."))
    return told


def _came_to_nothing(offer: Offer) -> str:
    texts = {
        Offer.Status.DECLINED: _("%(n)s seats were offered on %(day)s, and declined."),
        Offer.Status.EXPIRED: _("%(n)s seats were offered on %(day)s, and nobody answered in time."),
        Offer.Status.WITHDRAWN: _("%(n)s seats were offered on %(day)s, and the offer was taken back."),
    }
    day = date_format(localtime(offer.offered_at), "j F")
    return texts[Offer.Status(offer.status)] % {"n": offer.seats, "day": day}


def _would_help(standing: Standing, line: OrderLine) -> list[str]:
    left, helps = standing.cohort.seats_left, []
    if line.let_go < left < line.smallest:
        words = ngettext(
            "If %(n)s seat would do instead of %(all)s, there is room now.",
            "If %(n)s seats would do instead of %(all)s, there is room now.",
            left,
        )
        helps.append(words % {"n": left, "all": line.quantity})
    if line.let_go:
        helps.append(_("A coordinator can make the offer once more, if you ask."))
    return [*helps, _("Seats are given back, or somebody says no to an offer: they go to the first in line at once.")]


def _elsewhere(line: OrderLine, cohorts: list[Cohort]) -> list[str]:
    """Other open cohorts of the programme that have room for the line as it is."""
    others = [one for one in cohorts if not line.suits(one) and one.seats_left >= line.quantity]
    words = _("%(cohort)s, %(county)s, has room: %(left)s free seats from %(day)s.")
    return [
        words % {"cohort": one, "county": one.county.name, "left": one.seats_left, "day": date_format(one.starts_on)}
        for one in others[:MOST_COHORTS]
    ]


def _reference(order: Order) -> list[str]:
    if order.reference:
        return []
    return [_("The reference is missing. It keeps no order from its seats, but the invoice needs it.")]

"""Free places go to those in line. What frees places calls :func:`offer_next` last, with the cohort still locked.

It waits for the rows of other orders' lines, so nothing may be locked after it (seats.py says in which order).
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.letters.outbox import post_each
from peersupport.links import onetime
from peersupport.shared.calendar import first_working_day
from programs import letters, selectors
from programs.models import Cohort, Offer, Order, OrderLine, SeatEntry

Why = SeatEntry.Why
NOWHERE, OFFERED = "", SeatEntry.OFFERED
CLOSES_AT = time(17)  # on Swedish clocks


@transaction.atomic
def offer_next(cohort: Cohort, *, told_at: datetime | None = None, at: datetime) -> list[Offer]:
    """Offer the free places of a locked cohort to those in line: the first gets as many as they take, then the next.

    Somebody is passed only where the places that are left are fewer than they accept, and keeps their place in line.
    The places are kept at once; the letters wait until ``told_at`` where what freed the places can be undone till then.
    The offers made; none where the cohort takes no orders or starts too soon for an answer.
    """
    row = Cohort.objects.select_related("programme").get(pk=cohort.pk)
    until, left, made = ends_at(row, at=at), row.seats_left, []
    if row.status != Cohort.Status.OPEN or not row.programme.is_open or until is None or not left:
        return made
    for line in selectors.in_line(cohort=row):
        if selectors.seats_to_offer(line, left) and _still_waits(line):
            count = selectors.seats_to_offer(line, left)
            if count:
                made.append(make(line, row, count, until=until, told_at=told_at, by=None, at=at))
                left -= count
    return made


def offer_next_in(cohorts: Iterable[Cohort], *, told_at: datetime | None = None, at: datetime) -> None:
    """:func:`offer_next` in each of these locked cohorts."""
    for cohort in cohorts:
        offer_next(cohort, told_at=told_at, at=at)


def ends_at(cohort: Cohort, *, at: datetime) -> datetime | None:
    """When an offer made now has to be answered: a working day at 17:00, before the course; None: there is no time."""
    today = timezone.localtime(at).date()
    day = first_working_day(today + timedelta(days=cohort.programme.offer_days))
    until = timezone.make_aware(datetime.combine(min(day, cohort.starts_on - timedelta(days=1)), CLOSES_AT))
    return until if until > at else None


def make(
    line: OrderLine,
    cohort: Cohort,
    seats: int,
    *,
    until: datetime,
    told_at: datetime | None = None,
    by: User | None,
    at: datetime,
) -> Offer:
    """Keep ``seats`` places of a locked cohort for a locked line, and tell its orderer, not before ``told_at``."""
    offer = Offer(line=line, cohort=cohort, seats=seats, ends_at=until, offered_at=at, offered_by=by)
    offer.save(force_insert=True)
    status.begin(offer, by=by, at=at)
    _write(offer, NOWHERE, OFFERED, Why.OFFERED, by=by, at=at)
    link = onetime.issue(purpose=letters.OFFER_LINK, subject_id=offer.pk, at=at, expires_at=until)
    post_each(letters.seats_offered(offer, link, told_at=told_at), at=at)
    return offer


def end(offer: Offer, to: Offer.Status, *, why: SeatEntry.Why = Why.OFFER_ENDED, by: User | None, at: datetime) -> None:
    """Close an offer in a locked cohort: its places are nobody's until the caller gives them to somebody.

    Raises WrongStatus when it is answered already.
    """
    status.move(offer, to, by=by, at=at)
    _write(offer, OFFERED, NOWHERE, Why.TAKEN_UP if to == Offer.Status.ACCEPTED else why, by=by, at=at)
    onetime.take_back(purpose=letters.OFFER_LINK, subject_id=offer.pk, at=at)


def withdraw_of(order: Order, *, why: SeatEntry.Why = Why.OFFER_ENDED, by: User | None, at: datetime) -> list[Cohort]:
    """Take back what a locked order is offered, before it is called off. All of its cohorts, from now on locked."""
    lines = list(order.lines.values_list("pk", "cohort"))
    cohorts = {cohort for _pk, cohort in lines if cohort}
    return _withdraw([pk for pk, _cohort in lines], cohorts, why=why, by=by, at=at)


def withdraw_from(line: OrderLine, *, but_place_in: Cohort, by: User, at: datetime) -> None:
    """Take back what a line of a locked order is offered, for a coordinator gives it seats in a cohort."""
    _withdraw([line.pk], {but_place_in.pk}, why=Why.OFFER_ENDED, by=by, at=at)


def withdraw_in(cohort: Cohort, *, by: User | None, at: datetime) -> None:
    """Take back all offers in a locked cohort, which takes no more orders."""
    for offer in cohort.offers.open().order_by("pk"):
        end(offer, Offer.Status.WITHDRAWN, by=by, at=at)


def take_back_untold(cohort: Cohort, *, made_at: datetime, by: User, at: datetime) -> None:
    """What freed places at that moment is undone: what was offered of them in a locked cohort is as if it never was.

    Only where no letter has gone out and nobody has answered; it doesn't count as an offer that somebody let go.
    """
    for offer in cohort.offers.open().filter(offered_at=made_at, offered_by=None).order_by("pk"):
        end(offer, Offer.Status.WITHDRAWN, why=Why.UNDONE, by=by, at=at)


def _withdraw(lines: list[int], cohorts: set[int], *, why: Why, by: User | None, at: datetime) -> list[Cohort]:
    offered = Offer.objects.open().filter(line__in=lines)
    ids = cohorts | set(offered.values_list("cohort", flat=True))
    rows = list(Cohort.objects.locked().filter(pk__in=ids).order_by("pk"))
    for offer in offered.filter(cohort__in=ids).order_by("pk"):
        end(offer, Offer.Status.WITHDRAWN, why=why, by=by, at=at)
    return rows


def _still_waits(line: OrderLine) -> bool:
    """Whether a line still waits without an offer, now that its row is locked and says what is wanted."""
    row = OrderLine.objects.locked().waiting().filter(pk=line.pk).only("quantity", "at_least").first()
    if row is None or row.offers.open().exists():
        return False
    line.quantity, line.at_least = row.quantity, row.at_least
    return True


def _write(offer: Offer, was: str, became: str, why: Why, *, by: User | None, at: datetime) -> None:
    where = {"cohort_id": offer.cohort_id, "line_id": offer.line_id, "offer": offer}
    SeatEntry.objects.create(**where, count=offer.seats, was=was, became=became, why=why, by=by, at=at)

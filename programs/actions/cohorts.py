"""A cohort's life: draft, open for orders, running, completed; or called off."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import County, Municipality, Organisation
from peersupport.letters.outbox import post_each
from peersupport.shared.refusals import Conflict, Refused
from programs import letters
from programs.actions import cancellations, contingents, offers, seats
from programs.actions.numbers import application_code
from programs.models import Cohort, CohortLeader, Order, OrderLine, Programme, ProgrammeVersion, Seat, SeatEntry


@transaction.atomic
def create(
    *,
    programme: Programme,
    host: Organisation,
    name: str,
    track: str,
    county: County,
    municipality: Municipality | None,
    place: str,
    starts_on: date,
    ends_on: date,
    capacity: int,
    seat_price: Decimal,
    leaders: Iterable[User],
    co_hosts: Iterable[Organisation],
    by: User,
    at: datetime,
) -> Cohort:
    """A draft that nobody can order in yet. ``seat_price`` is in kronor without VAT.

    Raises Refused beside host, track, name, municipality and ends_on.
    """
    what = {"programme": programme, "host": host, "name": name, "track": track}
    where = {"county": county, "municipality": municipality, "place": place}
    when = {"starts_on": starts_on, "ends_on": ends_on}
    cohort = Cohort(**what, **where, **when, capacity=capacity, seat_price=seat_price)
    _check(cohort)
    cohort.release_on = starts_on - timedelta(days=programme.release_days)
    cohort.application_code = application_code()
    with _name_once():
        cohort.save(force_insert=True)
    cohort.co_hosts.set([organisation for organisation in co_hosts if organisation != host])
    _set_leaders(cohort, list(leaders))
    status.begin(cohort, by=by, at=at)
    return cohort


@transaction.atomic
def change(
    *,
    cohort: Cohort,
    version: int,
    name: str,
    municipality: Municipality | None,
    place: str,
    capacity: int,
    seat_price: Decimal,
    release_on: date | None,
    leaders: Iterable[User],
    at: datetime,
) -> None:
    """Put a cohort's details right. Orders keep the price that they were told; the course days stay as they are.

    On ``release_on`` unused seats are asked back; None: never. Who has kept theirs isn't asked again. ``version`` is
    the one that the editor was shown. Raises Conflict when somebody has changed the cohort since, CohortClosed when it
    is over, and Refused beside name, municipality, capacity and release_on.
    """
    row = seats.locked(cohort)
    if row.version != version:
        raise Conflict(_("Somebody else changed this cohort while you did."))
    if row.status in Cohort.OVER:
        raise seats.CohortClosed(_("This cohort is over, so it stays as it is."))
    _check_municipality(municipality, row.county_id)
    if capacity < row.seats_taken:
        words = _("%(taken)s seats are taken, so there can't be fewer.") % {"taken": row.seats_taken}
        raise Refused(words, field="capacity")
    if release_on is not None and release_on >= row.starts_on:
        raise Refused(_("Choose a day before the course starts."), field="release_on")
    row.name, row.municipality, row.place = name, municipality, place
    row.capacity, row.seat_price, row.release_on, row.version = capacity, seat_price, release_on, row.version + 1
    with _name_once():
        row.save(update_fields=["name", "municipality", "place", "capacity", "seat_price", "release_on", "version"])
    _set_leaders(row, list(leaders))
    offers.offer_next(row, at=at)


@transaction.atomic
def hold_between(*, cohort: Cohort, starts_on: date, ends_on: date, at: datetime) -> None:
    """The cohort's first and last day are others now, when they are. Unused seats are asked back as long before the
    start as they were to be, and what cancelling costs is counted from the new start, which orderers are told of.
    """
    row = seats.locked(cohort)
    if (row.starts_on, row.ends_on) == (starts_on, ends_on):
        return
    later = starts_on - row.starts_on
    if row.release_on is not None:
        row.release_on += later
    row.starts_on, row.ends_on, row.version = starts_on, ends_on, row.version + 1
    row.save(update_fields=["starts_on", "ends_on", "release_on", "version"])
    if later:
        post_each(letters.order_moved(row, at=at), at=at)


@transaction.atomic
def open_for_orders(*, cohort: Cohort, by: User, at: datetime) -> None:
    """Let orderers see the cohort and order seats in it; those in line are offered theirs first. Raises WrongStatus."""
    row = seats.locked(cohort)
    status.move(cohort, Cohort.Status.OPEN, by=by, at=at)
    offers.offer_next(row, at=at)


@transaction.atomic
def start(*, cohort: Cohort, by: User, at: datetime) -> None:
    """The first day has come: no more orders, and lines that wait for it wait for the next. Raises WrongStatus.

    What its certificates take is from now on what the programme's settings say today.
    """
    row = seats.locked(cohort)
    newest = ProgrammeVersion.objects.filter(programme=row.programme_id).order_by("number").last()
    status.move(cohort, Cohort.Status.RUNNING, by=by, at=at, began_under=newest)
    offers.withdraw_in(row, by=by, at=at)
    contingents.let_go_of_all(row, by=by, at=at)
    _let_wait_for_the_next(row)


@transaction.atomic
def complete(*, cohort: Cohort, by: User, at: datetime) -> None:
    """The last day is over. Seats of orders that nobody used are given back, at what their terms say of the first day.

    Raises WrongStatus.
    """
    unused = Seat.objects.unused_in(cohort)
    list(Order.objects.locked().filter(pk__in=unused.values("line__order")).order_by("pk"))  # before the cohort
    row = seats.locked(cohort)
    status.move(cohort, Cohort.Status.COMPLETED, by=by, at=at)
    for line in OrderLine.objects.filter(pk__in=unused.values("line")).select_related("order").order_by("pk"):
        cancellations.settle_unused(line, by=by, at=at)
    cohort.seats_taken = seats.locked(row).seats_taken


@transaction.atomic
def cancel(*, cohort: Cohort, by: User, at: datetime) -> None:
    """Call the cohort off. Its orders wait for the next one in the county and track; nobody loses their place in line.

    Raises WrongStatus, and Refused when somebody sits in one of its seats or has had it: a delivered seat is not given
    back, whether the person left late or is certified, so such a cohort is completed instead.
    """
    sent = _locked_orders_of(cohort)
    row = seats.locked(cohort)
    status.move(cohort, Cohort.Status.CANCELLED, by=by, at=at)
    taken = list(Seat.objects.locked().taking_a_place().filter(cohort=row).order_by("pk"))
    if any(seat.status in (Seat.Status.ASSIGNED, Seat.Status.DELIVERED) for seat in taken):
        raise Refused(
            _(
                "People have been admitted to this cohort. Early in the course you can note in Participants that each "
                "of them has left, and then call it off. Later their seats count as delivered: complete the cohort "
                "instead."
            )
        )
    seats.give_back(taken, why=SeatEntry.Why.COHORT_CANCELLED, by=by, at=at)
    cohort.seats_taken = row.seats_taken - len(taken)
    offers.withdraw_in(row, by=by, at=at)
    contingents.let_go_of_all(row, by=by, at=at)
    for line in row.lines.filter(status=OrderLine.Status.HELD).order_by("pk"):
        status.move(line, OrderLine.Status.WAITING, by=by, at=at)
    Order.objects.filter(pk__in=sent).without_seats().update(held_until=None)
    _let_wait_for_the_next(row)


def _check(cohort: Cohort) -> None:
    """Raises Refused beside the field where a new cohort contradicts its programme, its host or itself."""
    if cohort.track not in cohort.programme.tracks:
        raise Refused(_("The programme doesn't offer this track."), field="track")
    if not cohort.host.is_host:
        raise Refused(_("This organisation doesn't run cohorts."), field="host")
    _check_municipality(cohort.municipality, cohort.county_id)
    if cohort.ends_on < cohort.starts_on:
        raise Refused(_("The end comes before the start."), field="ends_on")


def _check_municipality(municipality: Municipality | None, county_id: str) -> None:
    if municipality is not None and municipality.county_id != county_id:
        raise Refused(_("The municipality lies in another county."), field="municipality")


@contextmanager
def _name_once() -> Iterator[None]:
    """A name is a cohort's own within its programme and host, which the database decides: two may press at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        if "cohort_name_once_per_host" not in str(broken):
            raise
        raise Refused(_("There is a cohort with this name already."), field="name") from broken


def _set_leaders(cohort: Cohort, leaders: list[User]) -> None:
    cohort.leaders.exclude(user__in=leaders).delete()
    CohortLeader.objects.bulk_create(
        [CohortLeader(cohort=cohort, user=user) for user in leaders], ignore_conflicts=True
    )


def _locked_orders_of(cohort: Cohort) -> list[int]:
    """The orders with seats in it that nobody has answered, locked before the cohort is."""
    rows = Order.objects.sent().filter(pk__in=cohort.lines.filter(status=OrderLine.Status.HELD).values("order"))
    return [order.pk for order in rows.locked().order_by("pk")]


def _let_wait_for_the_next(cohort: Cohort) -> None:
    cohort.lines.waiting().update(cohort=None, county=cohort.county_id, track=cohort.track)

"""Places that are promised to an organisation until a day, before it has ordered any."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Organisation
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.actions import offers, seats
from programs.models import Cohort, Contingent, SeatEntry

Why = SeatEntry.Why
NOWHERE, PROMISED = "", SeatEntry.GUARANTEED


@transaction.atomic
def promise(
    *, cohort: Cohort, organisation: Organisation, count: int, until: date, by: User, at: datetime
) -> Contingent:
    """Keep ``count`` places of a cohort for an organisation, up to and with a day; more than before, or fewer.

    Raises NotEnoughSeats, CohortClosed when the cohort takes no more orders, and Refused beside count and until.
    """
    row = seats.locked(cohort)
    if row.status not in (Cohort.Status.DRAFT, Cohort.Status.OPEN):
        raise seats.CohortClosed(_("This cohort takes no more orders."))
    if not timezone.localtime(at).date() <= until < row.starts_on:
        raise Refused(_("Choose a day from today on and before the course starts."), field="until")
    if count < 0:
        raise Refused(_("Enter nought or more."), field="count")
    contingent, _new = Contingent.objects.update_or_create(
        cohort=row, organisation=organisation, defaults={"until": until}
    )
    more = count - left_of(contingent)
    if more > row.seats_left:
        raise seats.NotEnoughSeats(row.seats_left)
    if more > 0:
        _write(contingent, more, NOWHERE, PROMISED, Why.PROMISED, by=by, at=at)
    elif more < 0:
        _write(contingent, -more, PROMISED, NOWHERE, Why.LET_GO, by=by, at=at)
        offers.offer_next(row, at=at)
    return contingent


@transaction.atomic
def let_go(*, contingent: Contingent, by: User | None, at: datetime) -> int:
    """End a promise: the places that are left of it are free for others. How many; safe to run again."""
    row = seats.locked(contingent.cohort)
    left = left_of(contingent)
    if left:
        _write(contingent, left, PROMISED, NOWHERE, Why.LET_GO, by=by, at=at)
        offers.offer_next(row, at=at)
    return left


def let_go_of_all(cohort: Cohort, *, by: User | None, at: datetime) -> None:
    """End every promise in a cohort that takes no more orders."""
    for contingent in cohort.contingents.select_related("cohort").order_by("pk"):
        let_go(contingent=contingent, by=by, at=at)


@dataclass(frozen=True)
class Room:
    """The places of a cohort that an organisation can have. It stays true as long as the cohort is locked."""

    free: int
    promised: int  # to this organisation, by ``contingent``
    contingent: Contingent | None

    @property
    def places(self) -> int:
        return self.free + self.promised

    def need(self, count: int) -> None:
        """Raises NotEnoughSeats unless the organisation can have ``count`` places."""
        if count > self.places:
            raise seats.NotEnoughSeats(self.places)

    def use(self, count: int, *, by: User, at: datetime) -> None:
        """The organisation orders ``count`` of these places: those promised to it are used up first."""
        used = min(count, self.promised)
        if used:
            _write(self.contingent, used, PROMISED, NOWHERE, Why.ORDERED_OUT_OF, by=by, at=at)


def room_for(cohort: Cohort, organisation_id: int) -> Room:
    """What a cohort has for an organisation. A query, and one more where something is promised."""
    own = Contingent.objects.filter(cohort=cohort, organisation=organisation_id).first()
    return Room(free=cohort.seats_left, promised=left_of(own) if own else 0, contingent=own)


def left_of(contingent: Contingent) -> int:
    """How many places of a promise are left: the ledger's sum."""
    return selectors.seats_of(contingent=contingent).guaranteed


def _write(
    contingent: Contingent, count: int, was: str, became: str, why: Why, *, by: User | None, at: datetime
) -> None:
    where = {"cohort_id": contingent.cohort_id, "contingent": contingent}
    SeatEntry.objects.create(**where, count=count, was=was, became=became, why=why, by=by, at=at)

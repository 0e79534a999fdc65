"""Seats that no order pays for."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.jobs import idempotency
from programs.actions import funding, seats
from programs.models import Cohort, FundingSource, Seat


@transaction.atomic
def fund(
    *,
    key: UUID,
    cohort: Cohort,
    source: FundingSource | None = None,
    kind: str = "",
    funder: str = "",
    granted_on: date | None = None,
    count: int,
    by: User,
    at: datetime,
) -> list[Seat]:
    """Add ``count`` seats to the cohort that ``source`` pays for, or one with these facts, made unless it is known.

    A form sent twice (``key``) adds them once. Raises what programs.actions.seats.fund raises when they don't fit.
    """
    before = idempotency.claim(key, purpose="training.funded", owner=f"user:{by.pk}", at=at)
    if before is not None:
        idempotency.made_before(Cohort, before)
        return []
    facts = {"kind": kind, "funder": funder, "granted_on": granted_on}
    paid_by = source or funding.known(programme=cohort.programme, **facts)
    made = seats.fund(cohort=cohort, funding=paid_by, count=count, by=by, at=at)
    idempotency.remember(key, subject_of(cohort))
    return made

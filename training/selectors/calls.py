"""Where an application code leads."""

from dataclasses import dataclass

from programs.models import Cohort, Seat

TAKES_APPLICATIONS = (Cohort.Status.OPEN, Cohort.Status.RUNNING)
TAKES_PEOPLE = (Cohort.Status.DRAFT, *TAKES_APPLICATIONS)
HAS_ROOM = (Seat.Status.RESERVED, Seat.Status.CONFIRMED)


@dataclass(frozen=True)
class Call:
    """A cohort that a code leads to, and the seat whose code it was; None for the cohort's own, the open call."""

    cohort: Cohort
    seat: Seat | None

    @property
    def is_open(self) -> bool:
        return self.cohort.status in TAKES_APPLICATIONS and (self.seat is None or self.seat.status in HAS_ROOM)


def call_of(application) -> Call:
    """The call that an application answers, as it is now."""
    cohort = Cohort.objects.select_related("programme", "host").get(pk=application.cohort_id)
    return Call(cohort, Seat.objects.get(pk=application.seat_id) if application.seat_id else None)


def call_for(code: str) -> Call | None:
    """Where a code leads, in capital letters or small ones; None when it was never given out."""
    code = code.lower()
    seat = Seat.objects.select_related("cohort__programme", "cohort__host").filter(application_code=code).first()
    if seat is not None:
        return Call(seat.cohort, seat)
    cohort = Cohort.objects.select_related("programme", "host").filter(application_code=code).first()
    return Call(cohort, None) if cohort else None

"""What a participant does and reads during a course of theirs, by whichever door they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from programs.models import Cohort
from training.models import MakeUp, Participation, Pause
from training.rules import Eligibility, Standing
from training.selectors.door import Door
from training.selectors.eligibility import eligibility
from training.selectors.home_assignments import HandInRow, assignments_for

LEFT_TO_DO = (Participation.Status.ADMITTED, Participation.Status.NOT_COMPLETED)


@dataclass(frozen=True)
class MyCourse:
    """One place in a course. Certified, one has nothing left to do; once one has left it, nothing to read."""

    participation: Participation
    home: list[HandInRow]  # what they do at home
    make_ups: list[MakeUp]  # what they do for days that they missed
    pause: Pause | None  # that they make now
    eligibility: Eligibility
    on: date

    @property
    def is_mine_still(self) -> bool:
        return self.participation.status != Participation.Status.DROPPED_OUT

    @property
    def has_begun(self) -> bool:
        cohort = self.participation.cohort
        return self.is_mine_still and cohort.starts_on <= self.on and cohort.status != Cohort.Status.CANCELLED

    @property
    def path(self) -> Eligibility | None:
        """What is done and what is left, once a day is registered and until there is a certificate."""
        return self.eligibility if self.participation.registered and _has_more_to_do(self.participation) else None

    @property
    def standing(self) -> Standing | None:
        return self.path and self.path.standing

    @property
    def takes_guidelines(self) -> bool:
        return self.is_mine_still and bool(self.eligibility.guidelines)

    @property
    def asks_to_promise(self) -> bool:
        """They haven't said yet that they will follow the guidelines that their certificate takes."""
        return self.takes_guidelines and not self.eligibility.acknowledged and _has_more_to_do(self.participation)

    @property
    def account_door(self) -> Door:
        return Door.with_account(self.participation)


def my_courses(participations: QuerySet, *, on: date) -> list[MyCourse]:
    """These places in courses, the newest first. At most five queries."""
    tasks = Prefetch(
        "make_ups", MakeUp.objects.in_force().select_related("day", "again_on__cohort").order_by("due_on", "pk")
    )
    pauses = Prefetch("pauses", Pause.objects.on(on))
    rows = participations.with_requirements().select_related("cohort__host", "host")
    found = list(rows.prefetch_related("hand_ins", tasks, pauses).order_by("-admitted_at", "pk"))
    home = assignments_for(participations=_with_more_to_do(found), on=on)
    return [
        MyCourse(
            participation=row,
            home=home.get(row.pk, []),
            make_ups=list(row.make_ups.all()) if _has_more_to_do(row) else [],
            pause=next(iter(row.pauses.all()), None),
            eligibility=eligibility(row),
            on=on,
        )
        for row in found
    ]


def _with_more_to_do(rows: Sequence[Participation]) -> list[Participation]:
    return [row for row in rows if _has_more_to_do(row)]


def _has_more_to_do(row: Participation) -> bool:
    return row.status in LEFT_TO_DO

"""A cohort's participants with who pays for them and how far they have come."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from programs.models import Cohort
from training.models import Certificate, CourseDay, Participation
from training.rules import Eligibility, Standing
from training.selectors.eligibility import eligibility
from training.selectors.seats import Payer, payer_of, payers_of


@dataclass(frozen=True)
class Participant:
    """One participation as the lists show it."""

    participation: Participation
    eligibility: Eligibility
    certificate: Certificate | None = None

    @property
    def standing(self) -> Standing:
        return self.eligibility.standing

    @property
    def person(self):
        return self.participation.person

    @property
    def seat(self):
        return self.participation.seat

    @property
    def payer(self) -> str:
        return payer_of(self.participation.seat)

    @property
    def admitted_at(self):
        return self.participation.admitted_at

    @property
    def status(self) -> str:
        return self.participation.state

    @property
    def is_ready(self) -> bool:
        """Has all that a certificate takes, and none."""
        undecided = (Participation.Status.ADMITTED, Participation.Status.NOT_COMPLETED)
        return self.participation.status in undecided and self.eligibility.is_met


def participants_of(*, cohort: Cohort, participations: QuerySet) -> list[Participant]:
    """Everybody who has had a seat in the cohort, among ``participations``; those who left come last. One query."""
    rows = participations.filter(cohort=cohort).with_requirements()
    rows = rows.select_related("person", "seat__line__order__orderer", "seat__funding")
    in_order = sorted(
        rows.order_by("person__sort_name", "pk"), key=lambda row: row.status == Participation.Status.DROPPED_OUT
    )
    return [Participant(row, eligibility(row)) for row in in_order]


def certificate_rows(*, cohort: Cohort, participations: QuerySet) -> list[Participant]:
    """Those who didn't leave, with their certificate if there is one. Two queries."""
    issued = {one.participation_id: one for one in Certificate.objects.filter(participation__cohort=cohort)}
    people = participants_of(cohort=cohort, participations=participations.present_in_course())
    return [Participant(one.participation, one.eligibility, issued.get(one.participation.pk)) for one in people]


def seat_can_be_taken_over(*, participation: Participation, on: date) -> bool:
    """Is it early enough in the course for another person to sit in the seat of somebody who leaves? One query."""
    cohort = participation.cohort
    days_over = CourseDay.objects.filter(cohort=cohort, date__lt=on).count()
    return days_over < cohort.programme.replace_until_day


def cohorts_to_go_on_in(*, participation: Participation, cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Those among ``cohorts`` that somebody can go on in: of the same programme and host, and not begun."""
    same = {"programme": participation.cohort.programme_id, "host": participation.host_id}
    later = cohorts.filter(status__in=[Cohort.Status.DRAFT, Cohort.Status.OPEN], **same)
    return later.exclude(pk=participation.cohort_id).order_by("starts_on", "pk")


def days_to_take_again(*, participation: Participation, cohorts: QuerySet[Cohort], on: date) -> QuerySet[CourseDay]:
    """Days to come of others among ``cohorts``, of the same programme and host, on which a missed one can be taken."""
    same = {"programme": participation.cohort.programme_id, "host": participation.host_id}
    others = cohorts.filter(**same).exclude(pk=participation.cohort_id).exclude(status__in=Cohort.OVER)
    days = CourseDay.objects.filter(cohort__in=others, date__gte=on)
    return days.select_related("cohort").order_by("cohort__starts_on", "cohort", "number")


@dataclass(frozen=True)
class Marked:
    """A participant on the attendance page, with the form's field."""

    participation: Participation
    payer: Payer
    field: object


def with_payers(cohort: Cohort, participations: list[Participation], fields: list) -> list[Marked]:
    """Each with the shape of the one who pays for the seat. One query."""
    payer = {seat.pk: payer for payer in payers_of(cohort=cohort) for seat in payer.rows}
    return [Marked(row, payer[row.seat_id], field) for row, field in zip(participations, fields, strict=True)]

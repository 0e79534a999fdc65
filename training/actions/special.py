"""Handle somebody specially: what a course has written of them, or with their name, is erased (ADR 34)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from peersupport.accounts.models import User
from peersupport.directory.models import Person
from peersupport.jobs import long
from peersupport.jobs.models import JobFile, LongJob
from peersupport.letters import outbox
from peersupport.links import onetime
from training.actions import calendars, endings, printing
from training.letters import PAGE_LINK
from training.models import Application, CertificateCase, CourseNeeds, MakeUp, Paper, Participation

Status = Application.Status


@transaction.atomic
def forget(*, person: Person, addresses: Collection[str], by: User, at: datetime) -> None:
    """Erase what names ``person``, who is still as they were, at the hosts that answer for them.

    ``addresses`` in lower case. Course, marks and certificate stay.
    """
    seats = Participation.objects.filter(person=person)
    list(seats.locked().order_by("pk"))  # what is being noted of them is noted first, and erased then
    _forget_applications(applications_of(person, addresses), by=by, at=at)
    CourseNeeds.objects.filter(participation__in=seats).update(**CourseNeeds.PERSONAL, version=F("version") + 1)
    MakeUp.objects.filter(participation__in=seats).update(**MakeUp.PERSONAL)
    decided = CertificateCase.objects.filter(certificate__person=person, decided_at__isnull=False)
    decided.update(**CertificateCase.PERSONAL)
    for owner in filter(None, [*seats, person.user]):
        calendars.close(owner, at=at)
    _forget_prints(seats, at=at)


def applications_of(person: Person, addresses: Collection[str]) -> QuerySet[Application]:
    """Those that led to a seat of theirs, and those of the same address, or the same name and phone number."""
    names = {"given": Lower("given_name"), "family": Lower("family_name"), "address": Lower("email")}
    same = Q(address__in=addresses)
    if person.phone:
        same |= Q(phone=person.phone, given=person.given_name.lower(), family=person.family_name.lower())
    theirs = Q(pk__in=Participation.objects.filter(person=person).values("application"))
    at_their_hosts = Q(host__in=person.registrations.values("host"))
    return Application.objects.annotate(**names).filter(theirs | at_their_hosts & same)


def _forget_applications(found: QuerySet[Application], *, by: User, at: datetime) -> None:
    """None waits for an answer any more, and a letter about an answer would go nowhere: they are told in person."""
    locked = Application.objects.locked().filter(pk__in=list(found.values_list("pk", flat=True)))
    rows = list(locked.order_by("pk"))
    for row in rows:
        onetime.take_back(purpose=PAGE_LINK, subject_id=row.pk, at=at)
        if row.status in (*Application.UNDECIDED, Status.RESERVE):
            endings.end(row, by=by, at=at)
    outbox.forget_person(addresses={row.email for row in rows if row.erased_at is None}, user=None)
    kept = Application.objects.filter(pk__in=[row.pk for row in rows])
    Paper.objects.filter(application__in=kept).delete()
    kept.filter(status=Status.DRAFT).delete()
    kept.update(**Application.PERSONAL, erased_at=at)
    kept.to_tell().update(told_at=at, told_by=by, known_status=F("status"))


def _forget_prints(seats: QuerySet[Participation], *, at: datetime) -> None:
    """Certificates of their cohorts that somebody has had put on paper, or that a worker is printing now."""
    asked = LongJob.objects.filter(kind=printing.KIND, subject_id__in=list(seats.values_list("cohort", flat=True)))
    for job in asked.filter(status=LongJob.Status.RUNNING):
        long.fail(job_id=job.pk, at=at)
    JobFile.objects.filter(job__in=asked).delete()

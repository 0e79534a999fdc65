"""What comes of an application that was sent: admitted, in reserve, not admitted, taken back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.actions import access
from peersupport.directory.models import Person
from peersupport.letters.outbox import post_each
from peersupport.privacy.models import Consent
from peersupport.shared.refusals import Refused
from programs.actions import seats
from programs.models import Cohort, Seat
from training import letters, selectors
from training.actions import admission, endings, pages, participations, sight
from training.models import Application, Assessment, InterviewTime, Participation

RESERVE_FOR = timedelta(days=365)  # until it has to be renewed (domain 4.3)


class SeatNotFree(Refused):
    """Somebody has the seat, or it was given back, or it is in another cohort."""


class CohortOver(Refused):
    """The cohort takes no more people."""


class NotAssessed(Refused):
    """Fewer have assessed the application than the programme asks for."""


@transaction.atomic
def admit(*, application: Application, seat: Seat, by: User, at: datetime) -> Participation:
    """Give the applicant a seat: they enter the register, with their consents, in sight of the cohort's leaders.

    The cohort's and the seat's row are locked first, so that of two who press at once the second is told, and leaders
    who change meanwhile see whom they should. Raises SeatNotFree, CohortOver, NotAssessed, WrongStatus.
    """
    seats.locked(seat.cohort)
    seat = Seat.objects.locked().select_related("cohort").get(pk=seat.pk)
    if seat.cohort_id != application.cohort_id or not Seat.objects.free_for_a_person().filter(pk=seat.pk).exists():
        raise SeatNotFree(_("The seat is no longer free. Choose another one."), field="seat")
    if seat.cohort.status not in selectors.TAKES_PEOPLE:
        raise CohortOver(_("The cohort takes no more people: it is “%s”.") % seat.cohort.get_status_display())
    _decide(application, Application.Status.ADMITTED, by=by, at=at)
    person = _person(application, at=at)
    access.register(person=person, host=seat.cohort.host, at=at)
    if Participation.objects.present_in_course().filter(person=person, cohort=seat.cohort).exists():
        raise SeatNotFree(_("This person already has a seat in the cohort."), field="seat")
    participation = Participation.objects.create(
        person=person, host=seat.cohort.host, cohort=seat.cohort, seat=seat, application=application, admitted_at=at
    )
    status.begin(participation, by=by, at=at)
    _note_consents(application, person)
    sight.show(participation, by=by, at=at)
    seats.assign(seat=seat, by=by, at=at)
    return participation


@transaction.atomic
def keep_in_reserve(*, application: Application, by: User, at: datetime) -> None:
    """No seat now, perhaps later: for a year, if they don't say otherwise. Raises NotAssessed, WrongStatus."""
    _decide(application, Application.Status.RESERVE, by=by, at=at, reserve_until=_reserve_until(at))


@transaction.atomic
def reject(*, application: Application, reason: str, by: User, at: datetime) -> None:
    """Say no, with a code that says nothing of health. Nobody enters the register.

    Only whoever doesn't meet the requirements has to be assessed for it. Raises NotAssessed, WrongStatus, Refused.
    """
    if reason not in Application.Reason.values:
        raise Refused(_("Choose a reason."), field="reason")
    assessed = reason == Application.Reason.REQUIREMENTS
    _decide(application, Application.Status.REJECTED, needs_assessments=assessed, by=by, at=at, reason=reason)


@transaction.atomic
def tell(*, cohort: Cohort, by: User, at: datetime) -> int:
    """Let out the decisions that applicants don't know yet: a letter each, and their pages say it. How many.

    A time for an interview that lies ahead is free again.
    """
    seats.locked(cohort)
    rows = list(_locked_rows(Application.objects.to_tell().filter(cohort=cohort)))
    for row in rows:
        row.told_at, row.told_by, row.known_status = at, by, row.status
        pages.need_link(row, at=at)
    Application.objects.bulk_update(rows, ["told_at", "told_by", "known_status"])
    ahead = InterviewTime.objects.filter(application__in=rows, starts_at__gt=at)
    ahead.update(application=None, taken_at=None)
    post_each((letters.decided(row, at=at) for row in rows), at=at)
    return len(rows)


@transaction.atomic
def withdraw(*, application: Application, at: datetime) -> None:
    """The applicant takes it back, or says no to their seat, which is free again as long as the cohort hasn't begun.

    What is decided and not let out doesn't stop them. Raises WrongStatus.
    """
    sitting = Participation.objects.present_in_course().filter(application=application).first()
    if sitting is None:
        row = _locked_rows(Application.objects.filter(pk=application.pk)).get()
        if row.known_status == Application.Status.REJECTED:
            raise status.WrongStatus(_("Your application is answered already."))
        endings.end(application, by=None, at=at)
        return
    if sitting.cohort.status not in (Cohort.Status.DRAFT, Cohort.Status.OPEN):
        raise status.WrongStatus(_("The course has begun. Phone us if you want to leave it."))
    own_choice = Participation.LeftFor.OWN_CHOICE
    participations.leave(participation=sitting, left_for=own_choice, by=None, at=at)


@transaction.atomic
def renew_reserve(*, application: Application, at: datetime) -> None:
    """The applicant still wants to stand in reserve, for another year. Raises WrongStatus."""
    row = _locked_rows(Application.objects.filter(pk=application.pk)).get()
    if (row.status, row.known_status) != (Application.Status.RESERVE, Application.Status.RESERVE):
        raise status.WrongStatus(_("You don't stand in reserve any more."))
    row.reserve_until = _reserve_until(at)
    row.save(update_fields=["reserve_until"])
    pages.need_link(row, at=at)


@transaction.atomic
def end_reserve(*, application: Application, at: datetime) -> None:
    """Nobody renewed it in time: nobody's decision. Whoever has renewed it meanwhile stays. Raises WrongStatus."""
    row = _locked_rows(Application.objects.filter(pk=application.pk)).get()
    if row.status != Application.Status.RESERVE or row.reserve_until >= timezone.localtime(at).date():
        raise status.WrongStatus(_("The place in reserve isn't over."))
    endings.end(row, by=None, at=at)


def _reserve_until(at: datetime) -> date:
    return timezone.localtime(at).date() + RESERVE_FOR


def _locked_rows(rows):
    return rows.locked().order_by("pk")


def _decide(
    application: Application, to: str, *, needs_assessments: bool = True, by: User, at: datetime, **also
) -> None:
    """A new decision is one that nobody knows yet, by somebody who hasn't stepped aside."""
    admission.need_a_say(application, by)
    if needs_assessments:
        _need_assessments(application)
    decided = {"decided_at": at, "decided_by": by, "told_at": None, "told_by": None, **also}
    status.move(application, to, only_from=Application.MAY_BE_DECIDED, by=by, at=at, **decided)


def _need_assessments(application: Application) -> None:
    asked = Cohort.objects.values_list("programme__assessors", flat=True).get(pk=application.cohort_id)
    given = Assessment.objects.filter(application=application).exclude(opinion=Assessment.Opinion.STEPPED_ASIDE)
    missing = asked - given.count()
    if missing > 0:
        words = ngettext(
            "%(n)s more person has to assess the application before it is decided.",
            "%(n)s more people have to assess the application before it is decided.",
            missing,
        )
        raise NotAssessed(words % {"n": missing})


def _person(application: Application, *, at: datetime) -> Person:
    """The person whom the host already knows by this very name and address (a re-take), or a new one."""
    known = Person.objects.filter(
        registrations__host=application.host_id,
        email=application.email,
        given_name=application.given_name,
        family_name=application.family_name,
    )
    return known.order_by("pk").first() or Person.objects.create(
        given_name=application.given_name,
        family_name=application.family_name,
        email=application.email,
        phone=application.phone,
        created_at=at,
    )


def _note_consents(application: Application, person: Person) -> None:
    """Each yes is as old as it was given. A yes to an earlier text is replaced by the newer one."""
    for given in application.consents.filter(withdrawn_at=None).order_by("pk"):
        open_ones = Consent.objects.filter(person=person, purpose=given.purpose, withdrawn_at=None)
        open_ones.filter(given_at__lt=given.given_at).update(withdrawn_at=given.given_at)
        if not open_ones.exists():
            Consent.objects.create(
                person=person,
                purpose=given.purpose,
                text_version=given.text_version,
                language=given.language,
                given_at=given.given_at,
            )

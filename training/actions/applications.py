"""Receive an application and decide about it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.audit.status import subject_of
from peersupport.directory.actions import access
from peersupport.directory.models import Person
from peersupport.jobs import idempotency
from peersupport.privacy.models import Consent
from peersupport.shared.refusals import Refused
from programs.actions import seats
from programs.models import Cohort, Seat
from training import selectors
from training.actions import sight
from training.models import Application, Participation


class NotOpen(Refused):
    """The code leads to no cohort or seat that takes applications."""


class ConsentOutdated(Refused):
    """The text that was agreed to isn't the one in force."""


class SeatNotFree(Refused):
    """Somebody has the seat, or it was given back, or it is in another cohort."""


class CohortOver(Refused):
    """The cohort takes no more people."""


@transaction.atomic
def apply(
    *,
    key: UUID,
    code: str,
    given_name: str,
    family_name: str,
    email: str,
    phone: str,
    consent_version: str,
    language: str,
    at: datetime,
) -> Application:
    """Receive somebody's application, with their consent to the text of ``consent_version``.

    Whoever applies again with the same address while the first application counts gets that one back, unchanged, so
    that the answer tells nobody who has applied. A form sent twice (``key``) is one application. Raises NotOpen,
    ConsentOutdated.
    """
    before = idempotency.claim(key, purpose="training.application", owner="public", at=at)
    if before is not None:
        return idempotency.made_before(Application, before)
    call = selectors.call_for(code)
    if call is None or not call.is_open:
        raise NotOpen(_("This course takes no applications now."))
    if consent_version != call.cohort.programme.consent_version:
        raise ConsentOutdated(_("The text has changed. Please read it again."), field="consent")
    application = _counting(call.cohort, email) or _receive(
        cohort=call.cohort,
        host_id=call.cohort.host_id,
        seat=call.seat,
        given_name=given_name,
        family_name=family_name,
        email=email,
        phone=phone,
        language=language,
        consent_version=consent_version,
        consented_at=at,
        received_at=at,
    )
    idempotency.remember(key, subject_of(application))
    return application


def _counting(cohort: Cohort, email: str) -> Application | None:
    """The application from this address that is waiting or was granted."""
    return Application.objects.filter(cohort=cohort, email=email).exclude(status=Application.Status.REJECTED).first()


def _receive(**fields) -> Application:
    """The unique key on (cohort, address) decides when two come at the same moment: both get the same row."""
    received = None
    while received is None:  # the other's may be decided between the two statements
        Application.objects.bulk_create([Application(**fields)], ignore_conflicts=True)
        received = Application.objects.undecided().filter(cohort=fields["cohort"], email=fields["email"]).first()
    return received


@transaction.atomic
def admit(*, application: Application, seat: Seat, by: User, at: datetime) -> Participation:
    """Give the applicant a seat: they enter the register, with their consent, in sight of the cohort's leaders.

    The cohort's and the seat's row are locked first, so that of two who press at once the second is told, and leaders
    who change meanwhile see whom they should. Raises SeatNotFree, CohortOver, WrongStatus.
    """
    seats.locked(seat.cohort)
    seat = Seat.objects.select_for_update(of=("self",), no_key=True).select_related("cohort").get(pk=seat.pk)
    if seat.cohort_id != application.cohort_id or not Seat.objects.free_for_a_person().filter(pk=seat.pk).exists():
        raise SeatNotFree(_("The seat is no longer free. Choose another one."), field="seat")
    if seat.cohort.status not in selectors.TAKES_PEOPLE:
        raise CohortOver(_("The cohort takes no more people: it is “%s”.") % seat.cohort.get_status_display())
    status.move(application, Application.Status.ADMITTED, by=by, at=at, decided_at=at, decided_by=by)
    person = _person(application, at=at)
    access.register(person=person, host=seat.cohort.host, at=at)
    if Participation.objects.present_in_course().filter(person=person, cohort=seat.cohort).exists():
        raise SeatNotFree(_("This person already has a seat in the cohort."), field="seat")
    participation = Participation.objects.create(
        person=person, host=seat.cohort.host, cohort=seat.cohort, seat=seat, application=application, admitted_at=at
    )
    status.begin(participation, by=by, at=at)
    _note_consent(application, person)
    sight.show(participation, by=by, at=at)
    seats.assign(seat=seat, by=by, at=at)
    return participation


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


def _note_consent(application: Application, person: Person) -> None:
    """Their yes is as old as their application. A yes to an earlier text is replaced by the newer one."""
    given_at, purpose = application.consented_at, Consent.Purpose.TRAINING
    open_ones = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None)
    open_ones.filter(given_at__lt=given_at).update(withdrawn_at=given_at)
    if not open_ones.exists():
        Consent.objects.create(
            person=person,
            purpose=purpose,
            text_version=application.consent_version,
            language=application.language,
            given_at=given_at,
        )


@transaction.atomic
def reject(*, application: Application, reason: str, by: User, at: datetime) -> None:
    """Say no, with a code that says nothing of health. Nobody enters the register. Raises WrongStatus, Refused."""
    if reason not in Application.Reason.values:
        raise Refused(_("Choose a reason."), field="reason")
    status.move(application, Application.Status.REJECTED, by=by, at=at, reason=reason, decided_at=at, decided_by=by)

"""Issue certificates, and put them on paper anew."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.calendar import add_months
from peersupport.shared.refusals import Refused
from programs.actions import seats
from programs.actions.numbers import next_in_series
from programs.models import Cohort
from training import selectors
from training.actions import pauses
from training.models import Certificate, CertificateCopy, Participation

CODE_BYTES = 16  # 128 bits: nobody guesses one
Language = CertificateCopy.Language


class RuleNotMet(Refused):
    """Something that a certificate takes is missing; the message says what."""


class NotInForce(Refused):
    """The certificate is revoked or suspended."""


class NoLastDay(Refused):
    """A certificate without a last day, or of a programme that sets none any more, isn't renewed."""


class TooFewHours(Refused):
    """Less continuing education than the programme asks for."""


class ReplacedMeanwhile(Refused):
    """Another paper has been made since the page was opened."""


@transaction.atomic
def issue(*, participation: Participation, language: str = Language.SWEDISH, by: User, at: datetime) -> Certificate:
    """Certify somebody who has what a certificate takes; their seat is delivered. Raises RuleNotMet, WrongStatus.

    The participation's row is locked before the rule is asked, so two who press at once make one certificate.
    """
    row = _locked([participation.pk])[0]
    asked = selectors.eligibility_of(participation=row)
    if not asked.is_met and row.status != Participation.Status.CERTIFIED:
        raise RuleNotMet(asked.why_not_yet)
    _certify(row, by=by, at=at)
    return _write(row, language=language, by=by, at=at)


@transaction.atomic
def issue_all(*, cohort: Cohort, language: str = Language.SWEDISH, by: User, at: datetime) -> list[Certificate]:
    """Certify everybody in the cohort who has what it takes and no certificate; none is no fault.

    Numbers are given in the order of names, and last: all rows are locked before the series is (numbers.py says why).
    """
    ready = Participation.objects.ready_for_certificate().filter(cohort=cohort)
    rows = _locked(ready.values_list("pk", flat=True))
    still_ready = set(ready.values_list("pk", flat=True))  # somebody may have been quicker while we waited
    certified = [row for row in rows if row.pk in still_ready]
    for row in certified:
        _certify(row, by=by, at=at)
    in_order = sorted(certified, key=lambda row: (row.person.sort_name, row.pk))
    return [_write(row, language=language, by=by, at=at) for row in in_order]


@transaction.atomic
def reissue(*, certificate: Certificate, edition: int, language: str, by: User, at: datetime) -> CertificateCopy:
    """A new paper under the same number, with the name that the person has now; whoever checks the old one is told.

    ``edition`` is the one that is to be replaced, so that what is sent twice makes one paper. Raises ReplacedMeanwhile,
    NotInForce.
    """
    row = _to_replace(certificate)
    return _replace(row, edition=edition, language=language, by=by, at=at)


@transaction.atomic
def renew(
    *, certificate: Certificate, edition: int, hours: int, language: str, by: User, at: datetime
) -> CertificateCopy:
    """Valid for as long again, on a new paper under the same number. ``hours``: the continuing education that somebody
    has seen proof of.

    Counted from its last day, or from today where that is past. Raises NoLastDay, TooFewHours beside hours,
    ReplacedMeanwhile, NotInForce.
    """
    row = _to_replace(certificate)
    programme = row.participation.cohort.programme
    if row.valid_until is None or programme.certificate_months is None:
        raise NoLastDay(_("The certificate has no last day, so there is nothing to renew."))
    if hours < programme.renewal_hours:
        needed = {"n": programme.renewal_hours}
        raise TooFewHours(_("At least %(n)s hours are needed to renew a certificate.") % needed, field="hours")
    row.valid_until = add_months(max(row.valid_until, timezone.localtime(at).date()), programme.certificate_months)
    row.save(update_fields=["valid_until"])
    return _replace(row, edition=edition, language=language, hours=hours, by=by, at=at)


def _to_replace(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.locked().select_related("participation__cohort__programme")
    row = rows.get(pk=certificate.pk)
    if not row.is_in_force:
        raise NotInForce(_("The certificate isn't valid now, so it has no new paper."))
    return row


def _replace(row: Certificate, *, edition: int, by: User, at: datetime, **paper) -> CertificateCopy:
    replaced = row.copies.current().filter(edition=edition).update(replaced_at=at)
    if not replaced:
        raise ReplacedMeanwhile(_("A newer paper has been made since you opened the page."))
    return _put_on_paper(row, edition=edition + 1, by=by, at=at, **paper)


def _locked(pks: Iterable[int]) -> list[Participation]:
    rows = Participation.objects.locked().select_related("seat", "person", "cohort__programme")
    return list(rows.filter(pk__in=list(pks)).order_by("pk"))


def _certify(row: Participation, *, by: User, at: datetime) -> None:
    status.move(row, Participation.Status.CERTIFIED, by=by, at=at)
    seats.deliver(seat=row.seat, by=by, at=at)
    pauses.close(row, at=at)


def _write(row: Participation, *, language: str, by: User, at: datetime) -> Certificate:
    issued_on, months = timezone.localtime(at).date(), row.cohort.programme.certificate_months
    made = Certificate.objects.create(
        person_id=row.person_id,
        host_id=row.host_id,
        participation=row,
        number=next_in_series("C", at=at),
        issued_on=issued_on,
        valid_until=add_months(issued_on, months) if months else None,
        issued_by=by,
    )
    _put_on_paper(made, edition=1, language=language, by=by, at=at)
    return made


def _put_on_paper(
    certificate: Certificate, *, edition: int, language: str, hours: int | None = None, by: User, at: datetime
) -> CertificateCopy:
    return CertificateCopy.objects.create(
        certificate=certificate,
        edition=edition,
        code=secrets.token_hex(CODE_BYTES),
        status_index=_free_place(),
        renewal_hours=hours,
        language=language,
        made_at=at,
        made_by=by,
    )


def _free_place() -> int:
    """A place in the status list that no paper has, by chance: neighbours have nothing to do with each other."""
    while True:
        place = secrets.randbelow(CertificateCopy.STATUS_SIZE)
        if not CertificateCopy.objects.filter(status_index=place).exists():
            return place

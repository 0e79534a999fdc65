"""Issue certificates, and put them on paper anew."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.refusals import Refused
from programs.actions import seats
from programs.actions.numbers import next_in_series
from programs.models import Cohort
from training import selectors
from training.models import Certificate, CertificateCopy, Participation

CODE_BYTES = 16  # 128 bits: nobody guesses one
Language = CertificateCopy.Language


class RuleNotMet(Refused):
    """The person has not been there enough, or the days aren't registered yet."""


class NotInForce(Refused):
    """The certificate is revoked or suspended."""


class ReplacedMeanwhile(Refused):
    """Another paper has been made since the page was opened."""


@transaction.atomic
def issue(*, participation: Participation, language: str = Language.SWEDISH, by: User, at: datetime) -> Certificate:
    """Certify somebody who meets the programme's rule; their seat is delivered. Raises RuleNotMet, WrongStatus.

    The participation's row is locked before the rule is asked, so two who press at once make one certificate.
    """
    row = _locked([participation.pk])[0]
    standing = selectors.standing_of(participation=row)
    if not standing.meets_the_rule and row.status != Participation.Status.CERTIFIED:
        raise RuleNotMet(standing.why_not_yet)
    _certify(row, by=by, at=at)
    return _write(row, language=language, by=by, at=at)


@transaction.atomic
def issue_all(*, cohort: Cohort, language: str = Language.SWEDISH, by: User, at: datetime) -> list[Certificate]:
    """Certify everybody in the cohort who meets the rule and has no certificate; none is no fault.

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
    row = Certificate.objects.locked().get(pk=certificate.pk)
    if not row.is_in_force:
        raise NotInForce(_("The certificate isn't valid now, so it has no new paper."))
    replaced = row.copies.current().filter(edition=edition).update(replaced_at=at)
    if not replaced:
        raise ReplacedMeanwhile(_("A newer paper has been made since you opened the page."))
    return _put_on_paper(row, edition=edition + 1, language=language, by=by, at=at)


def _locked(pks: Iterable[int]) -> list[Participation]:
    rows = Participation.objects.locked().select_related("seat", "person")
    return list(rows.filter(pk__in=list(pks)).order_by("pk"))


def _certify(row: Participation, *, by: User, at: datetime) -> None:
    status.move(row, Participation.Status.CERTIFIED, by=by, at=at)
    seats.deliver(seat=row.seat, by=by, at=at)


def _write(row: Participation, *, language: str, by: User, at: datetime) -> Certificate:
    made = Certificate.objects.create(
        person_id=row.person_id,
        host_id=row.host_id,
        participation=row,
        number=next_in_series("C", at=at),
        issued_on=timezone.localtime(at).date(),
        issued_by=by,
    )
    _put_on_paper(made, edition=1, language=language, by=by, at=at)
    return made


def _put_on_paper(certificate: Certificate, *, edition: int, language: str, by: User, at: datetime) -> CertificateCopy:
    return CertificateCopy.objects.create(
        certificate=certificate,
        edition=edition,
        code=secrets.token_hex(CODE_BYTES),
        status_index=_free_place(),
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

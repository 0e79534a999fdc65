"""Suspend and revoke certificates: one proposes and writes why, another one decides."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.privacy.models import Reading
from peersupport.shared import sealing
from peersupport.shared.acting import SYSTEM, acting_as
from peersupport.shared.refusals import Refused
from training.models import Certificate, CertificateCase

TEXT = "case"  # what a Reading calls it
Proposal, Outcome = CertificateCase.Proposal, CertificateCase.Outcome


class CaseOpen(Refused):
    """Another case about the certificate waits for its decision."""


class NotPossible(Refused):
    """The certificate isn't in a state in which the proposal means anything."""


class AlreadyDecided(Refused):
    """Somebody was quicker."""


class TakesTwo(Refused):
    """Whoever proposed may not decide."""


@transaction.atomic
def propose(
    *, certificate: Certificate, kind: str, proposal: str, text: str, by: User, at: datetime
) -> CertificateCase:
    """Write down what has happened and what should come of it. Nothing changes until somebody else has decided.

    Raises NotPossible, CaseOpen.
    """
    row = Certificate.objects.locked().get(pk=certificate.pk)
    if proposal not in row.can_be_proposed:
        raise NotPossible(_("That can't be done with this certificate now."), field="proposal")
    if row.cases.undecided().exists():
        raise CaseOpen(_("Another case about this certificate waits for its decision."))
    seal_id = uuid.uuid4()
    sealed = {"seal_id": seal_id, "sealed": sealing.seal(text, purpose=_purpose(seal_id))}
    return CertificateCase.objects.create(
        certificate=row, kind=kind, proposal=proposal, opened_by=by, opened_at=at, **sealed
    )


@transaction.atomic
def decide(*, case: CertificateCase, outcome: str, by: User, at: datetime) -> None:
    """Approve or decline what somebody else has proposed. Raises TakesTwo, AlreadyDecided.

    The certificate is locked before the case, as when one is opened.
    """
    certificate = Certificate.objects.locked().get(pk=case.certificate_id)
    row = CertificateCase.objects.locked().get(pk=case.pk)
    if row.opened_by_id == by.pk:
        raise TakesTwo(_("You have proposed this. Somebody else has to decide."))
    if row.decided_at:
        raise AlreadyDecided(_("This has been decided already."))
    row.outcome, row.decided_by, row.decided_at = Outcome(outcome), by, at
    row.save(update_fields=["outcome", "decided_by", "decided_at"])
    if row.outcome == Outcome.APPROVED:
        _carry_out(certificate, row.proposal, by=by, at=at)


def _carry_out(certificate: Certificate, proposal: str, *, by: User, at: datetime) -> None:
    changes = {
        Proposal.SUSPEND: {"suspended_at": at, "suspended_by": by},
        Proposal.REVOKE: {"revoked_at": at, "revoked_by": by},
        Proposal.LIFT: {"suspended_at": None, "suspended_by": None},
    }[Proposal(proposal)]
    Certificate.objects.filter(pk=certificate.pk).update(**changes)


@transaction.atomic
def read(*, case: CertificateCase, by: User, at: datetime) -> str:
    """What was written; that somebody read it is kept. Raises SealBroken."""
    Reading.objects.create(subject=subject_of(case), what=TEXT, read_by=by, read_at=at)
    return sealing.open_sealed(case.sealed, purpose=_purpose(case.seal_id))


def reseal() -> int:
    """Seal anew what an older key sealed; how many. One transaction each."""
    older = CertificateCase.objects.exclude(sealed__startswith=sealing.current_key() + ".").exclude(sealed="")
    return sum(_reseal(pk) for pk in older.values_list("pk", flat=True))


def _reseal(pk: int) -> bool:
    with acting_as(SYSTEM):
        row = CertificateCase.objects.locked().filter(pk=pk).first()
        if row is not None:
            row.sealed = sealing.resealed(row.sealed, purpose=_purpose(row.seal_id))
            row.save(update_fields=["sealed"])
        return row is not None


def _purpose(seal_id: uuid.UUID) -> str:
    return f"training.certificatecase:{seal_id}"

"""Suspend and revoke certificates: one proposes and writes why, another one decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.privacy import sealed
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


class Erased(Refused):
    """What happened isn't kept any longer."""


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
    kept = sealed.columns(CertificateCase, text)
    return CertificateCase.objects.create(
        certificate=row, kind=kind, proposal=proposal, opened_by=by, opened_at=at, **kept
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
    """What was written; that somebody read it is kept. Raises Erased, and Refused when it can't be opened."""
    if case.is_erased:
        raise Erased(_("What happened is erased: it is kept for two years after the decision."))
    return sealed.read(case, of=case, what=TEXT, by=by, at=at)


@transaction.atomic
def erase_old(*, at: datetime) -> int:
    """Erase what was written of cases decided two years ago; how many. What was decided, by whom and when, stays."""
    return CertificateCase.objects.to_erase(at).update(**CertificateCase.PERSONAL)

"""All certificates of a cohort as one PDF: long work, asked for by a coordinator and done by a worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from peersupport.documents import pdf
from peersupport.jobs import long
from peersupport.jobs.models import LongJob
from peersupport.jobs.working import File, Said, Stopped
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training import selectors
from training.models import Certificate

KIND = "training.certificates"
NOTHING, UNKNOWN_CHARACTER = "nothing", "character"  # why it can fail: LongJob.problem
TOLD_EACH = 20  # papers
SECONDS, SECONDS_EACH = 20, 0.05  # the limit, not the wait: a thousand take two seconds


class NothingToPrint(Refused):
    """No certificate of the cohort is in force."""


@dataclass(frozen=True)
class Pile:
    """What is to be printed, read at one moment."""

    name: str
    certificates: Sequence[Certificate]
    days: dict[int, int]


@transaction.atomic
def ask(*, cohort: Cohort, owner: str, at: datetime) -> LongJob:
    """Have all that are in force put on one PDF for ``owner``, a scope's name. Raises NothingToPrint.

    Asked for again before it is ready, it is the same job.
    """
    if not _of(cohort.pk).exists():
        raise NothingToPrint(_("No certificate is valid now, so there is nothing to print."))
    return long.ask(kind=KIND, subject_id=cohort.pk, owner=owner, at=at)


def steps(job: LongJob) -> int:
    """One for each paper, and one for the setting of all."""
    return _of(job.subject_id).count() + 1


def gather(job: LongJob) -> Pile:
    """What the job prints, in the order of names, as it is now. Three queries. Raises Stopped."""
    rows = list(selectors.to_print(_of(job.subject_id)).order_by("person__sort_name", "pk"))
    if not rows:
        raise Stopped(NOTHING)
    return Pile(Cohort.objects.get(pk=job.subject_id).name, rows, selectors.days_of(rows))


def put_on_paper(pile: Pile, said: Said, *, site: str) -> File:
    """The PDF: a page for each, in its own language. Touches no database. Raises Stopped, pdf.NotTypeset."""
    rows = pile.certificates
    sheets = selectors.certificate_sheets(
        certificates=rows, days=pile.days, site=site, said=lambda done: done % TOLD_EACH or said(done)
    )
    said(len(rows))
    dated, seconds = max(one.issued_on for one in rows), SECONDS + SECONDS_EACH * len(rows)
    try:
        made = pdf.render("training/certificate.typ", sheets, dated=dated, seconds=seconds)
    except pdf.UnknownCharacter as problem:
        raise Stopped(UNKNOWN_CHARACTER) from problem
    return File(f"{_('Certificates')} {pile.name}.pdf", "application/pdf", made)


def _of(cohort_id: int) -> QuerySet:
    return Certificate.objects.in_force().filter(participation__cohort=cohort_id)

"""An application while it is written: step by step, kept between the steps, sent once or thrown away."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.audit import status
from peersupport.audit.status import WrongStatus, subject_of
from peersupport.jobs import idempotency
from peersupport.letters.outbox import post
from peersupport.links import onetime
from peersupport.privacy import sealed
from peersupport.privacy.models import Consent
from peersupport.shared import sealing
from peersupport.shared.refusals import Refused
from training import letters, selectors
from training.actions import pages, papers
from training.models import Application, ApplicationConsent, Paper
from training.rules import LONGEST_LETTER, SHORTEST_LETTER
from training.selectors import Call

DRAFT_LINK = "training.draft"  # what the browser that writes an application holds
KEPT_FOR = timedelta(hours=24)  # after the last step that was saved
ONE_COUNTS = "one_counting_application_per_cohort"  # the constraint that decides between two


class NotOpen(Refused):
    """The code leads to no cohort or seat that takes applications."""


class ConsentOutdated(Refused):
    """The text that was agreed to isn't the one in force."""


@transaction.atomic
def begin(*, key: UUID, code: str, language: str, at: datetime, **contact: str) -> Application:
    """A draft with how somebody is reached: given_name, family_name, email, phone. Sent twice (``key``), it is one.

    Raises NotOpen.
    """
    before = idempotency.claim(key, purpose="training.application", owner="public", at=at)
    if before is not None:
        return idempotency.made_before(Application, before)
    call = _open_call(code)
    draft = Application.objects.create(
        cohort=call.cohort,
        host_id=call.cohort.host_id,
        seat=call.seat,
        status=Application.Status.DRAFT,
        known_status="",
        language=language,
        saved_at=at,
        **contact,
    )
    idempotency.remember(key, subject_of(draft))
    return draft


def token_for(draft: Application, *, at: datetime) -> str:
    """What opens the draft again, in the browser where it was begun; earlier ones open nothing."""
    link = onetime.issue(purpose=DRAFT_LINK, subject_id=draft.pk, at=at, expires_at=at + timedelta(days=30))
    return onetime.token_of(link)


def behind(*, token: str, call: Call, at: datetime) -> Application | None:
    """The draft that a browser's token opens, for this call; None when it is sent, thrown away or too old."""
    try:
        link = onetime.find(purpose=DRAFT_LINK, token=token, at=at)
    except onetime.LinkSpent:
        return None
    drafts = Application.objects.filter(status=Application.Status.DRAFT, saved_at__gt=at - KEPT_FOR)
    return drafts.filter(pk=link.subject_id, cohort=call.cohort, seat=call.seat).select_related("cohort").first()


@transaction.atomic
def change_contact(*, draft: Application, at: datetime, **contact: str) -> None:
    """Another name or address than before. Raises WrongStatus when it is sent."""
    _change(_locked(draft), at=at, **contact)


def letter_of(draft: Application) -> str:
    """What the applicant has written so far, for themself alone."""
    paper = Paper.objects.filter(application=draft, kind=Paper.Kind.LETTER).first()
    try:
        return sealed.opened(paper) if paper else ""
    except sealing.SealBroken:
        return ""  # it is written anew


@transaction.atomic
def write_letter(*, draft: Application, letter: str, at: datetime) -> None:
    """Keep the letter, sealed. Raises WrongStatus, and Refused beside letter when it says nothing, or too much."""
    row = _locked(draft)
    if not SHORTEST_LETTER <= len(letter) <= LONGEST_LETTER:
        words = _("Write at least a sentence, and at most %(most)s characters.") % {"most": LONGEST_LETTER}
        raise Refused(words, field="letter")
    if letter != letter_of(row):
        papers.write(application=row, kind=Paper.Kind.LETTER, text=letter, by=None, at=at)
        _save(row, at=at)


@transaction.atomic
def answer(*, draft: Application, can_attend: str, wants_half_time: str, at: datetime) -> None:
    """Keep the answers to the practical questions (codes of Application.Answer). Raises WrongStatus."""
    _change(_locked(draft), at=at, can_attend=can_attend, wants_half_time=wants_half_time)


@transaction.atomic
def discard(*, draft: Application) -> None:
    """Throw away what was written: the letter too. Raises WrongStatus when it is sent."""
    _locked(draft).delete()


@transaction.atomic
def send(*, draft: Application, agreed: Collection[str], consent_version: str, at: datetime) -> Application:
    """Send an application with its consents (codes of Consent.Purpose), and write that it has come.

    Whoever has one that counts in this cohort already keeps that one: the draft is thrown away, the letter says where
    the first one's page is, and the answer here is the same, so that it tells nobody who has applied. Raises NotOpen,
    ConsentOutdated, WrongStatus, and Refused beside letter, can_attend and consent when a step is missing.
    """
    row = _locked(draft)
    call = selectors.call_of(row)
    if not call.is_open:
        raise _not_open()
    if consent_version != call.cohort.programme.consent_version:
        raise ConsentOutdated(_("The text has changed. Please read it again."), field="consent")
    _need_all_steps(row, agreed)
    sent = _received(row, at=at)
    if sent.pk == row.pk:
        _agree(row, agreed, consent_version, at=at)
        onetime.take_back(purpose=DRAFT_LINK, subject_id=row.pk, at=at)
    pages.need_link(sent, at=at)
    post(letters.received(sent, at=at), at=at)
    return sent


@transaction.atomic
def erase_abandoned(*, at: datetime) -> int:
    """Throw away drafts that nobody has gone on with for a day; how many."""
    old = Application.objects.filter(status=Application.Status.DRAFT, saved_at__lte=at - KEPT_FOR)
    count = old.count()
    old.delete()
    return count


def _open_call(code: str) -> Call:
    call = selectors.call_for(code)
    if call is None or not call.is_open:
        raise _not_open()
    return call


def _not_open() -> NotOpen:
    return NotOpen(_("This course takes no applications now."))


def _locked(draft: Application) -> Application:
    row = Application.objects.locked().filter(pk=draft.pk).first()
    if row is None or row.status != Application.Status.DRAFT:
        raise WrongStatus(_("The application is sent already, or thrown away."))
    return row


def _change(row: Application, *, at: datetime, **columns: str) -> None:
    """Save what differs. The same once more changes nothing, not even when it was saved."""
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    if changed:
        _save(row, at=at, **changed)


def _save(row: Application, *, at: datetime, **columns: str) -> None:
    for name, value in {**columns, "saved_at": at}.items():
        setattr(row, name, value)
    row.save(update_fields=["saved_at", *columns])


def _need_all_steps(row: Application, agreed: Collection[str]) -> None:
    if not Paper.objects.filter(application=row, kind=Paper.Kind.LETTER).exists():
        raise Refused(_("Write your letter first."), field="letter")
    if not row.can_attend or not row.wants_half_time:
        raise Refused(_("Answer the practical questions first."), field="can_attend")
    if Consent.Purpose.TRAINING not in agreed:
        raise Refused(_("Tick the box if you agree. We can't take an application without it."), field="consent")


def _received(row: Application, *, at: datetime) -> Application:
    """The row, received; or the one from this address that counts already, and the row is gone.

    The unique key on (cohort, address) decides when two are sent at the same moment.
    """
    received = {"received_at": at, "saved_at": at, "known_status": Application.Status.RECEIVED}
    while True:  # the other one may end between the two statements
        try:
            with transaction.atomic():
                status.move(row, Application.Status.RECEIVED, by=None, at=at, **received)
                return row
        except IntegrityError as taken:
            if ONE_COUNTS not in str(taken):
                raise
        first = Application.objects.counting().filter(cohort=row.cohort_id, email=row.email).first()
        if first is not None:
            Application.objects.filter(pk=row.pk).delete()
            return first


def _agree(row: Application, agreed: Collection[str], consent_version: str, *, at: datetime) -> None:
    versions = {Consent.Purpose.TRAINING: consent_version, **ApplicationConsent.VERSIONS}
    ApplicationConsent.objects.bulk_create(
        ApplicationConsent(application=row, purpose=purpose, text_version=version, language=row.language, given_at=at)
        for purpose, version in versions.items()
        if purpose in agreed
    )

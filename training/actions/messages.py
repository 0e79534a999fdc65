"""Tell those who are in a course something, and take it back within ten minutes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.jobs import idempotency
from peersupport.letters import outbox
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training.letters import messages as letters
from training.models import CohortMessage, MessageCopy, Participation


class CohortOver(Refused):
    """The course is completed or called off: nobody waits for a message about it."""


class NobodyToTell(Refused):
    """Nobody is in the course, or nobody knows of it yet."""


class TooLate(Refused):
    """It has been told, or taken back already."""


@transaction.atomic
def write(*, cohort: Cohort, text: str, by: User, at: datetime, key: UUID) -> CohortMessage:
    """A message to everybody who is in the course now. They get letters about it once it can't be taken back.

    Raises CohortOver, NobodyToTell. A form sent twice (``key``) makes one.
    """
    before = idempotency.claim(key, purpose="training.message", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(CohortMessage, before)
    row = Cohort.objects.locked().get(pk=cohort.pk)
    if row.status in Cohort.OVER:
        raise CohortOver(_("The course is over. Nothing more is written to its participants from here."))
    told = Participation.objects.to_be_told().filter(cohort=row).select_related("person__user", "application")
    rows = list(told.order_by("pk"))
    if not rows:
        raise NobodyToTell(_("Nobody is in the course yet who knows of it."))
    made = CohortMessage.objects.create(cohort=row, text=text, written_by=by, written_at=at)
    copies = MessageCopy.objects.bulk_create([MessageCopy(message=made, participation=one) for one in rows])
    outbox.post_each(letters.message_waits(made, copies), at=at)
    idempotency.remember(key, subject_of(made))
    return made


@transaction.atomic
def regret(*, message: CohortMessage, by: User, at: datetime) -> str:
    """Take a message back before anybody has read it: its letters aren't sent, its text is erased. What it said.

    Raises TooLate.
    """
    row = CohortMessage.objects.locked().get(pk=message.pk)
    if row.regretted_at:
        raise TooLate(_("The message is taken back already."))
    if at >= row.told_at:
        raise TooLate(_("It is too late: the message has been sent. Write another one that puts it right."))
    said = row.text
    row.text, row.regretted_at, row.regretted_by = "", at, by
    row.save(update_fields=["text", "regretted_at", "regretted_by"])
    outbox.cancel(kinds=[letters.MESSAGE.name], subject_ids=row.copies.values_list("pk", flat=True))
    return said

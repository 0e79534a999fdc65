"""A peer supporter asks somebody to get in touch; whom they asked says that it is done."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import Membership, Person
from peersupport.jobs import idempotency
from peersupport.letters import outbox
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions.workplaces import is_about
from placements.letters import support as letters
from placements.models import Placement, SupportContact, SupportRequest

Status = SupportRequest.Status


class AskedAlready(Refused):
    """The same is asked of the same person, and waits for an answer."""


@transaction.atomic
def ask(*, key: UUID, person: Person, to: Membership, kind: str, how: str, by: User, at: datetime) -> SupportRequest:
    """Ask somebody whom the person can turn to; they get a letter that says nothing of it.

    A form sent twice (``key``) asks once. Raises AskedAlready, and Refused beside to for anybody else.
    """
    before = idempotency.claim(key, purpose="placements.support", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(SupportRequest, before)
    if not selectors.to_turn_to(person).filter(pk=to.pk).exists():
        raise Refused(_("Choose somebody in the list."), field="to")
    made = _ask(person, to, kind, how, by=by, at=at)
    idempotency.remember(key, f"placements.supportrequest:{made.pk}")
    return made


@transaction.atomic
def need_noted(*, placement: Placement, by: User, at: datetime) -> None:
    """A supervisor has noted that somebody needs support: whom that person chose for it is told, and nobody else.

    Nothing where they chose nobody, or whom they chose has left, or is asked already.
    """
    chosen = SupportContact.objects.filter(person=placement.person_id).values("to")
    to = selectors.to_turn_to(placement.person).filter(pk__in=chosen).exclude(user=by).first()
    waiting = SupportRequest.objects.open().filter(person=placement.person_id, to=to)
    if to is not None and not waiting.exists():
        _ask(placement.person, to, SupportRequest.Kind.NOTED, SupportRequest.How.CALL, by=by, at=at)


@transaction.atomic
def answer(*, row: SupportRequest, by: User, at: datetime) -> None:
    """Whom it was asked of has been in touch. Raises WrongStatus."""
    status.move(row, Status.ANSWERED, by=by, at=at)
    outbox.cancel(kinds=letters.NAMES, subject_ids=[row.pk])


@transaction.atomic
def withdraw(*, row: SupportRequest, by: User, at: datetime) -> None:
    """It isn't needed any more. Raises WrongStatus."""
    status.move(row, Status.WITHDRAWN, by=by, at=at)
    outbox.cancel(kinds=letters.NAMES, subject_ids=[row.pk])


@transaction.atomic
def choose_contact(*, person: Person, to: Membership | None) -> None:
    """Say who is told when one's supervisor notes that one needs support; None for nobody. Raises Refused."""
    if to is None:
        SupportContact.objects.filter(person=person).delete()
        return
    if not selectors.to_turn_to(person).filter(pk=to.pk).exists():
        raise Refused(_("Choose somebody in the list."), field="contact")
    SupportContact.objects.update_or_create(person=person, defaults={"to": to})


def _ask(person: Person, to: Membership, kind: str, how: str, *, by: User, at: datetime) -> SupportRequest:
    host = person.registrations.order_by("pk").values_list("host", flat=True).first()
    asked = {"person": person, "host_id": host, "to": to, "kind": kind, "how": how, "asked_at": at}
    try:
        with transaction.atomic():
            made = SupportRequest.objects.create(**asked)
    except IntegrityError as error:
        if not is_about(error, "one_open_request_to_somebody"):
            raise
        words = _("You have asked %(who)s already, and they know. If it is urgent, ask somebody else too.")
        raise AskedAlready(words % {"who": to.user.get_full_name()}, field="to") from None
    status.begin(made, by=by, at=at)
    outbox.post(letters.asked(made), at=at)
    return made

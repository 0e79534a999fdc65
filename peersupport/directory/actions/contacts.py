"""Whom to reach in an organisation about what."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Contact, Organisation
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Refused


class KnownAlready(Refused):
    """This address answers for this kind of question already."""


@transaction.atomic
def add(
    *,
    key: UUID,
    organisation: Organisation,
    role: str,
    name: str,
    email: str,
    phone: str = "",
    is_mailbox: bool = False,
    by: User,
    at: datetime,
) -> Contact:
    """Note whom to reach from today on. Sent twice with the same key it is done once. Raises KnownAlready."""
    done = idempotency.claim(key, purpose="directory.contact", owner=f"user:{by.pk}", at=at)
    if done is not None:
        return idempotency.made_before(Contact, done)
    who = {"name": name, "email": email.lower(), "phone": phone, "is_mailbox": is_mailbox}
    contact = Contact(organisation=organisation, role=role, since=localtime(at).date(), added_by=by, added_at=at, **who)
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "one_open_contact":
            raise
        raise KnownAlready(_("This address is noted for that already."), field="email") from None
    idempotency.remember(key, f"directory.contact:{contact.pk}")
    return contact


@transaction.atomic
def end(*, contact: Contact, until: date, by: User, at: datetime) -> None:
    """Let ``until`` be the last day. The row stays, so that history keeps its names.

    Safe to repeat with the same day. Raises Refused beside it.
    """
    row = Contact.objects.locked().get(pk=contact.pk)
    if row.until == until:
        return
    if row.until is not None:
        raise Refused(_("This contact has ended already."), field="until")
    if until < row.since:
        raise Refused(_("The contact began after that day."), field="until")
    row.until, row.ended_by, row.ended_at = until, by, at
    row.save(update_fields=["until", "ended_by", "ended_at"])

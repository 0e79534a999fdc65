"""A form that is sent twice is done once."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from peersupport.jobs.models import IdempotencyKey
from peersupport.shared.refusals import Refused

M = TypeVar("M", bound=Model)

# Django's ignore_conflicts does not say whether the row was new, and that is all that counts here
INSERT = """
    INSERT INTO jobs_idempotencykey (key, purpose, owner, result, created_at) VALUES (%s, %s, %s, '', %s)
    ON CONFLICT (key) DO NOTHING"""


def claim(key: UUID, *, purpose: str, owner: str, at: datetime) -> str | None:
    """Claim a form's token inside the transaction that does the form's work.

    None: it is yours, do the work and then :func:`remember` its result. A string: somebody was first, and this is what
    it led to. A second submission waits here, on the unique key, until the first one has committed or rolled back; with
    acting_as it waits three seconds, and then a 409 page says that somebody was just before it. The
    token of another owner or purpose is as good as a fresh one that has been used for nothing: the answer is "".
    """
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [key, purpose, owner, at])
        if cursor.rowcount == 1:
            return None
    row = IdempotencyKey.objects.get(pk=key)
    return row.result if (row.purpose, row.owner) == (purpose, owner) else ""


def made_before(model: type[M], result: str) -> M:
    """The row that :func:`claim` names as made before.

    Raises Refused when the token was used for something else, and when the row has been taken away since.
    """
    if not result:
        raise Refused(_("This form has been used for something else. Open it again."))
    made = model._base_manager.filter(pk=int(result.rpartition(":")[2])).first()
    if made is None:
        raise Refused(_("What this form made has been taken away since. Open it again."))
    return made


def remember(key: UUID, result: str) -> None:
    """Note what the claimed token led to, in the same transaction."""
    IdempotencyKey.objects.filter(pk=key).update(result=result)

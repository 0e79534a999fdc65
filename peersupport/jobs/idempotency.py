"""A form that is sent twice is done once."""

from datetime import datetime
from uuid import UUID

from peersupport.jobs.models import IdempotencyKey


def claim(key: UUID, *, purpose: str, owner: str, at: datetime) -> str | None:
    """Claim a form's token inside the transaction that does the form's work.

    None: it is yours, do the work and then :func:`remember` its result. A string: somebody was first, and this is what
    it led to. A second submission waits here, on the unique key, until the first one has committed or rolled back. The
    token of another owner or purpose is as good as a fresh one that has been used for nothing: the answer is "".
    """
    made = IdempotencyKey.objects.bulk_create(
        [IdempotencyKey(key=key, purpose=purpose, owner=owner, created_at=at)], ignore_conflicts=True
    )
    row = IdempotencyKey.objects.select_for_update().get(pk=made[0].pk)
    if (row.purpose, row.owner) != (purpose, owner):
        return ""
    if row.created_at == at and not row.result:
        return None
    return row.result


def remember(key: UUID, result: str) -> None:
    """Note what the claimed token led to, in the same transaction."""
    IdempotencyKey.objects.filter(pk=key).update(result=result)

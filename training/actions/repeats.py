"""What a form that was sent twice led to the first time."""

from uuid import UUID

from django.db.models import Model

from peersupport.audit.status import subject_of
from peersupport.jobs import idempotency
from peersupport.jobs.idempotency import made_before

__all__ = ["made_before", "remember"]


def remember(key: UUID, thing: Model) -> None:
    idempotency.remember(key, subject_of(thing))

"""What a form that was sent twice led to the first time."""

from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from peersupport.audit.status import subject_of
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Refused

M = TypeVar("M", bound=Model)


def made_before(model: type[M], result: str) -> M:
    """The row that idempotency.claim's answer names. Raises Refused when the token was used for something else."""
    if not result:
        raise Refused(_("This form has been used for something else. Open it again."))
    return model._base_manager.get(pk=int(result.rpartition(":")[2]))


def remember(key, thing: Model) -> None:
    idempotency.remember(key, subject_of(thing))

"""Decide what of people's own words those who hold a course may read."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Refused
from training.models import EvaluationWords


class TakenAway(Refused):
    """Somebody has erased it meanwhile."""


@transaction.atomic
def show(*, words: EvaluationWords, by: User, at: datetime) -> None:
    """Those who hold the course may read it. Raises TakenAway."""
    row = _locked(words)
    row.shown_at, row.shown_by = at, by
    row.save(update_fields=["shown_at", "shown_by"])


@transaction.atomic
def hide(*, words: EvaluationWords) -> None:
    """They may not read it any more. Raises TakenAway."""
    row = _locked(words)
    row.shown_at, row.shown_by = None, None
    row.save(update_fields=["shown_at", "shown_by"])


@transaction.atomic
def remove(*, words: EvaluationWords) -> None:
    """It names somebody, or says what nobody should have to read: it is gone for good. Raises TakenAway."""
    _locked(words).delete()


def _locked(words: EvaluationWords) -> EvaluationWords:
    row = EvaluationWords.objects.readable().locked().filter(pk=words.pk).first()
    if row is None:
        raise TakenAway(_("The answer has been erased already."))
    return row

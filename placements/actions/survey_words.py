"""Decide, one by one, which words of a report everybody may read. None is ever changed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Refused
from placements.models import SurveyWords


class Gone(Refused):
    """Somebody has held it back meanwhile, or its time was over."""


@transaction.atomic
def release(*, words: SurveyWords, by: User, at: datetime) -> None:
    """Whoever reads results may read it. Released twice, released once. Raises Gone."""
    row = _locked(words)
    if row.released_at is None:
        row.released_at, row.released_by = at, by
        row.save(update_fields=["released_at", "released_by"])


@transaction.atomic
def hold_back(*, words: SurveyWords) -> None:
    """It could point at somebody, or nobody should have to read it: it is gone for good. Raises Gone."""
    _locked(words).delete()


@transaction.atomic
def erase_old(*, on: date) -> int:
    """Erase what has been kept for a year, released or not; how many."""
    return SurveyWords.objects.to_erase(on).delete()[0]


def _locked(words: SurveyWords) -> SurveyWords:
    row = SurveyWords.objects.to_read().locked().filter(pk=words.pk).first()
    if row is None:
        raise Gone(_("It has been erased already."))
    return row

"""What beat's tasks do to many rows: one transaction each."""

import logging
from collections.abc import Callable, Iterable

from django.db import OperationalError
from django.db.models import Model

from peersupport.shared.acting import SYSTEM, acting_as
from peersupport.shared.refusals import Refused

log = logging.getLogger(__name__)


def each(rows: Iterable[Model], see_to: Callable[[Model], object]) -> None:
    """See to each. One that can't be changed now, or that somebody holds, is left for the next run; the others aren't.

    The log names its table and id, and never what is written in it.
    """
    for row in rows:
        try:
            with acting_as(SYSTEM):
                see_to(row)
        except (Refused, OperationalError) as stopped:
            log.warning("%s:%s is left for the next run: %s", row._meta.label_lower, row.pk, type(stopped).__name__)

"""Numbers without gaps, and codes that nobody can guess."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from peersupport.shared import codes

CODE_LENGTH = 10

# One statement, for everybody who takes a number waits for it; Django's upsert can't count on from what is stored
NEXT = """
    INSERT INTO programs_numberseries AS series (prefix, last) VALUES (%s, 1)
    ON CONFLICT (prefix) DO UPDATE SET last = series.last + 1
    RETURNING last"""


def application_code() -> str:
    """What stands in the address of an application page: 43 bits of chance, easy to read out over the phone."""
    return codes.code(CODE_LENGTH)


def next_order_number(*, at: datetime) -> str:
    """The next order's number: B-2026-0042. See :func:`next_in_series`."""
    return next_in_series("B", at=at)


def next_in_series(letter: str, *, at: datetime) -> str:
    """The next number of the year in Sweden in the series of one letter: B-2026-0042.

    The series' row stays locked until the transaction ends, so everything in the country that takes a number waits here
    for the one before. An action calls this after every other lock and check, and only writes its rows afterwards. When
    the transaction is rolled back so is the number: there are no gaps.
    """
    prefix = f"{letter}-{timezone.localtime(at).year}"
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [prefix])
        [last] = cursor.fetchone()
    return f"{prefix}-{last:04d}"

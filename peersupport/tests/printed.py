"""What the product's own logging configuration writes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO


@contextmanager
def printed() -> Iterator[StringIO]:
    """The lines that would go to the console during the block, from the one handler that settings.LOGGING makes."""
    [handler] = [one for one in logging.getLogger("django").handlers if one.name == "stdout"]
    lines = StringIO()
    before = handler.setStream(lines)
    try:
        yield lines
    finally:
        handler.setStream(before)

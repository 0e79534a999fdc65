"""What no log line holds: the secret part of a link, what somebody searched for, the row that a constraint refused."""

import logging
import re

# Whoever knows the rest of such an address may apply, answer a survey, see a certificate or a calendar, come in or
# set a password.
# A test holds this list to the product's addresses.
SECRET_AFTER = (
    "ansok",
    "c",
    "enkat",
    "min-ansokan",
    "min-enkat",
    "erbjudande",
    "forslag",
    "inbjudan",
    "kalender",
    "konto/losenord/glomt",
    "personaltraff",
)
_SECRET = re.compile(rf"(/(?:{'|'.join(SECRET_AFTER)})/)[^/?\s\"']+", re.IGNORECASE)
_QUERY = re.compile(r"((?<=[^\s(\"'])\?)[^\s\"']+")
# What PostgreSQL tells of a row it refused: "Failing row contains (…)", to the end or to the next part of a traceback
_ROW = re.compile(
    r"^(DETAIL: ).*?(?=\s*\Z|\s+(?:The|During handling of the) above exception)", re.MULTILINE | re.DOTALL
)
# The same in the repr of an exception, which Celery writes: line breaks are escaped, so that the row ends with the line
_ROW_IN_REPR = re.compile(r"(\\nDETAIL: ).*")


def masked(text: str) -> str:
    """The same text with … in the place of each of them: addresses keep their shape."""
    for pattern in (_SECRET, _QUERY, _ROW, _ROW_IN_REPR):
        text = pattern.sub(r"\1…", text)
    return text


class MaskedFormatter(logging.Formatter):
    """The whole line is masked, and the traceback below it: a filter would see only what goes into the line."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))

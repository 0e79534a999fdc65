"""Letters as files, one each, named so that their order is the order of arrival."""

import email
import email.policy
import itertools
import os
import re
import time
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class Kept:
    """One letter as it arrived."""

    id: str
    source: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.source, policy=email.policy.default)

    @property
    def arrived_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.id.partition("-")[0]) / 1e9, tz=SWEDEN)

    @property
    def to(self) -> str:
        return str(self.message["X-Envelope-To"] or "")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or "")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        """The plain text; empty for a letter that has none, or one in an alphabet that nobody knows."""
        part = self.message.get_body(("plain",))
        try:
            return part.get_content().replace("\r\n", "\n") if part else ""
        except LookupError:
            return ""


class Spool:
    def __init__(self, folder: Path):
        self.folder = folder
        self.count = itertools.count()
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)

    def keep(self, source: bytes, *, to: list[str]) -> str:
        """Store a letter for good, and return its id. When this returns, the letter survives a kill."""
        letter = f"{time.time_ns():020d}-{next(self.count):04d}"
        draft = self.folder / f"{letter}.part"
        recipients = ", ".join(to).encode("utf-8", errors="replace")
        with draft.open("wb") as file:
            file.write(b"X-Envelope-To: " + recipients + b"\r\n" + source)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / f"{letter}.eml")
        return letter

    def newest(self, limit: int) -> list[Kept]:
        names = sorted((path.stem for path in self.folder.glob("*.eml")), reverse=True)
        return [kept for name in names[:limit] if (kept := self.get(name))]

    def get(self, letter: str) -> Kept | None:
        if not re.fullmatch(r"\d{20}-\d{4,}", letter, re.ASCII):
            return None
        try:
            return Kept(letter, (self.folder / f"{letter}.eml").read_bytes())
        except FileNotFoundError:
            return None

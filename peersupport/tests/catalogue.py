"""The bad inputs that people, careless programs and hostile ones send: numbers are those of the security catalogue.

``REFUSED``: an error beside the field, the input kept, nothing written. ``EITHER``: refused like that, or taken and
shown as plain text. Never a 500, never an effect.
"""

from dataclasses import dataclass, replace

from django.core.files.uploadedfile import SimpleUploadedFile

from peersupport.documents.tests.files import WRONG, pdf

REFUSED, EITHER = "refused", "either"


class Upload(SimpleUploadedFile):
    """A file that can be sent again and again."""

    def read(self, *args) -> bytes:
        self.seek(0)
        return super().read(*args)


@dataclass(frozen=True)
class Bad:
    number: int
    what: str
    value: str | Upload
    verdict: str = EITHER

    def __str__(self) -> str:
        return f"{self.number} {self.what}"

    @property
    def words(self) -> str:
        """What of it a page could show: of a file its name."""
        return self.value.name if isinstance(self.value, Upload) else self.value


TEXT = (
    Bad(2, "only spaces", "   "),
    Bad(2, "no-break space", "\u00a0"),
    Bad(2, "zero-width space", "\u200b"),
    Bad(2, "soft hyphen", "\u00ad"),
    Bad(3, "NUL", "a\x00b", REFUSED),
    Bad(6, "100 kB", "å" * 50_000, REFUSED),
    Bad(7, "255 å", "å" * 255),
    Bad(7, "256 å", "å" * 256),
    Bad(7, "257 families", "👩‍👩‍👧" * 257, REFUSED),
    Bad(8, "right-to-left override", "Anna \u202egnidnaH", REFUSED),
    Bad(9, "homoglyph", "Аnna"),
    Bad(10, "decomposed", "A\u030asa"),
    Bad(11, "script", "<script>alert(1)</script>"),
    Bad(12, "image", '"><img src=x onerror=alert(1)>'),
    Bad(13, "template", "{{7*7}} {% load x %} {0.__class__}"),
    Bad(14, "javascript address", "javascript:alert(1)"),
    Bad(15, "data address", "data:text/html,<b>x</b>"),
    Bad(16, "SQL", "' OR 1=1--"),
    Bad(16, "stacked SQL", "'; select set_config('app.scope','x',true);--"),
    Bad(17, "wildcards", "%_\\"),
    Bad(18, "regex", "((((((((((.*+?"),
    Bad(19, "log forging", "a\r\n2026-01-01 INFO login ok", EITHER),
    Bad(20, "line separator", "a\u2028b", REFUSED),
    Bad(20, "escape", "a\x1b[2Jb", REFUSED),
    Bad(20, "vertical tab", "x\x0by", REFUSED),
    Bad(21, "zalgo", "a" + "\u0301" * 2000, REFUSED),
    Bad(79, "formula", "=HYPERLINK(1)"),
)
NAMES_THAT_MUST_WORK = ("Ö", "O'Neill", "d’Arc", "Null", "None", "A", "Åsa-Märta von der Å")
NUMBER = (
    Bad(1, "empty", "", REFUSED),
    Bad(23, "-1", "-1", REFUSED),
    Bad(23, "1e309", "1e309", REFUSED),
    Bad(23, "NaN", "NaN", REFUSED),
    Bad(23, "Arabic three", "٣"),
    Bad(41, "0", "0", REFUSED),
    Bad(41, "1.5", "1.5", REFUSED),
    Bad(41, "2³¹", str(2**31), REFUSED),
    Bad(41, "10²⁰", str(10**20), REFUSED),
    Bad(41, "5,000 digits", "1" * 5000, REFUSED),
    Bad(41, "1,5", "1,5", REFUSED),
    Bad(41, "word", "tre", REFUSED),
)
EMAIL = (
    Bad(1, "empty", "", REFUSED),
    Bad(29, "two addresses", "a@example.org, b@example.org", REFUSED),
    Bad(30, "header injection", "a@example.org\r\nBcc: b@example.org", REFUSED),
    Bad(31, "no domain", "a@", REFUSED),
    Bad(31, "255 characters", "a" * 250 + "@x.se", REFUSED),
    Bad(33, "envelope injection", "<a@example.org> SIZE=1", REFUSED),
)
DATE = (
    Bad(34, "30 February", "2026-02-30", REFUSED),
    Bad(37, "year 0000", "0000-01-01", REFUSED),
    Bad(37, "year 10000", "10000-01-01", REFUSED),
    Bad(38, "ISO week", "2026-W53-1", REFUSED),
    Bad(40, "with a zone", "2026-03-01T10:00+14:00", REFUSED),
    Bad(1, "word", "i morgon", REFUSED),
    Bad(37, "year 1", "0001-01-01"),
    Bad(37, "year 9999", "9999-12-31"),
)
TIME = (
    Bad(34, "24:00", "24:00", REFUSED),
    Bad(34, "25 o'clock", "25:10", REFUSED),
    Bad(40, "with a zone", "09:00+14:00", REFUSED),
    Bad(1, "word", "nio", REFUSED),
    Bad(3, "NUL", "09:00\x00", REFUSED),
    Bad(23, "-1", "-1", REFUSED),
    Bad(6, "100 kB", "9" * 100_000, REFUSED),
)
CHOICE = (
    Bad(42, "unknown choice", "finns-inte", REFUSED),
    Bad(51, "0", "0", REFUSED),
    Bad(51, "-1", "-1", REFUSED),
    Bad(51, "twenty digits", "99999999999999999999", REFUSED),
    Bad(3, "NUL", "1\x00", REFUSED),
)
FILE_NAMES = ("a.pdf.exe", "x.svg", "CON", "a" * 300 + ".pdf", "e\u0301.pdf", "<svg onload=alert(1)>.pdf", "a'b;c.pdf")
FILE = (
    *(Bad(76, what, Upload("a.pdf", content), REFUSED) for what, content in WRONG.items()),
    Bad(
        77, "EICAR", Upload("a.pdf", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"), REFUSED
    ),
    *(Bad(75, f"called {ascii(name)[:30]}", Upload(name, pdf())) for name in FILE_NAMES),
    Bad(42, "a word in its place", "x", REFUSED),
)
LINES = tuple(replace(bad, verdict=EITHER) if bad.what == "257 families" else bad for bad in TEXT)  # there is room
KINDS = {
    "text": TEXT,
    "lines": LINES,
    "number": NUMBER,
    "email": (*TEXT, *EMAIL),
    "date": DATE,
    "time": TIME,
    "choice": CHOICE,
    "file": FILE,
}

IDS = ("0", "-1", "99999999999999999999", "1.0", "01", "1%00", "..%2f", "%252e%252e", "%ff%fe")
PAGES = ("-1", "0", "abc", "1000000000", "1&sida=2", "%00", "٣")
SORTS = ("user__password", "-user__password", "org__secret__startswith")
NEXTS = ("//evil.se", "https:evil.se", "/\\evil.se", "javascript:alert(1)", "https://evil.se/")
SEARCHES = ("å" * 50_000, "%", "_", "\\", "((((((((", ".*+?", "' OR 1=1--", "<script>", "\u202e", "%00")

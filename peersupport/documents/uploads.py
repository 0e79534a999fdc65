"""What people may attach: PDF, PNG and JPEG, known by their bytes and never by their names.

Nothing is opened here: no page is drawn and no picture decoded, so a file can't do more than take the time to be read.
It is no virus scanner. What it refuses is what our own readers would be harmed by: programs in disguise, PDF that runs
scripts or starts programs, pictures that are bombs, and files that are two things at once.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peersupport.shared.refusals import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 100_000_000  # an A3 page at 600 dots per inch is 70 million
MOST_STREAMS = 20_000  # of a PDF; a page has one, and a picture
MOST_UNPACKED = 8 * 1024 * 1024  # of an object stream: what it holds is text
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
EXTENSIONS = {PDF: "pdf", PNG: "png", JPEG: "jpg"}
ACCEPTED = ".pdf,.png,.jpg,.jpeg"  # what a form offers to choose among
LONGEST_NAME = 100

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEX_IN_A_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
# Actions and attachments of a PDF; a script's action always says /JavaScript or /Rendition. What is encrypted can't be
# looked into.
_FORBIDDEN = re.compile(
    rb"/(?:JavaScript|Rendition|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|Encrypt)(?![A-Za-z0-9])"
)
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT_STREAM = re.compile(rb"/(?:ObjStm|First)(?![A-Za-z0-9])")
_FILTER = re.compile(rb"/Filter\s*\[?\s*/(\w+)\s*(\S)")
_DICTIONARY = 4096  # bytes before a stream in which its dictionary stands
_SPACE = b"\x00\t\n\x0c\r "
_EXTENSIONS_OF_A_NAME = re.compile(r"(\.[A-Za-z0-9]{1,5})+$")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the segments of a JPEG that say its size


_PACKED = gettext_lazy("The PDF is packed in a way that can't be checked. Print it to a new PDF and attach that.")


class NotAccepted(Refused):
    """The file isn't of a kind that is taken, or holds what isn't. The message is for whoever sent it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


class LimitedUpload(FileUploadHandler):
    """Stops keeping a file that is larger than any may be. The form then finds none, and says how large it may be."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > MOST_BYTES:
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler keeps it."""


def media_type(content: bytes) -> str:
    """What a file is. Raises NotAccepted; takes well under a second for the largest one."""
    if not content:
        raise NotAccepted(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise NotAccepted(_("The file is larger than 10 MB."))
    if content.startswith((b"%PDF-1.", b"%PDF-2.")):
        _check_pdf(content)
        return PDF
    if content.startswith(_PNG_SIGNATURE):
        _check_png(content)
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        _check_jpeg(content)
        return JPEG
    raise NotAccepted(_("Only PDF, PNG and JPEG can be attached. The file is something else, whatever its name says."))


def columns_of(content: bytes) -> dict:
    """A file as a row keeps it: documents.models.StoredFile. Raises NotAccepted."""
    digest = hashlib.sha256(content).hexdigest()
    return {"media_type": media_type(content), "size": len(content), "sha256": digest, "content": content}


def clean_name(name: str, media: str) -> str:
    """A file's name as it may be shown and saved: no folders, nothing unseen, the ending of what it is."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(character for character in last if character.isprintable() and character not in '<>:"|?*')
    stem = _EXTENSIONS_OF_A_NAME.sub("", " ".join(shown.split())).strip(". ")[:LONGEST_NAME].strip()
    return f"{stem or _('File')}.{EXTENSIONS[media]}"


def _check_pdf(content: bytes) -> None:
    if not content.rstrip(_SPACE).endswith(b"%%EOF"):
        raise NotAccepted(_("The PDF is damaged, or something follows after its end. Save it anew as PDF."))
    for part in (content, *_object_streams(content)):
        if _FORBIDDEN.search(_plain_names(part)):
            raise NotAccepted(
                _("The PDF has a script, an attachment, a form or a password. Print it to a new PDF and attach that.")
            )


def _plain_names(part: bytes) -> bytes:
    """Names as they are meant: /J#61vaScript is /JavaScript."""
    return _HEX_IN_A_NAME.sub(lambda found: bytes([int(found[1], 16)]), part) if b"#" in part else part


def _object_streams(content: bytes) -> Iterator[bytes]:
    """What stands packed in a PDF besides pages and pictures: objects, where an action could hide."""
    for number, stream in enumerate(_STREAM.finditer(content)):
        if number == MOST_STREAMS:
            raise NotAccepted(_PACKED)
        begins = content.rfind(b"obj", max(0, stream.start() - _DICTIONARY), stream.start())
        dictionary = _plain_names(content[max(begins, stream.start() - _DICTIONARY, 0) : stream.start()])
        if _OBJECT_STREAM.search(dictionary):
            packed = _FILTER.search(dictionary)
            if packed is None and b"/Filter" not in dictionary:
                continue  # it isn't packed: the whole file is looked through anyway
            yield _unpacked(content, stream.end(), packed)


def _unpacked(content: bytes, begins: int, packed: re.Match[bytes] | None) -> bytes:
    unusual = packed is None or packed[1] != b"FlateDecode" or packed[2] not in b"/]>"
    try:
        inflate = zlib.decompressobj()
        unpacked = b"" if unusual else inflate.decompress(content[begins : begins + MOST_BYTES], MOST_UNPACKED)
    except zlib.error:
        unusual = True
    if unusual or inflate.unconsumed_tail:
        raise NotAccepted(_PACKED)
    return unpacked


def _check_png(content: bytes) -> None:
    """Every chunk whole, the first one its size, the last one its end, and nothing after it."""
    position, kind = len(_PNG_SIGNATURE), b""
    while position < len(content) and kind != b"IEND":
        length, kind = int.from_bytes(content[position : position + 4]), content[position + 4 : position + 8]
        body, end = content[position + 4 : position + 8 + length], position + 12 + length
        if position == len(_PNG_SIGNATURE):
            _check_pixels(kind == b"IHDR" and length == 13, body[4:8], body[8:12])
        if end > len(content) or zlib.crc32(body) != int.from_bytes(content[end - 4 : end]):
            raise NotAccepted(_("The picture is damaged."))
        position = end
    if kind != b"IEND" or position != len(content):
        raise NotAccepted(_("The picture is damaged."))


def _check_jpeg(content: bytes) -> None:
    """Segment by segment to the picture itself, one of them its size; the last two bytes its end."""
    position, sized = 2, False
    while content[position : position + 1] == b"\xff" and position + 9 < len(content) and not sized:
        marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4])
        if marker in _FRAMES:
            sized = True
            _check_pixels(length >= 8, content[position + 7 : position + 9], content[position + 5 : position + 7])
        position += 2 + max(length, 2)
    if not sized or not content.endswith(b"\xff\xd9"):
        raise NotAccepted(_("The picture is damaged."))


def _check_pixels(is_there: bool, width: bytes, height: bytes) -> None:
    pixels = int.from_bytes(width) * int.from_bytes(height)
    if not is_there or not pixels:
        raise NotAccepted(_("The picture is damaged."))
    if pixels > MOST_PIXELS:
        raise NotAccepted(_("The picture has too many pixels. Save it smaller."))

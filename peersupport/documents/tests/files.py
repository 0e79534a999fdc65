"""Files to attach: made to be taken, or to be refused."""

import io
import zlib
from zipfile import ZipFile

import pypdf
from PIL import Image

from peersupport.documents import uploads


def pdf(**writes) -> bytes:
    """A page as pypdf writes it; ``writes`` are calls of its writer with one argument."""
    writer, made = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    for name, argument in writes.items():
        getattr(writer, name)(*argument if isinstance(argument, tuple) else (argument,))
    writer.write(made)
    return made.getvalue()


def picture(kind: str, size: tuple[int, int] = (3, 2), **other) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size).save(made, kind, **other)
    return made.getvalue()


def packed(text: bytes, *, dictionary: bytes = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") -> bytes:
    """A PDF with an object stream of this text."""
    stream = b"7 0 obj\n<< " + dictionary + b" >>\nstream\n" + zlib.compress(text) + b"\nendstream\nendobj\n"
    return b"%PDF-1.7\n" + stream + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def png_of(width: int, height: int) -> bytes:
    """A picture that says it is so large, and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def archive() -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as file:
        file.writestr("a.txt", "a")
    return made.getvalue()


JAVASCRIPT = b"7 0 << /S /JavaScript /JS (app.alert(1)) >>"
WRONG = {
    "empty": b"",
    "text": b"hello",
    "page": b"<!doctype html><script>alert(1)</script>",
    "picture of text": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "program": b"MZ\x90\x00",
    "archive": archive(),
    "gif": b"GIF89a\x01\x00\x01\x00",
    "larger than any": b"%PDF-1.7\n" + b"0" * uploads.MOST_BYTES + b"%%EOF",
    "script": b"%PDF-1.7\n1 0 obj\n<< /OpenAction " + JAVASCRIPT + b" >>\nendobj\n%%EOF",
    "script in an object stream": packed(JAVASCRIPT),
    "script with its name spelled in numbers": packed(JAVASCRIPT.replace(b"/JavaScript", b"/J#61vaScrip#74")),
    "script in a stream that hides what it is": packed(JAVASCRIPT, dictionary=b"/N 1 /F#69rst 4 /Filter[/FlateDecode]"),
    "script packed twice": packed(JAVASCRIPT, dictionary=b"/Type/ObjStm/Filter[/FlateDecode /FlateDecode]"),
    "script packed otherwise": packed(JAVASCRIPT, dictionary=b"/Type /ObjStm /Filter /LZWDecode"),
    "object stream that is no stream": packed(b"").replace(zlib.compress(b""), b"nothing packed"),
    "attachment": pdf(add_attachment=("a.exe", b"MZ")),
    "password": pdf(encrypt="x"),
    "launches a program": packed(b"7 0 << /S /Launch /F (cmd.exe) >>"),
    "bomb in a pdf": packed(b"\x00" * 200_000_000),
    "two at once, archive after a pdf": pdf() + archive(),
    "two at once, page before a pdf": b"<script>alert(1)</script>" + pdf(),
    "pdf cut off": pdf()[:-20],
    "only the beginning of a pdf": b"%PDF-1.7",
    "png cut off": picture("PNG")[:-3],
    "png with something after it": picture("PNG") + archive(),
    "png with a broken chunk": picture("PNG").replace(b"IDAT", b"IDAU"),
    "png without a size": b"\x89PNG\r\n\x1a\n",
    "png of no pixels": png_of(0, 5),
    "bomb in a png": png_of(60_000, 60_000),
    "jpeg cut off": picture("JPEG")[:-2],
    "jpeg with something after it": picture("JPEG") + archive(),
    "only the beginning of a jpeg": b"\xff\xd8\xff",
    "bomb in a jpeg": picture("JPEG").replace(b"\x11\x08\x00\x02\x00\x03", b"\x11\x08\xff\xff\xff\xff"),
}

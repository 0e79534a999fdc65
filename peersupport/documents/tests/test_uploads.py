"""What may be attached: known by its bytes, refused when it is a bomb, two things at once, or holds a program."""

import time
import tracemalloc
from contextlib import suppress

import pytest

from peersupport.documents import uploads
from peersupport.documents.tests.files import WRONG, packed, pdf, picture
from peersupport.documents.uploads import NotAccepted, clean_name, media_type

RIGHT = {
    "pdf": (pdf(), "application/pdf"),
    "pdf with newlines after its end": (pdf() + b"\r\n\n", "application/pdf"),
    "pdf with objects packed": (packed(b"7 0 << /Type /Page >>"), "application/pdf"),
    "png": (picture("PNG"), "image/png"),
    "jpeg": (picture("JPEG"), "image/jpeg"),
    "progressive jpeg": (picture("JPEG", progressive=True), "image/jpeg"),
    "large scan": (picture("JPEG", (4961, 7016), quality=10), "image/jpeg"),
}


@pytest.mark.parametrize(("content", "media"), RIGHT.values(), ids=RIGHT)
def test_what_offices_send_is_taken(content, media):
    assert media_type(content) == media


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_what_is_something_else_is_refused_at_once_and_in_little_memory(content):
    tracemalloc.start()
    began = time.perf_counter()
    try:
        with pytest.raises(NotAccepted) as refused:
            media_type(content)
        took, most = time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert refused.value.field == "file"
    assert (took < 1, most < 100 * 1024 * 1024) == (True, True), (took, most)


SLOW = {
    "streams without an end": b"stream\n" * 1_400_000,
    "objects without a stream": b"1 0 obj " * 1_300_000,
    "names": b"/#41" * 2_500_000,
    "object streams of nothing": b"obj/First/Filter/FlateDecode>>stream\n" * 250_000,
}


@pytest.mark.parametrize("middle", SLOW.values(), ids=SLOW)
def test_ten_megabytes_made_to_be_slow_are_read_in_a_second(middle):
    began = time.process_time()

    with suppress(NotAccepted):
        media_type(b"%PDF-1.7\n" + middle[: uploads.MOST_BYTES - 20] + b"%%EOF")

    assert time.process_time() - began < 3


NAMES = [
    ("Avtal 2026.pdf", "Avtal 2026.pdf"),
    ("beslut.pdf.exe", "beslut.pdf"),
    ("../../etc/passwd", "passwd.pdf"),
    (r"C:\Users\Anna\avtal.docx", "avtal.pdf"),
    ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
    ("\u202efdp.exe", "fdp.pdf"),
    ('"<script>".pdf', "script.pdf"),
    ("", "Fil.pdf"),
    (".htaccess", "htaccess.pdf"),
    ("...", "Fil.pdf"),
    ("å" * 300 + ".pdf", "å" * 100 + ".pdf"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES, ids=[ascii(given)[:30] for given, _kept in NAMES])
def test_a_name_is_shown_without_what_could_harm(given, kept):
    assert clean_name(given, "application/pdf") == kept


def test_the_ending_is_that_of_what_it_is():
    assert clean_name("avtal.pdf", "image/png") == "avtal.png"

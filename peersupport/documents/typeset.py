"""The child process that :mod:`peersupport.documents.pdf` starts: a job as JSON on standard input, a PDF on standard
output. It knows neither Django nor the project's settings, and has no secret in its environment.
"""

import base64
import json
import re
import sys
from pathlib import Path

import typst

FONTS = Path(__file__).with_name("fonts")
FAILED, UNKNOWN_CHARACTER = 1, 2
_QUOTED = re.compile(r"`[^`]*`")


def typeset(job: dict) -> bytes:
    """The PDF of a job: ``template`` (typst source), ``data`` (read there as sys.inputs.data) and ``images`` (base64).

    PDF/UA-1 is enforced: a picture without a text for those who don't see it, or a document without a title, fails.
    """
    images = {name: base64.b64decode(content).decode() for name, content in job["images"].items()}
    return typst.compile(
        job["template"].encode(),
        root=FONTS,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]),
        sys_inputs={"data": json.dumps(job["data"]), **images},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=job["timestamp"],
    )


def main() -> int:
    try:
        sys.stdout.buffer.write(typeset(json.load(sys.stdin)))
    except typst.TypstError as error:
        sys.stderr.write(_QUOTED.sub("…", error.message))  # what typst quotes may be somebody's name
        return UNKNOWN_CHARACTER if "could not be displayed" in error.message else FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())

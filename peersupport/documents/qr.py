"""QR codes as SVG, for paper and for pages."""

import io

import segno


def svg(text: str, *, dark: str = "#000") -> bytes:
    """The QR code of ``text``, with error correction M: it still reads with a coffee stain on it."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, dark=dark, light=None)
    return out.getvalue()

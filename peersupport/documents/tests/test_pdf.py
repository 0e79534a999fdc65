"""PDF by a child process: tagged, the same each time, and killed when it takes too long."""

import datetime as dt
import io
import os
import resource

import pypdf
import pytest

from peersupport.documents import pdf, qr
from peersupport.documents.typeset import typeset

DAY = dt.date(2026, 9, 18)
SHEET = {
    "language": "sv",
    "host": "NSPH Stockholms län",
    "number_label": "Intyg",
    "number": "C-2026-0001",
    "heading": "Intyg",
    "lead": "Härmed intygas att",
    "name": "Åsa-Märta von der Å",
    "statement": "har genomfört utbildningen.",
    "place_and_day": "Stockholm, 18 september 2026",
    "valid": "",
    "signer": "Karin Lund",
    "check_label": "Kontrollera intyget",
    "url": "https://peer.example/c/0123/",
    "url_shown": ["peer.example/c/", "0123/"],
    "qr": qr.svg("https://peer.example/c/0123/").decode(),
    "qr_alt": "QR-kod till sidan där intyget kontrolleras",
}
DATA = {"title": "Intyg C-2026-0001", "about": "Intyg om utbildning till peer supporter", "author": "NSPH"}


def render(**changed) -> bytes:
    return pdf.render("training/certificate.typ", {**DATA, "sheets": [{**SHEET, **changed}]}, dated=DAY)


def test_the_document_is_tagged_pdf_ua_in_swedish_with_its_title_shown():
    reader = pypdf.PdfReader(io.BytesIO(render()))
    root = reader.trailer["/Root"]
    claims = reader.xmp_metadata.rdf_root.toxml()

    assert root["/Lang"] == "sv-SE"
    assert bool(root["/MarkInfo"]["/Marked"]) is True
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"]) is True
    assert reader.metadata.title == "Intyg C-2026-0001"
    assert "<pdfuaid:part>1</pdfuaid:part>" in claims


def test_the_tags_have_one_heading_and_a_picture_with_a_text():
    kinds = {}

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            if "/S" in node:
                kinds.setdefault(node["/S"], []).append(node.get("/Alt"))
            if "/K" in node:
                walk(node["/K"])

    walk(pypdf.PdfReader(io.BytesIO(render())).trailer["/Root"]["/StructTreeRoot"])

    assert len(kinds["/H1"]) == 1
    assert kinds["/Figure"] == ["QR-kod till sidan där intyget kontrolleras"]


def test_the_text_can_be_read_back_from_one_page():
    reader = pypdf.PdfReader(io.BytesIO(render()))

    text = " ".join(reader.pages[0].extract_text().split())

    assert len(reader.pages) == 1
    assert "Åsa-Märta von der Å har genomfört utbildningen." in text
    assert "Intyg C-2026-0001" in text


def test_the_fonts_are_inside_and_no_others():
    fonts = [
        font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
        for font in pypdf.PdfReader(io.BytesIO(render())).pages[0]["/Resources"]["/Font"].values()
    ]

    assert {font["/FontName"].partition("+")[2].partition("-")[0] for font in fonts} == {"Figtree", "LibertinusSerif"}
    assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts)


@pytest.mark.parametrize("name", ["A", "#set page() *x* $y$ `z`", "Långtnamn " * 20, "Дмитрий", "Dragan Petrović"])
def test_a_name_is_text_and_never_markup_and_fits_one_page(name):
    reader = pypdf.PdfReader(io.BytesIO(render(name=name)))

    assert len(reader.pages) == 1
    assert "".join(name.split()) in "".join(reader.pages[0].extract_text().split())


def test_the_same_document_is_the_same_bytes():
    assert render() == render()


def test_a_character_that_no_font_draws_is_told_without_the_name():
    with pytest.raises(pdf.UnknownCharacter) as told:
        render(name="王小明")

    assert "王" not in str(told.value)


def test_only_our_own_fonts_are_used():
    with pytest.raises(pdf.UnknownCharacter):
        render(name="\N{MATHEMATICAL DOUBLE-STRUCK CAPITAL A}")  # the typesetter brings a font that has it


def test_a_template_that_fails_is_told():
    with pytest.raises(pdf.NotTypeset):
        pdf.render("training/certificate.typ", {}, dated=DAY)


def test_a_child_that_takes_too_long_is_killed():
    with pytest.raises(pdf.NotTypeset, match="took more than"):
        pdf.render("training/certificate.typ", {**DATA, "sheets": [SHEET]}, dated=DAY, seconds=0.001)


def test_the_process_that_asks_does_not_grow():
    def peak() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    render()
    before = peak()
    for _number in range(5):
        render()

    assert (peak() - before) / 1024 < 5  # MiB on Linux


def test_the_child_has_no_secrets_in_its_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    monkeypatch.setenv("PYTHONPATH", os.devnull)

    assert render()[:5] == b"%PDF-"


def test_a_picture_without_a_text_is_refused():
    job = {"template": '#set document(title: "T")\n#image(bytes(sys.inputs.qr), format: "svg")', "data": {}}
    job |= {"images": {"qr": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxIiBoZWlnaHQ9IjEiLz4="}}

    with pytest.raises(RuntimeError, match="alt"):
        typeset(job | {"timestamp": 0})

"""Every template and stylesheet, read as text: what the strict CSP, the screen reader and the reviewer all ask for."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from programs.selectors import SHAPES
from training.models import AttendanceStatus
from training.selectors.cohort_page import MarkDrawing

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
PAGES = sorted(TEMPLATES.rglob("*.html"))
SHEETS = sorted((STATIC / "css").glob("*.css"))
APPS = [settings.BASE_DIR / name for name in ("peersupport", "programs", "training", "placements")]
CODE = [path for app in APPS for path in app.rglob("*.py") if "tests" not in path.parts]
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
PARTS = sorted((TEMPLATES / "parts").glob("*.html"))
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
LINE_LENGTH = 120
TEMPLATE_LENGTH = 150
HTML_KEPT_AS_IT_IS: set[str] = set()  # templates that may use |safe, each with the reason beside it

COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
# the opening tag of an element that stands on a line of its own
BLOCK = re.compile(
    r"<(?:article|aside|blockquote|body|caption|dd|details|dialog|div|dl|dt|fieldset|footer|form|h[1-6]|head|header|html"
    r"|legend|li|main|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)(?![\w-])"
)
FORBIDDEN = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "style element": r"<style\b",
    "event handler": r"<[a-z][^>]*\son[a-z]+\s*=",
    "htmx handler": r"\bhx-on",
    "script without src": r"<script(?![^>]*\b(src=|type=\"application/json\"))",
    "javascript address": r"javascript:",
    "positive tabindex": r"tabindex=\"?[1-9]",
    "autoescape off": r"autoescape\s+off",
    "another site": r"(src|href)=\"(https?:)?//",
    "id beyond ASCII": r"\bid=\"[^\"]*[^\x00-\x7f]",
    "link without address": r"<a\s+(?![^>]*\bhref=)",
    "image without alt": r"<img\s+(?![^>]*\balt=)",
}


def name(path: Path) -> str:
    return path.relative_to(settings.BASE_DIR).as_posix()


def code(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def long_lines(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > LINE_LENGTH]


def dense_lines(text: str) -> list[int]:
    """The lines that open more than one block element; comments are left out, but their lines are counted."""
    text = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    return [number for number, line in enumerate(text.splitlines(), 1) if len(BLOCK.findall(line)) > 1]


def is_long(text: str) -> bool:
    return len(text.splitlines()) > TEMPLATE_LENGTH


def test_there_are_templates_to_read():
    assert {"base.html", "base_form.html", "base_public.html"} <= {template.name for template in PAGES}


@pytest.mark.parametrize("template", PAGES, ids=name)
def test_a_template_holds_nothing_that_the_policy_forbids(template):
    text = code(template)

    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_lint_knows_what_it_looks_for(what):
    examples = {
        "style attribute": '<p style="color:red">',
        "style element": "<style>",
        "event handler": '<a href="/" onclick="go()">',
        "htmx handler": '<a href="/" hx-on:click="go()">',
        "script without src": "<script>",
        "javascript address": '<a href="javascript:go()">',
        "positive tabindex": '<p tabindex="1">',
        "autoescape off": "{% autoescape off %}",
        "another site": '<script src="//cdn.example/x.js">',
        "id beyond ASCII": '<p id="å">',
        "link without address": '<a class="x">',
        "image without alt": '<img src="x">',
    }

    assert re.search(FORBIDDEN[what], examples[what], re.IGNORECASE) is not None


@pytest.mark.parametrize("template", PAGES, ids=name)
def test_a_drawing_is_decoration_or_says_what_it_is(template):
    drawings = re.findall(r"<svg\b.*?(?<!%)>", code(template), re.DOTALL)

    assert [d for d in drawings if "aria-hidden" not in d and "aria-label" not in d] == []


@pytest.mark.parametrize("template", PAGES, ids=name)
def test_only_listed_templates_pass_html_through(template):
    assert bool(re.search(r"\|\s*safe\b", code(template))) == (name(template) in HTML_KEPT_AS_IT_IS)


@pytest.mark.parametrize("template", PAGES, ids=name)
def test_every_icon_is_in_the_sprite(template):
    text = code(template)
    named = re.findall(r'\{% icon "([^"]+)"', text)
    linked = re.findall(r"(?:icons }}|icons.svg' %})#([a-z0-9-]+)\"", text)

    assert {f"i-{icon}" for icon in named} | set(linked) <= SPRITE


def test_every_shape_of_the_sprite_is_drawn_somewhere():
    """By its name in quotes or in a link; marks and seats by their rows."""
    sources = [*(code(page) for page in PAGES), *(path.read_text() for path in [*CODE, *SCRIPTS])]
    linked = {shape for text in sources for shape in re.findall(r"#([a-z0-9-]+)[\"']", text)}
    quoted = {f"i-{word}" for text in sources for word in re.findall(r"[\"']([a-z0-9-]+)[\"']", text)}
    marks = {f"m-{mark.icon}" for mark in MarkDrawing.all().values()}
    marks |= {f"m-{shape}" for shape in AttendanceStatus.Shape}
    seats = {f"s-{number}" for number in range(1, SHAPES + 1)}

    assert SPRITE - linked - quoted == marks | seats


def test_every_token_is_read_somewhere():
    sheets = "".join(sheet.read_text() for sheet in SHEETS)

    assert set(re.findall(r"(--ps-[a-z0-9-]+):", sheets)) == set(re.findall(r"var\((--ps-[a-z0-9-]+)", sheets))


@pytest.mark.parametrize("template", PAGES, ids=name)
def test_a_line_fits_on_a_screen(template):
    assert long_lines(template.read_text()) == []


@pytest.mark.parametrize("template", PAGES, ids=name)
def test_a_line_opens_one_block_element(template):
    assert dense_lines(template.read_text()) == []


@pytest.mark.parametrize("template", PAGES, ids=name)
def test_a_template_reads_in_one_sitting(template):
    assert not is_long(template.read_text()), "give a part of it a name, and include it"


def test_the_lint_knows_a_dense_template():
    assert long_lines(f"<p>\n{'x' * 121}\n{'x' * 120}") == [2]
    assert dense_lines("<tr><td>\n<td><a></a></td>\n<p></p><p></p>") == [1, 3]
    assert dense_lines("{% comment %}\n<ul><li>\n{% endcomment %}\n<ul><li>") == [4]
    assert is_long("\n" * 151)
    assert not is_long("\n" * 150)


@pytest.mark.parametrize("template", PAGES, ids=name)
def test_every_template_compiles(template):
    assert get_template(template.relative_to(TEMPLATES).as_posix()).template.nodelist


@pytest.mark.parametrize("template", PAGES, ids=name)
def test_no_template_depends_on_its_indentation(template):
    """It is left out when a page is made (peersupport.shared.templates)."""
    text = code(template)
    untrimmed = re.findall(r"{% blocktranslate(?![^%]*\btrimmed\b)[^%]*%}[^{]*\n", text)

    assert (re.findall(r"<pre\b|<textarea\b[^>]*>\s", text), untrimmed) == ([], [])


def test_a_page_is_made_without_the_indentation_of_its_template():
    html = get_template("503.html").render()

    assert re.search(r"^[ \t]+\S", (TEMPLATES / "503.html").read_text(), re.MULTILINE)
    assert re.findall(r"^[ \t]+\S.*", html, re.MULTILINE) == []


@pytest.mark.parametrize("part", PARTS, ids=name)
def test_every_shared_part_begins_with_what_it_takes(part):
    assert part.read_text().startswith("{% comment %}")


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_pages_for_bad_days_need_no_context_and_no_database(template):
    html = get_template(template).render()

    assert html.count("<h1") == 1


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_a_stylesheet_asks_nobody_else(sheet):
    assert re.findall(r"@import|url\((?!\"\.\./)", sheet.read_text()) == []


def test_the_two_dark_palettes_are_one():
    tokens = (STATIC / "css" / "tokens.css").read_text()
    chosen = re.search(r"^  \[data-bs-theme=\"dark\"\] {(.*?)^  }", tokens, re.DOTALL | re.MULTILINE)
    system = re.search(r":root:not\(\[data-bs-theme\]\) {(.*?)^  }", tokens, re.DOTALL | re.MULTILINE)

    assert chosen[1].split() == system[1].split()


def test_every_colour_of_the_dark_look_has_its_light_twin():
    tokens = (STATIC / "css" / "tokens.css").read_text()
    light = re.search(r"^\[data-bs-theme=\"light\"\] {(.*?)^}", tokens, re.DOTALL | re.MULTILINE)
    dark = re.search(r"^  \[data-bs-theme=\"dark\"\] {(.*?)^  }", tokens, re.DOTALL | re.MULTILINE)
    names = re.compile(r"--ps-[a-z0-9-]+(?=:)")

    assert set(names.findall(light[1])) - set(names.findall(dark[1])) == {"--ps-on-hjortron", "--ps-focus-inverse"}


def test_what_others_made_is_what_the_list_says():
    listed = (STATIC / "vendor" / "VERSIONS").read_text()
    files = [STATIC / "vendor/bootstrap/bootstrap.min.css", *sorted((STATIC / "fonts").glob("*.woff2"))]

    assert [f.name for f in files if hashlib.sha256(f.read_bytes()).hexdigest() not in listed] == []

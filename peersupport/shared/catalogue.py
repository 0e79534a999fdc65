"""Translations without the system's gettext: extract, compare and compile with Babel alone."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CODE = ("peersupport", "programs", "training", "placements")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
# templatize() makes Python comments of these; on one line such a comment would swallow all messages after it
_COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)


def extracted(root: Path) -> Catalog:
    """Every message in the code and the templates, as a catalogue without translations."""
    found = Catalog(domain="django")
    for place, source in _sources(root):
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            found.add(message, locations=[(place, None)], context=context)
    return found


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    for folder in CODE:
        for path in sorted((root / folder).rglob("*.py")):
            if "tests" not in path.parts and "migrations" not in path.parts:
                yield str(path.relative_to(root)), path.read_text()
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            place = str(path.relative_to(root))
            yield place, _as_python(templatize(_COMMENT.sub("", path.read_text()), origin=place))


def _as_python(template: str) -> str:
    """Django leaves calls of gettext between runs of other letters; on one line they are Python's tokens."""
    return template.replace("\n", " ").strip()


def read(path: Path, language: str) -> Catalog:
    """The catalogue on disk, or an empty one."""
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def update(path: Path, language: str, template: Catalog) -> Catalog:
    """Bring the catalogue on disk in line with the sources: new messages empty, those that are gone removed."""
    catalogue = read(path, language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def save(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False, no_location=True
        )


def compile_all(root: Path) -> int:
    """Write each .mo beside its .po, whole or not at all: a process may be reading it. The number compiled."""
    paths = sorted(root.glob("locale/*/LC_MESSAGES/django.po"))
    for path in paths:
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        with unfinished.open("wb") as file:
            write_mo(file, read(path, path.parent.parent.name))
        unfinished.replace(path.with_suffix(".mo"))
    return len(paths)


def faults(catalogue: Catalog, template: Catalog) -> list[str]:
    """What keeps a catalogue from being complete: missing, fuzzy, gone, or with other placeholders than its msgid."""
    found = []
    for message in template:
        if not message.id:
            continue
        own = catalogue.get(message.id, message.context)
        name = message.id if isinstance(message.id, str) else message.id[0]
        if own is None or not own.string or (isinstance(own.string, (tuple, list)) and not all(own.string)):
            found.append(f"untranslated: {name!r}")
        elif own.fuzzy:
            found.append(f"fuzzy: {name!r}")
        elif _misplaced(own.id, own.string):
            found.append(f"other placeholders: {name!r}")
    gone = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in catalogue if m.id}
    kept = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in template if m.id}
    return found + [f"no longer used: {name!r}" for name, _context in sorted(gone - kept, key=str)]


def _misplaced(msgid: str | tuple, strings: str | tuple) -> bool:
    """Whether a translation has other placeholders than its msgid. The singular may leave some out: "one seat"."""
    if isinstance(msgid, str):
        return _placeholders(strings) != _placeholders(msgid)
    one, *more = strings
    wanted = _placeholders(msgid[1])
    return bool(_placeholders(one) - wanted) or any(_placeholders(form) != wanted for form in more)


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))

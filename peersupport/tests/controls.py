"""A page as a person meets it: its forms, what stands in them, and what is said beside each field."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
NO_VALUE = {"submit", "button", "image", "reset"}


@dataclass
class FormOnPage:
    """One form: the values of its controls by name, those marked as wrong, and the ids that describe each."""

    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    invalid: set[str] = field(default_factory=set)
    described_by: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class _Open:
    tag: str
    id: str = ""
    describes: tuple[str, ...] = ()


class Page(HTMLParser):
    """Read once; then ``html``, ``forms``, the ``choices`` of each list by its name, ``text`` by an element's id."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.forms: list[FormOnPage] = []
        self.text: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self._open: list[_Open] = []
        self._form: FormOnPage | None = None
        self._select, self._textarea = "", ""
        self.feed(html)
        self.close()

    def form_with(self, name: str) -> FormOnPage | None:
        """The posted form that has a control of this name."""
        return next((form for form in self.forms if form.method == "post" and name in form.values), None)

    def said_beside(self, name: str) -> str:
        """The error that a control of this name points at; "" when there is none."""
        found = self.form_with(name)
        ids = found.described_by.get(name, set()) if found else set()
        return " ".join(self.text.get(one, "").strip() for one in sorted(ids) if one.endswith("_error"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = FormOnPage(given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given)
        if tag not in VOID:
            self._open.append(_Open(tag, given.get("id", ""), tuple(given.get("aria-describedby", "").split())))
            if given.get("id"):
                self.text.setdefault(given["id"], "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in ("select", "textarea"):
            self._select = self._textarea = ""
        if any(one.tag == tag for one in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for one in self._open:
            if one.id:
                self.text[one.id] += data
        if self._textarea and self._form is not None:
            self._form.values[self._textarea].append(data.removeprefix("\n"))  # as browsers do

    def _control(self, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "option" and self._select:
            self.choices.setdefault(self._select, []).append(given.get("value", ""))
            if "selected" in given:
                self._form.values[self._select].append(given.get("value", ""))
        if tag not in ("input", "select", "textarea") or not name or kind in NO_VALUE:
            return
        values = self._form.values.setdefault(name, [])
        described = self._form.described_by.setdefault(name, set())
        described.update(given.get("aria-describedby", "").split(), *(one.describes for one in self._open))
        if given.get("aria-invalid") == "true":
            self._form.invalid.add(name)
        if tag == "input" and (kind not in ("radio", "checkbox") or "checked" in given):
            values.append(given.get("value", "on" if kind == "checkbox" else ""))
        self._select = name if tag == "select" else ""
        self._textarea = name if tag == "textarea" else ""

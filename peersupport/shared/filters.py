"""Links above a list, of which one is chosen. Each keeps the rest of the address: what was searched for stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    query: str


@dataclass(frozen=True)
class Filter:
    """``name`` is the parameter that the links set; ``label`` says what they choose, to those who listen."""

    name: str
    label: str
    chosen: str
    choices: tuple[Choice, ...]


def links(request: HttpRequest, name: str, options: Iterable[tuple[str, str]], *, chosen: str, label: str) -> Filter:
    """A link per option (value, label), to the first page of what it chooses. The value "" leaves ``name`` out."""
    kept = [(k, v) for k, values in request.GET.lists() if k not in (name, "sida") for v in values]
    choices = tuple(
        Choice(value, text, "?" + urlencode([*kept, (name, value)] if value else kept)) for value, text in options
    )
    return Filter(name, label, chosen, choices)

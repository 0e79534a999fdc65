"""Every address of the product, read from the resolver."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from peersupport.shared.converters import DayConverter


@dataclass(frozen=True)
class Address:
    """One URL: its name with namespace, its view, and arguments that its converters take."""

    name: str
    view: Callable
    arguments: dict[str, object]

    @property
    def path(self) -> str:
        return reverse(self.name, kwargs=self.arguments)


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, [], {}))


def _walk(patterns: list, namespaces: list[str], converters: dict) -> Iterator[Address]:
    for entry in patterns:
        inner = {**converters, **entry.pattern.converters}
        if isinstance(entry, URLResolver):
            spaces = [*namespaces, entry.namespace] if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, spaces, inner)
        elif isinstance(entry, URLPattern):
            arguments = {name: _example(converter) for name, converter in inner.items()}
            if not inner and entry.pattern.regex.groups:  # allauth's re_path
                arguments = dict.fromkeys(entry.pattern.regex.groupindex, "x-y")
            yield Address(":".join([*namespaces, entry.name or "?"]), entry.callback, arguments)


def _example(converter) -> object:
    match converter:
        case IntConverter():
            return 1
        case DayConverter():
            return dt.date(2026, 9, 1)
    return "x"

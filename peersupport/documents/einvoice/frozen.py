"""An invoice as plain values to keep, and back: what was sent says the same in seven years."""

from dataclasses import asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from peersupport.documents.einvoice.invoice import Invoice


def frozen(invoice: Invoice) -> dict:
    """For a JSON column: numbers and days become text there."""
    return asdict(invoice)


def thawed(kept: dict) -> Invoice:
    """The invoice that :func:`frozen` kept. What a later version of this code adds has its usual value."""
    return _back(Invoice, kept)


def _back(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) is UnionType:
        return _back(get_args(kind)[0], value)
    if get_origin(kind) is tuple:
        return tuple(_back(get_args(kind)[0], one) for one in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f.name: _back(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value})
    if kind is date:
        return date.fromisoformat(value)
    return kind(value) if issubclass(kind, Decimal | StrEnum) else value

"""What pages read from an address or a button: nothing in it is to be trusted."""

from django.http import HttpRequest

LONGEST_SEARCH = 100
DIGITS = 18  # so many fit into a key of any table


def row_id(text: str) -> int:
    """An id as it was sent; 0, which no row has, when it is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


def number(request: HttpRequest, name: str) -> int | None:
    """An id from the address: None when it isn't there, 0 when it is no number."""
    text = request.GET.get(name, "")
    return row_id(text) if text else None


def search_text(request: HttpRequest) -> str:
    """What a list is searched for."""
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]


def choice(request: HttpRequest, name: str, allowed: list[str]) -> str:
    """One of the allowed values; the first of them when the address says anything else."""
    asked = request.GET.get(name, "")
    return asked if asked in allowed else allowed[0]

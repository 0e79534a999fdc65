"""What these pages read from the query string."""

from django.http import HttpRequest

LONGEST_SEARCH = 100


def number(request: HttpRequest, name: str) -> int | None:
    """An id from the address: None when it isn't there, 0 (which no row has) when it is no number."""
    text = request.GET.get(name, "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def search(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]


def choice(request: HttpRequest, name: str, allowed: list[str]) -> str:
    """One of the allowed values; the first of them when the address says anything else."""
    asked = request.GET.get(name, "")
    return asked if asked in allowed else allowed[0]

"""What addresses may hold, besides Django's own."""

from datetime import date


class DayConverter:
    """A day as 2026-09-01. A day that isn't in the calendar is an address that doesn't exist."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()

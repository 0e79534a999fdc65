"""Lists by the page, with a fixed number of queries whatever the size of the table."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SIZE = 50
COUNT_CAP = 1000  # counting further costs more than anybody gains by knowing


@dataclass(frozen=True)
class Page:
    """One page of a list. ``count`` is None when there are more rows than COUNT_CAP."""

    rows: list
    number: int
    count: int | None
    has_next: bool
    query: tuple[tuple[str, str], ...]

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def count_text(self) -> str:
        if self.count is None:
            return _("more than %(cap)s") % {"cap": "1\xa0000"}
        return ngettext("%(count)s row", "%(count)s rows", self.count) % {"count": self.count}

    @property
    def previous_query(self) -> str:
        return self._with_page(self.number - 1)

    @property
    def next_query(self) -> str:
        return self._with_page(self.number + 1)

    def _with_page(self, number: int) -> str:
        return "?" + urlencode([*self.query, ("sida", str(number))])


def page(request: HttpRequest, rows: QuerySet, *, size: int = SIZE) -> Page:
    """The page that ``?sida=`` asks for; a number that means nothing is page 1. Costs two queries."""
    number = _number(request.GET.get("sida", ""))
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    if start == 0 and len(found) <= size:
        count: int | None = len(found)
    else:
        count = rows.order_by().values("pk")[: COUNT_CAP + 1].count()  # without what the rows show besides
        count = None if count > COUNT_CAP else count
    query = tuple((k, v) for k, values in request.GET.lists() if k != "sida" for v in values)
    return Page(found[:size], number, count, len(found) > size, query)


def _number(text: str) -> int:
    """A page number from a URL. Ten thousand pages is further than anybody reads, and OFFSET is not free."""
    digits = text.lstrip("0")[:6] if text.isascii() and text.isdigit() else ""
    return min(int(digits or 1), 10_000)

"""Spreadsheets out: real dates and numbers, and text that stays text whatever it begins with."""

import csv as csv_module
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Value = str | int | float | Decimal | date | datetime | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_READ_AS_A_FORMULA = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n")
_NOT_IN_A_TAB = re.compile(r"[\[\]:*?/\\']")
_WIDEST, _TITLE = 60, 31


@dataclass(frozen=True)
class Sheet:
    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]


def xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A workbook of one sheet."""
    return workbook([Sheet(title, header, rows)])


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Each sheet has a bold header that stays in sight, then the rows.

    Text is stored as text and marked so, which keeps "=1+1" from being computed, here and when a cell is edited.
    """
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, content: Sheet) -> None:
    rows = [[_plain(value) for value in row] for row in content.rows]
    sheet = book.create_sheet(_NOT_IN_A_TAB.sub(" ", content.title)[:_TITLE])
    sheet.freeze_panes = "A2"
    for index, name in enumerate(content.header):
        longest = max([len(name), *(len(str(row[index])) for row in rows if row[index] is not None)])
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(longest, _WIDEST) + 2
    sheet.append([_cell(sheet, name, bold=True) for name in content.header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The same as text that Excel opens by a double click in Sweden: semicolons, UTF-8 with a mark, decimal commas.

    Text that a spreadsheet would read as a formula gets an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv_module.writer(out, delimiter=";")
    for row in [header, *rows]:
        writer.writerow([_as_text(_plain(value)) for value in row])
    return "\ufeff".encode() + out.getvalue().encode()


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, datetime):  # spreadsheets know no time zones: people mean the time on the wall
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    return value


def _cell(sheet, value: Value, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=None if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.value = value
        cell.data_type, cell.quotePrefix = "s", value.startswith(_READ_AS_A_FORMULA)  # after the value, which guesses
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _as_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_READ_AS_A_FORMULA) else value
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal | float):
        return str(value).replace(".", ",")
    return str(value)

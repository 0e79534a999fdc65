"""What was written comes back as it was, and text never becomes a formula."""

import csv as csv_module
import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from peersupport.documents import spreadsheets

FORMULAS = ["=1+1", "+46701234567", "-5", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1", "|x", "%x"]


def read(content: bytes) -> list[list]:
    sheet = load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_values_keep_their_kind():
    day, moment = dt.date(2026, 9, 1), dt.datetime(2026, 9, 1, 7, 30, tzinfo=dt.UTC)

    rows = read(spreadsheets.xlsx("Lista", ["A", "B", "C", "D", "E"], [["Åsa", 3, Decimal("12.5"), day, moment]]))

    assert rows == [
        ["A", "B", "C", "D", "E"],
        ["Åsa", 3, 12.5, dt.datetime(2026, 9, 1), dt.datetime(2026, 9, 1, 9, 30)],  # the time on the wall
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_stored_as_text(text):
    cell = load_workbook(io.BytesIO(spreadsheets.xlsx("L", ["A"], [[text]]))).active["A2"]

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_quoted_in_csv(text):
    rows = list(csv_module.reader(io.StringIO(spreadsheets.csv(["A"], [[text]]).decode("utf-8-sig")), delimiter=";"))

    assert rows[1] == [f"'{text}"]


def test_ordinary_text_is_left_alone():
    cell = load_workbook(io.BytesIO(spreadsheets.xlsx("L", ["A"], [["O'Neill"]]))).active["A2"]

    assert (cell.value, bool(cell.quotePrefix)) == ("O'Neill", False)


def test_what_no_cell_can_hold_is_left_out():
    assert read(spreadsheets.xlsx("L", ["A"], [["a\x00b\x1b[2Jc\ud800"]])) == [["A"], ["ab[2Jc"]]


def test_an_odd_title_and_no_rows_make_a_sheet():
    book = load_workbook(io.BytesIO(spreadsheets.xlsx("A/B: [x]? " + "lång " * 20, ["A"], [])))

    assert (book.active["A1"].value, len(book.active.title) <= 31, book.active.freeze_panes) == ("A", True, "A2")


def test_more_columns_than_letters():
    header = [f"K{n}" for n in range(30)]

    assert read(spreadsheets.xlsx("L", header, [list(range(30))])) == [header, list(range(30))]


def test_csv_has_semicolons_a_mark_and_decimal_commas():
    content = spreadsheets.csv(["Namn", "Dagar"], [["Ek; Åsa", Decimal("12.5")], [None, dt.date(2026, 9, 1)]])

    assert content == b'\xef\xbb\xbfNamn;Dagar\r\n"Ek; \xc3\x85sa";12,5\r\n;2026-09-01\r\n'

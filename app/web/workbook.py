"""Workbooks that a spreadsheet opens safely: texts stay texts, staff numbers keep their zeros."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEVER_FORMULAS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns with how wide they are, and cells by what they are."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[object]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as the bytes of a file."""
    file = io.BytesIO()
    with Workbook(file, NEVER_FORMULAS) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        for one in sheets:
            _write(book.add_worksheet(one.name), one, bold, day)
    return file.getvalue()


def _write(sheet: Worksheet, given: Sheet, bold: Format, day: Format) -> None:
    """A header that stays in sight, and cells by what they are."""
    for n, (name, width) in enumerate(given.columns):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, name, bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(given.rows), 1), len(given.columns) - 1)
    for y, row in enumerate(given.rows, start=1):
        for x, cell in enumerate(row):
            match cell:
                case date():
                    sheet.write_datetime(y, x, cell, day)
                case int() | float():
                    sheet.write_number(y, x, cell)
                case str():
                    sheet.write_string(y, x, cell)

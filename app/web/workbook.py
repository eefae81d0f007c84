"""Workbooks that a spreadsheet opens safely: texts stay texts, staff numbers keep their zeros."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9
"""A sheet of paper, as workbooks number it."""
PAGE_WIDTH = 200
"""What one page holds of columns so that its figures can be read, in signs."""
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"},
}
"""Never a formula; a face that has the characters."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: headings with how wide their columns are, and rows of cells."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[object]]
    names: int = 1
    """How many columns stay in sight."""
    summed: bool = False
    """The last row is a sum."""
    zeros: bool = True
    """A zero is shown; else its cell looks empty."""


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as the bytes of a file."""
    file = io.BytesIO()
    with Workbook(file, SAFE) as book:
        for sheet in sheets:
            _write(book, sheet)
    return file.getvalue()


def _write(book: Workbook, given: Sheet) -> None:
    """A header and names that stay in sight, on every page, too; cells by what they are."""
    sheet = book.add_worksheet(given.name)
    look = {"bold": True, "bottom": 1, "bg_color": "#EEF3F3", "valign": "vcenter"}
    words, figures = book.add_format(look), book.add_format({**look, "align": "right"})
    for n, (heading, width) in enumerate(given.columns):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, heading, figures if _holds_figures(given, n) else words)
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, given.names)
    sheet.autofilter(0, 0, max(len(given.rows) - given.summed, 1), len(given.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    pages = -(-sum(width for _, width in given.columns) // PAGE_WIDTH)
    sheet.fit_to_pages(pages, 0)
    sheet.repeat_rows(0)
    if pages > 1:
        sheet.repeat_columns(0, given.names - 1)
    sheet.set_footer("&L&A&R&P / &N")
    plain, total = (_looks(book, given, base) for base in ({}, {"bold": True, "top": 1}))
    for y, row in enumerate(given.rows, start=1):
        _row(sheet, y, row, total if given.summed and y == len(given.rows) else plain)


def _holds_figures(given: Sheet, column: int) -> bool:
    """Figures stand at the right, and so does what is above them."""
    first = next((row[column] for row in given.rows if row[column] not in {None, ""}), None)
    return isinstance(first, int | float)


def _looks(book: Workbook, given: Sheet, base: Mapping[str, object]) -> Mapping[type, Format]:
    """How a cell looks by what it is; hours are whole or end in .5."""
    whole, half = (one if given.zeros else f"{one};-{one};" for one in ("#,##0", "#,##0.0"))
    return {
        str: book.add_format({**base, "text_wrap": True}),
        date: book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"}),
        int: book.add_format({**base, "num_format": whole}),
        float: book.add_format({**base, "num_format": half}),
    }


def _row(sheet: Worksheet, y: int, row: Sequence[object], looks: Mapping[type, Format]) -> None:
    for x, cell in enumerate(row):
        match cell:
            case date():
                sheet.write_datetime(y, x, cell, looks[date])
            case int() | float():
                sheet.write_number(y, x, cell, looks[type(cell)])
            case str():
                sheet.write_string(y, x, cell, looks[str])

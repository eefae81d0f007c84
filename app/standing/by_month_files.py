"""The list by month as CSV and as a workbook that a spreadsheet opens safely."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.domain import words
from app.domain.by_when import PASSED, NextDate
from app.domain.by_when_words import ENDED_YEAR, NEXT_DATE, needed, year_lacked
from app.domain.conclusion import year_name
from app.domain.plain import hours
from app.standing.by_month import LATE, WAITING, ByMonth, Item, Sums
from app.standing.spreadsheet import BOM, as_text, defused

Columns = Sequence[tuple[str, int]]
"""Headings, and how wide their columns are."""

WHO: Columns = (
    ("工号", 12), ("姓名", 12), ("系部", 18), ("类别", 16), ("截至", 12), ("依据", 22), ("事项", 13),
)  # fmt: skip
LACKS: Columns = (("差小时", 11), ("其中已在审核小时", 20))
PEOPLE: Columns = (
    *WHO, ("日期", 13), *LACKS, ("还需小时", 12), ("还需天数", 12), ("天数单位", 12), ("最晚开始", 12),
    ("已来不及", 12), ("说明", 72),
)  # fmt: skip
ENDED_PEOPLE: Columns = (*WHO, ("年度", 16), *LACKS, ("说明", 72))
"""Of a year that is over nothing is still to do."""
MONTHS: Columns = (
    ("月份", 17), ("人数", 9), *((name, 15) for name in NEXT_DATE.values()), *LACKS,
    ("还需小时", 12), ("还需天数", 12), ("已来不及", 12),
)  # fmt: skip
YEARS: Columns = (("年度", 17), ("人数", 9), *((ENDED_YEAR[kind], 12) for kind in PASSED.values()), *LACKS)
A4 = 9
"""A sheet of paper, as workbooks number it."""
MONTH_NAME = {LATE: NEXT_DATE[NextDate.LATE], WAITING: "待审核或待裁定"}
"""What stands for a month where the day has passed."""
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"},
}
"""Never a formula; a face that has the characters."""


def by_month_csv(found: ByMonth) -> bytes:
    """UTF-8 with the mark Excel looks for; the people only."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([name for name, _ in (ENDED_PEOPLE if found.year else PEOPLE)])
    for item in found.items:
        number, *others = _cells(item, found.as_of)
        writer.writerow(map(defused, [as_text(str(number)), *others]))
    return BOM + text.getvalue().encode()


def by_month_xlsx(found: ByMonth) -> bytes:
    """The months and the people of the page, and the same of ended years; numbers keep their zeros."""
    file = io.BytesIO()
    ended = found.items if found.year else found.past
    with Workbook(file, SAFE) as book:
        months = [_month_cells(month, of) for month, of in found.by_month if of.people]
        months.append(_month_cells("合计", found.total))
        _sheet(book, "按月汇总", MONTHS, months, summed=True)
        if not found.year:
            _sheet(book, "人员名单", PEOPLE, [_cells(item, found.as_of) for item in found.items])
        if ended:
            _sheet(book, "往年汇总", YEARS, [_year_cells(name, of) for _, name, of in found.by_year])
            _sheet(book, "往年名单", ENDED_PEOPLE, [_cells(item, found.as_of) for item in ended])
    return file.getvalue()


def _sheet(
    book: Workbook, name: str, columns: Columns, rows: Sequence[Sequence[object]], *, summed: bool = False
) -> None:
    """A header and names that stay in sight, cells by what they are; printed as wide as a page."""
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF3F3", "valign": "vcenter"})
    for n, (heading, width) in enumerate(columns):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, heading, head)
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 2 if columns[0] in WHO else 1)
    sheet.autofilter(0, 0, max(len(rows) - summed, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")
    plain, total = _looks(book, {}), _looks(book, {"bold": True, "top": 1})
    for y, row in enumerate(rows, start=1):
        _row(sheet, y, row, total if summed and y == len(rows) else plain)


def _looks(book: Workbook, base: dict[str, object]) -> Mapping[type, Format]:
    """How a cell looks by what it is; hours are whole or end in .5, and nothing is left blank."""
    return {
        str: book.add_format({**base, "text_wrap": True}),
        date: book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"}),
        int: book.add_format({**base, "num_format": "#,##0;-#,##0;"}),
        float: book.add_format({**base, "num_format": "#,##0.0;-#,##0.0;"}),
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


def _cells(item: Item, as_of: date) -> Sequence[object]:
    found = item.found
    lacks = [hours(one) if one else None for one in (found.half_hours, found.in_review)]
    if item.year:
        return [*_who(item, as_of), year_name(found.verdict.window), *lacks, year_lacked(found)]
    return [
        *_who(item, as_of),
        found.day,
        *lacks,
        hours(found.left) if found.left else None,
        found.days or None,
        ("天" if found.calendar_days else "工作日") if found.left else "",
        found.start_by,
        "是" if found.too_late else "",
        needed(found, as_of),
    ]


def _who(item: Item, as_of: date) -> Sequence[object]:
    """Of whom and under which rule the rest of a row is."""
    member = item.member
    return [
        member.staff_number,
        member.name,
        member.department,
        words.CATEGORY[member.category] if member.category else "",
        as_of,
        item.rule.number or item.rule.title,
        (ENDED_YEAR if item.year else NEXT_DATE)[item.found.kind],
    ]


def _month_cells(month: str, of: Sums) -> Sequence[object]:
    return [
        MONTH_NAME.get(month, month),
        of.people,
        *_counted(of, NEXT_DATE),
        *_lacks(of),
        hours(of.left),
        of.days,
        of.too_late,
    ]


def _year_cells(name: str, of: Sums) -> Sequence[object]:
    return [name, of.people, *_counted(of, PASSED.values()), *_lacks(of)]


def _counted(of: Sums, kinds: Iterable[NextDate]) -> list[int]:
    return [of.kinds.get(kind, 0) for kind in kinds]


def _lacks(of: Sums) -> list[int | float]:
    return [hours(of.half_hours), hours(of.in_review)]

"""The list by month as CSV and as a workbook that a spreadsheet opens safely."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.domain import words
from app.domain.by_when import NextDate
from app.domain.by_when_words import NEXT_DATE, needed
from app.domain.plain import hours
from app.standing.by_month import LATE, WAITING, ByMonth, Item, Sums
from app.standing.spreadsheet import BOM, as_text, defused

PEOPLE = (
    ("工号", 14), ("姓名", 14), ("系部", 20), ("类别", 16), ("截至", 12), ("依据", 26), ("事项", 12),
    ("日期", 12), ("还需小时", 10), ("还需天数", 10), ("天数单位", 10), ("最晚开始", 12),
    ("已来不及", 10), ("待审核小时", 12), ("说明", 80),
)  # fmt: skip
"""Columns of the list of people, and how wide they are."""
OVERVIEW = (
    ("月份", 12), ("人数", 8), *((NEXT_DATE[kind], 12) for kind in NextDate),
    ("还需小时", 12), ("还需天数", 12), ("已来不及", 10),
)  # fmt: skip
MONTH_NAME = {LATE: NEXT_DATE[NextDate.LATE], WAITING: "待审核或待裁定"}
"""What stands for a month where the day has passed."""
NEVER_FORMULAS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def by_month_csv(found: ByMonth) -> bytes:
    """UTF-8 with the mark Excel looks for; the people only."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([name for name, _ in PEOPLE])
    for item in found.items:
        number, *others = _cells(item, found.as_of)
        writer.writerow(map(defused, [as_text(str(number)), *others]))
    return BOM + text.getvalue().encode()


def by_month_xlsx(found: ByMonth) -> bytes:
    """A sheet of the months and one of the people; texts stay texts, staff numbers keep their zeros."""
    file = io.BytesIO()
    with Workbook(file, NEVER_FORMULAS) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        months = [_month_cells(month, of) for month, of in found.by_month if of.people]
        months.append(_month_cells("合计", found.total))
        _sheet(book.add_worksheet("按月汇总"), OVERVIEW, months, bold, day)
        people = [_cells(item, found.as_of) for item in found.items]
        _sheet(book.add_worksheet("人员名单"), PEOPLE, people, bold, day)
    return file.getvalue()


def _sheet(
    sheet: Worksheet,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[object]],
    bold: Format,
    day: Format,
) -> None:
    """A header that stays in sight, and cells by what they are."""
    for n, (name, width) in enumerate(columns):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, name, bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    for y, row in enumerate(rows, start=1):
        for x, cell in enumerate(row):
            match cell:
                case date():
                    sheet.write_datetime(y, x, cell, day)
                case int() | float():
                    sheet.write_number(y, x, cell)
                case str():
                    sheet.write_string(y, x, cell)


def _cells(item: Item, as_of: date) -> Sequence[object]:
    member, found = item.member, item.found
    return [
        member.staff_number,
        member.name,
        member.department,
        words.CATEGORY[member.category] if member.category else "",
        as_of,
        item.rule.number or item.rule.title,
        NEXT_DATE[found.kind],
        found.day,
        hours(found.half_hours) if found.half_hours else None,
        found.days or None,
        "天" if found.calendar_days else "工作日",
        found.start_by,
        "是" if found.too_late else "",
        hours(found.verdict.pending),
        needed(found, as_of),
    ]


def _month_cells(month: str, of: Sums) -> Sequence[object]:
    return [
        MONTH_NAME.get(month, month),
        of.people,
        *(of.kinds.get(kind, 0) for kind in NextDate),
        hours(of.half_hours),
        of.days,
        of.too_late,
    ]

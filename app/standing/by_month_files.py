"""The list by month as CSV and as a workbook that a spreadsheet opens safely."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from app.domain import words
from app.domain.by_when import PASSED, NextDate
from app.domain.by_when_words import ENDED_YEAR, NEXT_DATE, needed, year_lacked
from app.domain.conclusion import year_name
from app.domain.plain import hours
from app.standing.by_month import LATE, WAITING, ByMonth, Item, Sums, sums
from app.standing.spreadsheet import BOM, defused
from app.web.workbook import Sheet, workbook

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
MONTH_NAME = {LATE: NEXT_DATE[NextDate.LATE], WAITING: "待审核或待裁定"}
"""What stands for a month where the day has passed."""


def by_month_csv(found: ByMonth) -> bytes:
    """UTF-8 with the mark Excel looks for; the people only."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([name for name, _ in (ENDED_PEOPLE if found.year else PEOPLE)])
    for item in found.items:
        writer.writerow(map(defused, _cells(item, found.as_of)))
    return BOM + text.getvalue().encode()


def by_month_xlsx(found: ByMonth) -> bytes:
    """The months and the people of the page, and the same of ended years; numbers keep their zeros.

    Where a month or an ended year is asked for every sheet holds that alone: a sum is that of its rows.
    """
    sheets = [] if found.year else _of_months(found)
    if found.past and not found.month:
        asked = [(name, of) for year, name, of in found.by_year if found.year in {None, year}]
        ended = found.items if found.year else found.past
        sheets.append(Sheet("往年汇总", YEARS, [_year_cells(name, of) for name, of in asked], zeros=False))
        sheets.append(_people("往年名单", ENDED_PEOPLE, ended, found.as_of))
    return workbook(sheets)


def _of_months(found: ByMonth) -> list[Sheet]:
    held = [(month, of) for month, of in found.by_month if of.people and found.month in {None, month}]
    months = [_month_cells(month, of) for month, of in held]
    months.append(_month_cells("合计", sums(found.items)))
    people = _people("人员名单", PEOPLE, found.items, found.as_of)
    return [Sheet("按月汇总", MONTHS, months, summed=True, zeros=False), people]


def _people(name: str, columns: Columns, items: Iterable[Item], as_of: date) -> Sheet:
    return Sheet(name, columns, [_cells(item, as_of) for item in items], names=2, zeros=False)


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

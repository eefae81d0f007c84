"""The school's table as CSV and as a workbook that a spreadsheet opens safely."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from app.domain import words
from app.domain.outcome import Verdict
from app.domain.plain import hours
from app.standing.headline import NOT_JUDGED
from app.standing.page import rulings_of
from app.standing.table import Row
from app.web.workbook import Sheet, workbook

FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
WIDE = {"系部": 20, "类别": 16, "折算口径": 34, "下一事项": 24, "裁定编号": 24}
"""How wide a column of the workbook is, where it needs more room than a number does."""
BOM = b"\xef\xbb\xbf"
HEAD = (
    "工号", "姓名", "系部", "类别", "截至",
    "今年起", "今年止", "今年计入小时", "今年要求小时", "今年差额小时", "今年情况",
    "近五年起", "近五年止", "近五年计入小时", "近五年要求小时", "近五年差额小时", "近五年情况", "近五年依据",
    "将低于要求日",
    "另一口径要求小时", "另一口径差额小时", "另一口径情况", "另一口径依据",
    "折算口径", "下一日期", "下一事项", "裁定编号", "暂估",
)  # fmt: skip


def table_csv(rows: Iterable[Row], as_of: date) -> bytes:
    """UTF-8 with the mark Excel looks for; times as plain numbers of hours."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for row in rows:
        writer.writerow([defused(cell) for cell in _cells(row, as_of)])
    return BOM + text.getvalue().encode()


def table_xlsx(rows: Iterable[Row], as_of: date) -> bytes:
    """The same as a workbook, where a staff number is a text and keeps its zeros in any program."""
    columns = [(name, WIDE.get(name, 14)) for name in HEAD]
    return workbook([Sheet("达标情况", columns, [_cells(row, as_of) for row in rows], names=2)])


def defused(cell: object) -> object:
    """A text that a spreadsheet would run becomes a text that it shows; digits stay as they are."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def _cells(row: Row, as_of: date) -> Sequence[object]:
    member, lines = row.member, row.lines
    year, five, reading = lines.year, lines.five, row.reading
    return [
        member.staff_number,
        member.name,
        member.department,
        words.CATEGORY[member.category] if member.category else "",
        as_of,
        *_window(year), *_judged(year),
        *_window(five), *_judged(five), _number(five),
        row.drops_on,
        *_judged(reading)[1:], _number(reading),
        words.PROFILE[held.profile] if (held := five or year) else "",
        row.coming.day if row.coming else None,
        row.coming.words if row.coming else "",
        "；".join(sorted({number for line in (year, five) if line for number in rulings_of(line)})),
        "是" if row.provisional else "",
    ]  # fmt: skip


def _window(verdict: Verdict | None) -> tuple[date | None, date | None]:
    return (verdict.window.first_day, verdict.window.last_day) if verdict else (None, None)


def _judged(verdict: Verdict | None) -> tuple[object, ...]:
    if verdict is None:
        return (None, None, None, "")
    required, shortfall = (
        None if half_hours is None or verdict.standing in NOT_JUDGED else hours(half_hours)
        for half_hours in (verdict.required, verdict.shortfall)
    )
    return (hours(verdict.credited), required, shortfall, words.STANDING[verdict.standing])


def _number(verdict: Verdict | None) -> str:
    return (verdict.rule.number or verdict.rule.title) if verdict else ""

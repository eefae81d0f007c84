"""A comparison of two frozen years as CSV that a spreadsheet opens safely."""

import csv
import io
from collections.abc import Iterable

from app.domain import words
from app.domain.plain import hours
from app.snapshots.compare import Changed, Comparison, PersonChange
from app.snapshots.wording import difference_words
from app.standing.spreadsheet import BOM, defused

HEAD = (
    "工号", "姓名", "系部", "情况", "规定", "原统计期起", "原统计期止", "现统计期起", "现统计期止",
    "原结论", "现结论", "原计入小时", "现计入小时", "原要求小时", "现要求小时", "原因",
)  # fmt: skip


def comparison_csv(found: Comparison) -> bytes:
    """UTF-8 with the mark Excel looks for; a line for each rule of each person."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for one in found.people:
        for line in one.lines or (None,):
            writer.writerow([defused(cell) for cell in _cells(one, line)])
    return BOM + text.getvalue().encode()


def _cells(one: PersonChange, line: Changed | None) -> Iterable[object]:
    yield from (one.staff_number, one.name, one.department, difference_words(one))
    if line is None:
        yield from [""] * 11
    else:
        yield line.titled
        yield from line.window_before if line.before else ("", "")
        yield from line.window if line.after else ("", "")
        yield from (words.STANDING[one] if one else "" for one in (line.before, line.after))
        sums = (line.credited_before, line.credited_after, line.required_before, line.required_after)
        yield from ("" if one is None else hours(one) for one in sums)
    yield "；".join(one.reasons)

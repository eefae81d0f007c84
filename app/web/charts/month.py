"""One month as a small calendar that shows which days are credited."""

from calendar import monthcalendar
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Literal

from markupsafe import Markup

DayKind = Literal["attended", "credited", "half", "overlap", "pending", "excluded"]

KIND_WORDS: dict[DayKind, str] = {
    "attended": "出勤",
    "credited": "计入",
    "half": "计半天",
    "overlap": "重叠，只计一次",
    "pending": "待审",
    "excluded": "不计入",
}
WEEKDAYS = "一二三四五六日"
CELL, HEAD = 34, 26
WEEKEND = 5


def month_text(year: int, month: int, days: Mapping[date, DayKind]) -> list[str]:
    """The month in words, a line a kind: ``计入：6 日至 10 日、13 日``."""
    lines = []
    for kind, words in KIND_WORDS.items():
        numbers = sorted(d.day for d, k in days.items() if k == kind and (d.year, d.month) == (year, month))
        if numbers:
            lines.append(f"{words}：{'、'.join(_runs(numbers))}")
    return lines


def _runs(numbers: list[int]) -> list[str]:
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
    return [f"{a} 日" if a == b else f"{a} 日至 {b} 日" for a, b in zip(starts, ends, strict=True)]


def month_calendar(year: int, month: int, days: Mapping[date, DayKind], label: str = "计入的日子") -> Markup:
    """One month, Monday first: filled counts, half filled counts half, ringed overlaps, hatched waits."""
    weeks = monthcalendar(year, month)
    cells = Markup("").join(
        _cell(column, row, number, days.get(date(year, month, number)))
        for row, week in enumerate(weeks)
        for column, number in enumerate(week)
        if number
    )
    heads = Markup("").join(
        Markup('<text class="month-head" x="{}" y="17" text-anchor="middle">{}</text>').format(
            column * CELL + CELL // 2, name
        )
        for column, name in enumerate(WEEKDAYS)
    )
    said = "；".join(month_text(year, month, days)) or f"这个月没有{label}"
    return Markup(
        '<svg class="month" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        "<title>{title}</title><desc>{said}</desc>{heads}{cells}</svg>"
    ).format(
        width=7 * CELL,
        height=HEAD + len(weeks) * CELL,
        title=f"{year} 年 {month} 月{label}",
        said=said,
        heads=heads,
        cells=cells,
    )


def _cell(column: int, row: int, number: int, kind: DayKind | None) -> Markup:
    x, y = column * CELL, HEAD + row * CELL
    name = kind or ("rest" if column >= WEEKEND else "plain")
    tip = Markup("<title>{} 日：{}</title>").format(number, KIND_WORDS[kind]) if kind else Markup("")
    return Markup(
        '<g class="day day-{name}">{tip}{ground}'
        '<text x="{middle}" y="{base}" text-anchor="middle">{number}</text></g>'
    ).format(
        name=name,
        tip=tip,
        ground=_ground(x + 2, y + 2, kind) if kind else "",
        middle=x + CELL // 2,
        base=y + CELL // 2 + 5,
        number=number,
    )


def _ground(x: int, y: int, kind: DayKind) -> Markup:
    size = CELL - 4
    square = Markup('<rect class="day-ground" x="{0}" y="{1}" width="{2}" height="{2}" rx="3"/>').format(
        x, y, size
    )
    extra = {
        "half": f"M{x} {y + size}V{y + size // 2}H{x + size}V{y + size}Z",
        "overlap": f"M{x + 4} {y + size - 4}h{size - 8}",
        "pending": " ".join(f"M{x + step} {y + size}L{x + size} {y + step}" for step in range(4, size, 7))
        + " "
        + " ".join(f"M{x} {y + step}L{x + step} {y}" for step in range(5, size, 7)),
        "excluded": f"M{x + 7} {y + size // 2}h{size - 14}",
    }.get(kind)
    return square + Markup('<path class="day-sign" d="{}"/>').format(extra) if extra else square

"""One month as a small calendar that shows which days were attended, or what they are credited."""

from calendar import monthcalendar
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from markupsafe import Markup

from app.domain.words import WEEKDAYS

DayKind = Literal["attended", "credited", "half", "overlap", "excluded"]

KIND_WORDS: dict[DayKind, str] = {
    "attended": "出勤",
    "credited": "计 8 小时",
    "half": "计不足 8 小时",
    "overlap": "与其他记录同日，不重复计",
    "excluded": "不计",
}
CELL, HEAD = 34, 26
WEEKEND = 5


def month_calendar(year: int, month: int, days: Mapping[date, DayKind], label: str = "出勤的日子") -> Markup:
    """One month, Monday first: filled counts in full, half filled less, underlined is another record's."""
    weeks = monthcalendar(year, month)
    kinds = {day.day: kind for day, kind in sorted(days.items()) if (day.year, day.month) == (year, month)}
    cells = Markup("").join(
        _cell(column, row, number, kinds.get(number))
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
    return Markup(
        '<svg class="month" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        "<title>{year} 年 {month} 月{label}</title><desc>{said}</desc>{heads}{cells}</svg>"
    ).format(
        width=7 * CELL,
        height=HEAD + len(weeks) * CELL,
        year=year,
        month=month,
        label=label,
        said=_in_words(kinds) or f"这个月没有{label}",
        heads=heads,
        cells=cells,
    )


def _in_words(kinds: Mapping[int, DayKind]) -> str:
    """``计 8 小时：6 日至 10 日、13 日``, a part for each kind."""
    parts = []
    for kind, said in KIND_WORDS.items():
        numbers = [number for number, held in kinds.items() if held == kind]
        if numbers:
            parts.append(f"{said}：{'、'.join(_runs(numbers))}")
    return "；".join(parts)


def _runs(numbers: list[int]) -> list[str]:
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
    return [f"{a} 日" if a == b else f"{a} 日至 {b} 日" for a, b in zip(starts, ends, strict=True)]


@lru_cache(maxsize=2048)
def _cell(column: int, row: int, number: int, kind: DayKind | None) -> Markup:
    x, y = column * CELL, HEAD + row * CELL
    return Markup(
        '<g class="day day-{name}">{ground}'
        '<text x="{middle}" y="{base}" text-anchor="middle">{number}</text></g>'
    ).format(
        name=kind or ("rest" if column >= WEEKEND else "plain"),
        ground=day_ground(x + 2, y + 2, kind) if kind else "",
        middle=x + CELL // 2,
        base=y + CELL // 2 + 5,
        number=number,
    )


def day_ground(x: int, y: int, kind: DayKind) -> Markup:
    size = CELL - 4
    square = Markup('<rect class="day-ground" x="{0}" y="{1}" width="{2}" height="{2}" rx="3"/>').format(
        x, y, size
    )
    sign = {
        "half": f"M{x} {y + size}V{y + size // 2}H{x + size}V{y + size}Z",
        "overlap": f"M{x + 5} {y + size - 5}h{size - 10}",
        "excluded": f"M{x + 7} {y + size // 2}h{size - 14}",
    }.get(kind)
    return square + Markup('<path class="day-sign" d="{}"/>').format(sign) if sign else square

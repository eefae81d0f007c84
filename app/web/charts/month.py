"""One month as a small calendar that shows which days were attended."""

from calendar import monthcalendar
from collections.abc import Collection
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from app.domain.words import WEEKDAYS

CELL, HEAD = 34, 26
WEEKEND = 5


def month_calendar(year: int, month: int, attended: Collection[date]) -> Markup:
    """One month, Monday first, with the attended days filled."""
    weeks = monthcalendar(year, month)
    numbers = sorted(day.day for day in attended if (day.year, day.month) == (year, month))
    cells = Markup("").join(
        _cell(column, row, number, attended=number in numbers)
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
        "<title>{year} 年 {month} 月出勤的日子</title><desc>{said}</desc>{heads}{cells}</svg>"
    ).format(
        width=7 * CELL,
        height=HEAD + len(weeks) * CELL,
        year=year,
        month=month,
        said="、".join(_runs(numbers)) if numbers else "这个月没有出勤的日子",
        heads=heads,
        cells=cells,
    )


def _runs(numbers: list[int]) -> list[str]:
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
    return [f"{a} 日" if a == b else f"{a} 日至 {b} 日" for a, b in zip(starts, ends, strict=True)]


def _cell(column: int, row: int, number: int, *, attended: bool) -> Markup:
    x, y = column * CELL, HEAD + row * CELL
    ground = Markup('<rect class="day-ground" x="{0}" y="{1}" width="{2}" height="{2}" rx="3"/>').format(
        x + 2, y + 2, CELL - 4
    )
    return Markup(
        '<g class="day{rest}">{ground}<text x="{middle}" y="{base}" text-anchor="middle">{number}</text></g>'
    ).format(
        rest=" day-rest" if column >= WEEKEND and not attended else "",
        ground=ground if attended else "",
        middle=x + CELL // 2,
        base=y + CELL // 2 + 5,
        number=number,
    )

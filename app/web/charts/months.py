"""Months side by side: a bar each, divided by kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.web.charts.bars import StackedPart

WIDE, HIGH, FOOT, HEAD = 42, 120, 34, 18
"""Units of a month's place, of the highest bar, of the names beneath and the numbers above."""
GAP = 9
"""Beside a bar."""


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month, written ``2026-12``, and its parts from the ground up."""

    month: str
    parts: Sequence[StackedPart]

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


def month_bars(bars: Sequence[MonthBar], label: str) -> Markup:
    """Bars with their numbers above and the months beneath; the year stands under its first month."""
    highest = max((bar.count for bar in bars), default=0) or 1
    drawn = Markup("").join(_bar(n, bar, highest) for n, bar in enumerate(bars))
    said = "；".join(f"{bar.month} {_parts_said(bar)}" for bar in bars if bar.count) or "没有"
    width, height = WIDE * len(bars), HEAD + HIGH + FOOT
    return Markup(
        '<svg class="month-bars" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        '<title>{label}</title><desc>{said}</desc><path class="month-ground" d="M0 {ground}H{width}"/>'
        "{drawn}</svg>"
    ).format(width=width, height=height, label=label, said=said, ground=HEAD + HIGH, drawn=drawn)


def _parts_said(bar: MonthBar) -> str:
    return "，".join(f"{part.label} {part.count}" for part in bar.parts if part.count)


def _bar(n: int, bar: MonthBar, highest: int) -> Markup:
    year, month = bar.month.split("-")
    middle = n * WIDE + WIDE // 2
    drawn = [_text(middle, HEAD + HIGH + 15, str(int(month)))]
    if n == 0 or month == "01":
        drawn.append(_text(middle, HEAD + HIGH + 30, year, "month-head"))
    top = HEAD + HIGH
    for part in bar.parts:
        if part.count:
            high = max(round(HIGH * part.count / highest), 2)
            top -= high
            drawn.append(_rect(n * WIDE + GAP, top, max(high - 1, 1), part, bar.month))
    if bar.count:
        drawn.append(_text(middle, top - 5, str(bar.count), "month-count"))
    return Markup("").join(drawn)


def _text(x: int, y: int, text: str, kind: str = "month-name") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>').format(kind, x, y, text)


def _rect(x: int, y: int, height: int, part: StackedPart, month: str) -> Markup:
    box = Markup('<rect class="part-{}" x="{}" y="{}" width="{}" height="{}">').format(
        part.tone, x, y, WIDE - 2 * GAP, height
    )
    return box + Markup("<title>{} {} {}</title></rect>").format(month, part.label, part.count)

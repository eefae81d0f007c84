"""Months side by side: a bar each, divided by kind; before them, hatched, what no month holds any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.web.charts.bars import StackedPart

WIDE, HIGH, FOOT, HEAD = 37, 120, 34, 18
"""Units of a month's place, of the highest bar, of the names beneath and the numbers above."""
GAP = 7
"""Beside a bar."""
WIDE_PASSED = 56
"""Of the place of what has passed: words stand under it."""
HATCH = 7
"""Between two lines of a hatched bar."""


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month, written ``2026-12``, and its parts from the ground up."""

    month: str
    parts: Sequence[StackedPart]

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


def month_bars(bars: Sequence[MonthBar], label: str, passed: Sequence[StackedPart] = ()) -> Markup:
    """Bars with their numbers above and the months beneath; the year stands under its first month.

    A month without anybody is left out, so that a phone has room for the others.
    Of what has ``passed`` each has a hatched bar of its own in front. It is cut off, visibly, where it is
    higher than every month: beside hundreds that are late the months could not be told apart.
    """
    bars = [bar for bar in bars if bar.count]
    before = WIDE_PASSED * len(passed)
    highest = max((bar.count for bar in bars), default=0) or max([1, *(part.count for part in passed)])
    drawn = [_passed(n * WIDE_PASSED, part, highest) for n, part in enumerate(passed)]
    years = [None, *(bar.month[:4] for bar in bars)]
    drawn += [
        _bar(before + n * WIDE, bar, highest, first=years[n] != bar.month[:4]) for n, bar in enumerate(bars)
    ]
    width, height = before + WIDE * len(bars), HEAD + HIGH + FOOT
    return Markup(
        '<svg class="month-bars" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        '<title>{label}</title><desc>{said}</desc><path class="month-ground" d="M0 {ground}H{width}"/>'
        "{drawn}</svg>"
    ).format(
        width=width,
        height=height,
        label=label,
        said=month_words(bars, passed),
        ground=HEAD + HIGH,
        drawn=Markup("").join(drawn),
    )


def month_words(bars: Sequence[MonthBar], passed: Sequence[StackedPart]) -> str:
    """What the bars show, for who does not see them."""
    said = [f"{part.label} {part.count}" for part in passed if part.count]
    said += [f"{bar.month} {_parts_said(bar)}" for bar in bars]
    return "；".join(said) or "没有"


def _parts_said(bar: MonthBar) -> str:
    return "，".join(f"{part.label} {part.count}" for part in bar.parts if part.count)


def _passed(x: int, part: StackedPart, highest: int) -> Markup:
    """One bar of what has passed, its name beneath; a slanted gap near its top says that it is cut off."""
    middle, ground, wide = x + WIDE_PASSED // 2, HEAD + HIGH, WIDE - 2 * GAP + 4
    high = min(max(round(HIGH * part.count / highest), 2), HIGH) if part.count else 0
    left, top = middle - wide // 2, ground - high
    drawn = [_text(middle, ground + 15, part.label)]
    if high:
        bar = drawn_part(left, top, wide, high - 1, part)
        drawn.append(titled(f"{part.label} {part.count}", bar, hatch_path(left, top, wide, high - 1)))
        drawn.append(_text(middle, top - 5, str(part.count), "month-count"))
    if part.count > highest:
        drawn.append(
            Markup('<path class="month-cut" d="M{} {}l{} -8"/>').format(left - 4, top + 22, wide + 8)
        )
    return Markup("").join(drawn)


def hatch_path(left: int, top: int, wide: int, high: int) -> Markup:
    """Lines that rise to the right, each cut where it leaves the bar."""
    lines = []
    for above in range(HATCH - wide, high, HATCH):  # where a line meets the left side
        begins, ends = max(0, -above), min(wide, high - above)
        ground = top + high - above
        lines.append(f"M{left + begins} {ground - begins}L{left + ends} {ground - ends}")
    return Markup('<path class="month-hatch" d="{}"/>').format(" ".join(lines))


def _bar(x: int, bar: MonthBar, highest: int, *, first: bool) -> Markup:
    year, month = bar.month.split("-")
    middle = x + WIDE // 2
    drawn = [_text(middle, HEAD + HIGH + 15, str(int(month)))]
    if first:
        drawn.append(_text(middle, HEAD + HIGH + 30, year, "month-head"))
    top = HEAD + HIGH
    for part in bar.parts:
        if part.count:
            high = max(round(HIGH * part.count / highest), 2)
            top -= high
            box = drawn_part(x + GAP, top, WIDE - 2 * GAP, max(high - 1, 1), part)
            drawn.append(titled(f"{bar.month} {part.label} {part.count}", box))
    drawn.append(_text(middle, top - 5, str(bar.count), "month-count"))
    return Markup("").join(drawn)


def _text(x: int, y: int, text: str, kind: str = "month-name") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>').format(kind, x, y, text)


def drawn_part(x: int, top: int, wide: int, high: int, part: StackedPart) -> Markup:
    return Markup('<rect class="part-{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        part.tone, x, top, wide, high
    )


def titled(title: str, *drawn: Markup) -> Markup:
    return Markup("<g><title>{}</title>{}</g>").format(title, Markup("").join(drawn))

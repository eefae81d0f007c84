"""Months below one another, for a phone: a row each, divided by kind; hatched above them, what has passed."""

from collections.abc import Sequence

from markupsafe import Markup

from app.web.charts.bars import StackedPart
from app.web.charts.months import MonthBar, drawn_part, hatch_path, month_words, titled

WIDE, NAME, COUNT, ROW, THICK = 340, 82, 34, 26, 14
"""Units of the whole, of the names at its left, of the numbers behind the bars; of a row and of its bar."""
ROOM = WIDE - NAME - COUNT


def month_rows(bars: Sequence[MonthBar], label: str, passed: Sequence[StackedPart] = ()) -> Markup:
    """What ``month_bars`` draws, in rows as wide as the page: as many months as there are, none sideways."""
    bars = [bar for bar in bars if bar.count]
    highest = max((bar.count for bar in bars), default=0) or max([1, *(part.count for part in passed)])
    late = [part for part in passed if part.count]
    drawn = [_passed(n * ROW, part, highest) for n, part in enumerate(late)]
    drawn += [_row((len(late) + n) * ROW, bar, highest) for n, bar in enumerate(bars)]
    height = ROW * (len(late) + len(bars))
    return Markup(
        '<svg class="month-rows" role="img" viewBox="0 0 {width} {height}"><title>{label}</title>'
        '<desc>{said}</desc><path class="month-ground" d="M{left} 0V{height}"/>{drawn}</svg>'
    ).format(
        width=WIDE,
        height=height,
        label=label,
        said=month_words(bars, passed),
        left=NAME,
        drawn=Markup("").join(drawn),
    )


def _row(y: int, bar: MonthBar, highest: int) -> Markup:
    drawn, left, top = [_text(0, y, bar.month)], NAME, y + (ROW - THICK) // 2
    for part in bar.parts:
        if part.count:
            long = max(round(ROOM * part.count / highest), 2)
            box = drawn_part(left, top, max(long - 1, 1), THICK, part)
            drawn.append(titled(f"{bar.month} {part.label} {part.count}", box))
            left += long
    return Markup("").join([*drawn, _text(left + 6, y, str(bar.count), "month-count")])


def _passed(y: int, part: StackedPart, highest: int) -> Markup:
    """One row of what has passed; a slanted gap near its end says that it is cut off."""
    long, top = min(max(round(ROOM * part.count / highest), 2), ROOM), y + (ROW - THICK) // 2
    box = drawn_part(NAME, top, long, THICK, part)
    drawn = [
        _text(0, y, part.label),
        titled(f"{part.label} {part.count}", box, hatch_path(NAME, top, long, THICK)),
        _text(NAME + long + 6, y, str(part.count), "month-count"),
    ]
    if part.count > highest:
        cut = Markup('<path class="month-cut" d="M{} {}l8 {}"/>')
        drawn.append(cut.format(NAME + long - 26, top + THICK + 4, -THICK - 8))
    return Markup("").join(drawn)


def _text(x: int, y: int, text: str, kind: str = "month-name") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, x, y + ROW // 2 + 4, text)

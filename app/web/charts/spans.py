"""What was in force when: a row a text, years along the top, drawn for a wide and a narrow screen.

A full bar is in force, a dashed one never was; a thick dashed left edge is a day that is assumed, and an
open right end has no last day yet.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from unicodedata import east_asian_width

from markupsafe import Markup

TOP, ROW, BAR, MARGIN = 22, 44, 14, 4
DAYS_OF_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Span:
    """One version as the picture shows it; None where a day is open."""

    first_day: date | None
    last_day: date | None
    label: str
    assumed: bool = False
    draft: bool = False
    """Not in force: drawn as a frame."""
    standing: str = "未生效，仅模拟"
    """What is said of it then."""


@dataclass(frozen=True, slots=True)
class SpanRow:
    """One text with its versions in order."""

    label: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    name: str
    width: int
    letters: int
    """What of a label there is room for."""
    every: int
    """Years between two marks."""
    first: date
    last: date

    def x(self, day: date) -> float:
        inside = min(max(day, self.first), self.last)
        share = (inside - self.first).days / (self.last - self.first).days
        return round(MARGIN + share * (self.width - 2 * MARGIN), 1)


def spans_text(rows: Sequence[SpanRow]) -> list[str]:
    """The picture in words, one line a row."""
    return [f"{row.label}：{'；'.join(map(_in_words, row.spans))}" for row in rows]


def _in_words(span: Span) -> str:
    if span.draft:
        return f"{span.label}，{span.standing}"
    since = f"，{span.first_day} 起" if span.first_day else ""
    assumed = "（生效日为推定）" if span.assumed else ""
    until = f"，至 {span.last_day}" if span.last_day else ""
    return f"{span.label}{since}{assumed}{until}"


def span_chart(rows: Sequence[SpanRow], today: date, title: str) -> Markup:
    """Rows of versions over the years, from the first known day to two years from now."""
    days = [day for row in rows for span in row.spans for day in (span.first_day, span.last_day) if day]
    first = date(min([today.year - 1, *(day.year for day in days)]), 1, 1)
    last = date(max([today.year + 1, *(day.year for day in days)]) + 1, 1, 1)
    long = (last - first).days / DAYS_OF_YEAR
    frames = (
        _Frame("wide", 760, 54, 1 if long <= 16 else 2, first, last),  # noqa: PLR2004 - a year's name takes 40 units
        _Frame("narrow", 340, 24, 2 if long <= 16 else 4, first, last),  # noqa: PLR2004
    )
    return Markup('<div class="timeline spans">{}</div>').format(
        Markup("").join(_draw(frame, rows, today, title) for frame in frames)
    )


def _draw(frame: _Frame, rows: Sequence[SpanRow], today: date, title: str) -> Markup:
    height = TOP + ROW * len(rows) + 6
    x = frame.x(today)
    now = Markup('<path class="tl-today" d="M{} {}V{}"/>').format(x, TOP - 2, height - 2)
    parts = [_years(frame, height), now]
    for index, row in enumerate(rows):
        top = TOP + index * ROW
        parts.append(
            Markup('<text class="tl-year span-label" x="{}" y="{}">{}</text>').format(
                MARGIN, top + 16, _cut(row.label, frame.letters)
            )
        )
        parts += [_bar(frame, span, top + 22) for span in row.spans]
    return Markup(
        '<svg class="timeline-{}" role="img" viewBox="0 0 {} {}"><title>{}</title>'
        "<desc>竖线是今天（{}）；各行的文字说明在图下。</desc>{}</svg>"
    ).format(frame.name, frame.width, height, title, today, Markup("").join(parts))


def _cut(label: str, letters: int) -> str:
    """As much as there is room for; two signs of a number take about the room of one Chinese one."""
    ends = list(accumulate(1 if east_asian_width(sign) in "WF" else 0.6 for sign in label))
    if not ends or ends[-1] <= letters:
        return label
    return label[: bisect_right(ends, letters - 1)] + "…"


def _years(frame: _Frame, height: int) -> Markup:
    parts = []
    for year in range(frame.first.year, frame.last.year, frame.every):
        x = frame.x(date(year, 1, 1))
        parts.append(
            Markup('<path class="span-tick" d="M{0} {1}V{2}"/><text x="{3}" y="14">{4}</text>').format(
                x, TOP - 4, height - 2, x + 2, year
            )
        )
    return Markup("").join(parts)


def _bar(frame: _Frame, span: Span, top: int) -> Markup:
    x = frame.x(span.first_day or date.min)
    end = frame.x(span.last_day or date.max)
    name = "tl-excluded" if span.draft else "tl-fill tl-shade-1"
    edge = Markup('<path class="span-assumed" d="M{} {}v{}"/>').format(x, top - 3, BAR + 6)
    return Markup(
        '<g><title>{}</title><rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>{}</g>'
    ).format(_in_words(span), name, x, top, max(round(end - x, 1), 3), BAR, edge if span.assumed else "")

"""The five years of a teacher: a row a year, bars by venue.

A venue is a fill or pattern, hatching waits for review, an empty outline does not count, a grey edge leaves
the window soon. The drawing is an image to a screen reader: links live in the list beside it, and a click on
a bar is only a short cut to them.
"""

from calendar import isleap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

BarState = Literal["approved", "pending", "excluded"]

STATE_WORDS: dict[BarState, str] = {"approved": "已通过", "pending": "待审", "excluded": "不计入"}
SHADES = 5
"""Fills told apart without colour; a sixth venue shares the last."""
LANE, BAR, AIR, TOP, MARGIN = 18, 15, 5, 22, 4


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """One stretch of practice as the timeline shows it."""

    first_day: date
    last_day: date
    label: str
    venue_label: str
    state: BarState
    leaving: bool = False
    """Leaves the five-year window soon."""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class _Frame:
    """One layout. Its units are about the pixels it is shown at."""

    name: str
    width: int
    left: int
    months: tuple[int, ...]

    def x(self, day: date, *, at_end: bool = False) -> float:
        """Where a day begins or ends in its year's row."""
        passed = day.timetuple().tm_yday - (0 if at_end else 1)
        length = self.width - self.left - MARGIN
        return round(self.left + length * passed / (366 if isleap(day.year) else 365), 1)


@dataclass(frozen=True, slots=True)
class _Picture:
    """What both layouts draw."""

    bars: tuple[TimelineBar, ...]
    shades: Mapping[str, int]
    window: tuple[date, date]
    as_of: date
    leaving: date | None


WIDE = _Frame("wide", 680, 48, tuple(range(1, 13)))
NARROW = _Frame("narrow", 340, 40, (1, 4, 7, 10))
PATTERNS = Markup(
    '<svg class="tl-defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="tl-2" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="tl-light" width="5" '
    'height="5"/><circle class="tl-dark" cx="2.5" cy="2.5" r="1.3"/></pattern>'
    '<pattern id="tl-3" width="4" height="5" patternUnits="userSpaceOnUse"><rect class="tl-light" width="4" '
    'height="5"/><rect class="tl-dark" y="1" width="4" height="1.8"/></pattern>'
    '<pattern id="tl-4" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="tl-light" width="6" '
    'height="6"/><path class="tl-line" d="M0 3h6M3 0v6"/></pattern>'
    '<pattern id="tl-wait" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="tl-paper" width="6" height="6"/><rect class="tl-dark" width="2" height="6"/></pattern>'
    "</defs></svg>"
)


def timeline_text(bars: Sequence[TimelineBar]) -> list[str]:
    """The timeline in words, oldest first, one line a bar."""
    return [_in_words(bar) for bar in _in_order(bars)]


def _in_order(bars: Sequence[TimelineBar]) -> tuple[TimelineBar, ...]:
    return tuple(sorted(bars, key=lambda bar: (bar.first_day, bar.last_day)))


def _in_words(bar: TimelineBar) -> str:
    words = f"{bar.first_day} 至 {bar.last_day}，{bar.label}（{bar.venue_label}），{STATE_WORDS[bar.state]}"
    return f"{words}，即将移出五年" if bar.leaving else words


def five_year_timeline(
    rows: Sequence[TimelineBar], window: tuple[date, date], as_of: date, leaving: date | None = None
) -> Markup:
    """A row a year; what lies before ``leaving`` goes out of the window soon.

    Drawn twice, for a wide and a narrow screen, of which ``app.css`` shows one.
    """
    bars = _in_order(rows)
    venues = dict.fromkeys(bar.venue_label for bar in bars)
    shades = {venue: min(index, SHADES - 1) for index, venue in enumerate(venues)}
    picture = _Picture(bars, shades, window, as_of, leaving)
    return Markup('<div class="timeline">{}{}{}{}</div>').format(
        PATTERNS, _draw(WIDE, picture), _draw(NARROW, picture), _legend(picture)
    )


def _draw(frame: _Frame, picture: _Picture) -> Markup:
    parts = [_months(frame)]
    top = TOP
    for year in range(picture.window[0].year, max(picture.window[1], picture.as_of).year + 1):
        lanes = _lanes(picture.bars, year)
        height = max(len(lanes), 1) * LANE + 2 * AIR
        parts.append(_year(frame, picture, year, top, height))
        for index, lane in enumerate(lanes):
            parts += [_bar(frame, picture, bar, year, top + AIR + index * LANE + 1) for bar in lane]
        top += height
    return Markup(
        '<svg class="timeline-{name}" role="img" viewBox="0 0 {width} {height}">'
        "<title>近五年实践时间轴</title><desc>{said}</desc>{parts}</svg>"
    ).format(
        name=frame.name,
        width=frame.width,
        height=top + 1,
        said=f"{picture.window[0]} 至 {picture.window[1]}，共 {len(picture.bars)} 段；各段的文字说明在图旁。",
        parts=Markup("").join(parts),
    )


def _lanes(bars: Sequence[TimelineBar], year: int) -> list[list[TimelineBar]]:
    """The bars that touch a year; those that overlap lie in lanes one below the other."""
    lanes: list[list[TimelineBar]] = []
    for bar in bars:
        if bar.first_day.year <= year <= bar.last_day.year:
            free = next((lane for lane in lanes if lane[-1].last_day < bar.first_day), None)
            if free is None:
                lanes.append([bar])
            else:
                free.append(bar)
    return lanes


def _months(frame: _Frame) -> Markup:
    every_month = len(frame.months) == WIDE.months[-1]
    half = (frame.width - frame.left - MARGIN) / 24 if every_month else 0
    return Markup("").join(
        Markup('<text class="tl-month" x="{}" y="14"{}>{} 月</text>').format(
            round(frame.x(date(2023, month, 1)) + half, 1),
            Markup(' text-anchor="middle"') if every_month else "",
            month,
        )
        for month in frame.months
    )


def _year(frame: _Frame, picture: _Picture, year: int, top: int, height: int) -> Markup:
    """The ground of a row: the part inside the window, month ticks, what leaves soon, the present day."""
    first = max(date(year, 1, 1), picture.window[0])
    last = min(date(year, 12, 31), picture.window[1])
    parts = [
        Markup('<text class="tl-year" x="0" y="{}">{}</text>').format(top + height // 2 + 5, year),
        _ground(frame, first, last, (top, height), "tl-row"),
    ]
    if picture.leaving is not None and first < picture.leaving:
        until = min(picture.leaving, last)
        parts.append(_ground(frame, first, until, (top, height), "tl-row-leaving"))
    ticks = "".join(f"M{frame.x(date(year, month, 1))} {top + 1}v{height - 2}" for month in frame.months)
    parts.append(Markup('<path class="tl-tick" d="{}"/>').format(ticks))
    if picture.as_of.year == year:
        x = frame.x(picture.as_of, at_end=True)
        parts.append(Markup('<path class="tl-today" d="M{} {}v{}"/>').format(x, top, height))
    return Markup("").join(parts)


def _ground(frame: _Frame, first: date, last: date, band: tuple[int, int], name: str) -> Markup:
    if last < first:
        return Markup("")
    x, end = frame.x(first), frame.x(last, at_end=True)
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        name, x, band[0] + 1, round(end - x, 1), band[1] - 2
    )


def _bar(frame: _Frame, picture: _Picture, bar: TimelineBar, year: int, top: int) -> Markup:
    x = frame.x(max(bar.first_day, date(year, 1, 1)))
    end = frame.x(min(bar.last_day, date(year, 12, 31)), at_end=True)
    return Markup(
        '<g class="tl-bar{edge}"{href}><title>{title}</title>'
        '<rect class="{name}"{fill} x="{x}" y="{top}" width="{width}" height="{height}" rx="1.5"/></g>'
    ).format(
        edge=" is-leaving" if bar.leaving else "",
        href=Markup(' data-href="{}"').format(bar.href) if bar.href else "",
        title=_in_words(bar),
        x=x,
        top=top,
        width=round(max(end - x, 3), 1),
        height=BAR,
        **_fill(bar.state, picture.shades[bar.venue_label]),
    )


def _fill(state: BarState, shade: int) -> dict[str, str]:
    if state == "excluded":
        return {"name": "tl-excluded", "fill": ""}
    if state == "pending":
        return {"name": "tl-fill", "fill": Markup(' fill="url(#tl-wait)"')}
    if shade < 2:  # noqa: PLR2004 - the first two shades are plain colours
        return {"name": f"tl-fill tl-shade-{shade}", "fill": ""}
    return {"name": "tl-fill", "fill": Markup(' fill="url(#tl-{})"').format(shade)}


def _legend(picture: _Picture) -> Markup:
    states = {bar.state for bar in picture.bars}
    entries = [
        _swatch(venue, _fill("approved", shade))
        for venue, shade in picture.shades.items()
        if any(bar.venue_label == venue and bar.state == "approved" for bar in picture.bars)
    ]
    entries += [_swatch(STATE_WORDS[s], _fill(s, 0)) for s in ("pending", "excluded") if s in states]
    if any(bar.leaving for bar in picture.bars):
        entries.append(_swatch("即将移出五年", {"name": "tl-edge", "fill": ""}))
    elif picture.leaving is not None:
        entries.append(_swatch("即将移出五年的月份", {"name": "tl-row-leaving", "fill": ""}))
    return Markup('<p class="legend" aria-hidden="true">{}</p>').format(Markup("").join(entries))


def _swatch(words: str, fill: Mapping[str, str]) -> Markup:
    return Markup(
        '<span><svg width="22" height="14" focusable="false">'
        '<rect class="{name}"{fill} x="1.5" y="1.5" width="19" height="11" rx="1.5"/></svg>{words}</span>'
    ).format(words=words, **fill)

"""Pictures drawn by the server: plain SVG without script or inline style, readable in black and white.

Colours come from classes in ``app.css`` (and ``print.css``); shape and pattern carry the same meaning.
Every picture has a title and a description; the page sets a text equivalent beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

BarState = Literal["approved", "pending", "excluded"]
DayKind = Literal["credited", "half", "overlap", "pending", "excluded"]

STATE_WORDS: dict[BarState, str] = {"approved": "已通过", "pending": "待审", "excluded": "不计入"}
KIND_WORDS: dict[DayKind, str] = {
    "credited": "计入",
    "half": "计半天",
    "overlap": "重叠，只计一次",
    "pending": "待审",
    "excluded": "不计入",
}
VENUE_PATTERNS = 5
MONTHS = 12
WEEK = 7


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


def progress_bar(credited: float, required: float, label: str, pending: float = 0) -> Markup:
    """A bar of what is credited (solid) and waits for review (hatched) against a mark at what is required."""
    whole = max(credited + pending, required, 1)
    share = [round(1000 * min(part, whole) / whole) for part in (credited, credited + pending, required)]
    return Markup(
        '<svg class="bar" role="img" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-label="{label}">'
        "<title>{label}</title>"
        '<rect class="bar-ground" width="1000" height="12"/>'
        '<rect class="bar-pending" width="{pending}" height="12"/>'
        '<rect class="bar-credited" width="{credited}" height="12"/>'
        '<rect class="bar-mark" x="{mark}" width="3" height="12"/></svg>'
    ).format(label=label, credited=share[0], pending=share[1], mark=max(share[2] - 3, 0))


def timeline_text(bars: Sequence[TimelineBar]) -> list[str]:
    """The timeline in words, oldest first, one line a bar."""
    return [_bar_text(bar) for bar in sorted(bars, key=lambda bar: (bar.first_day, bar.last_day))]


def _bar_text(bar: TimelineBar) -> str:
    words = f"{bar.first_day} 至 {bar.last_day}，{bar.label}（{bar.venue_label}），{STATE_WORDS[bar.state]}"
    return f"{words}，即将移出五年" if bar.leaving else words


def five_year_timeline(
    rows: Sequence[TimelineBar], window: tuple[date, date], as_of: date, leaving: date | None = None
) -> Markup:
    """A row a year, bars by venue; ``leaving``: what lies before this day leaves the window soon."""
    raise NotImplementedError


def month_calendar(year: int, month: int, days: Mapping[date, DayKind]) -> Markup:
    """One month with its credited days."""
    raise NotImplementedError

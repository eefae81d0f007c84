"""Pictures drawn by the server: plain SVG without script or inline style, readable in black and white.

Colours come from classes in ``app.css``; shape and pattern carry the same meaning, so that print and colour
blindness lose nothing. Every picture has a title and a description, and a function that says it in words.
"""

from app.web.charts.bars import StackedPart, progress_bar, stacked_bar
from app.web.charts.month import KIND_WORDS, DayKind, day_ground, month_calendar
from app.web.charts.month_rows import month_rows
from app.web.charts.months import MonthBar, month_bars
from app.web.charts.spans import Span, SpanRow, span_chart, spans_text
from app.web.charts.timeline import BarState, TimelineBar, five_year_timeline, timeline_text

__all__ = [
    "KIND_WORDS",
    "BarState",
    "DayKind",
    "MonthBar",
    "Span",
    "SpanRow",
    "StackedPart",
    "TimelineBar",
    "day_ground",
    "five_year_timeline",
    "month_bars",
    "month_calendar",
    "month_rows",
    "progress_bar",
    "span_chart",
    "spans_text",
    "stacked_bar",
    "timeline_text",
]
